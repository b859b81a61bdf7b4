"""Rooms of our own, of any version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fakes.federation import pdu
from fakes.federation.making import Draft
from fakes.federation.room import Kept, Room

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.federation.peer import Peer
    from fakes.federation.people import User
    from fakes.federation.versions import RoomVersion


@dataclass(frozen=True, slots=True)
class Wanted:
    """What room to make. ``levels`` and ``create`` go over the usual contents of those two events.

    Where ``levels`` is None, the room has none.
    """

    version: RoomVersion
    join_rule: str = "public"
    name: str = ""
    alias: str = ""
    history: str = "shared"
    allow: tuple[str, ...] = ()
    levels: Mapping[str, Any] | None = field(default_factory=dict)
    create: Mapping[str, Any] = field(default_factory=dict)


def found(peer: Peer, creator: User, wanted: Wanted) -> Room:
    """Make a room with its usual first events; return it."""
    room = Room("", wanted.version, creator.scope)
    _create(peer, creator, wanted, room)
    member = {"membership": "join", **creator.profile()}
    _say(peer, room, Draft(creator.id, "m.room.member", member, creator.id))
    if wanted.levels is not None:
        levels = {**_usual_levels(creator.id, wanted.version), **wanted.levels}
        _say(peer, room, Draft(creator.id, "m.room.power_levels", levels, ""))
    rules: dict[str, Any] = {"join_rule": wanted.join_rule}
    if wanted.allow:
        rules["allow"] = [{"type": "m.room_membership", "room_id": each} for each in wanted.allow]
    _say(peer, room, Draft(creator.id, "m.room.join_rules", rules, ""))
    _say(peer, room, Draft(creator.id, "m.room.history_visibility", {"history_visibility": wanted.history}, ""))
    if wanted.name:
        _say(peer, room, Draft(creator.id, "m.room.name", {"name": wanted.name}, ""))
    if wanted.alias:
        peer.aliases[wanted.alias] = room.id
        _say(peer, room, Draft(creator.id, "m.room.canonical_alias", {"alias": wanted.alias}, ""))
    peer.rooms[room.id] = room
    return room


def _create(peer: Peer, creator: User, wanted: Wanted, room: Room) -> None:
    """Make the create event; from version 12 on the room's id is its hash."""
    content: dict[str, Any] = {"room_version": wanted.version.name, **wanted.create}
    if not wanted.version.new_redaction:
        content["creator"] = creator.id
    if not wanted.version.hashed_room_ids:
        room.id = f"!{peer.token()}:{peer.name}"
    kept = _say(peer, room, Draft(creator.id, "m.room.create", content, ""))
    if wanted.version.hashed_room_ids:
        room.id = pdu.room_id(kept.event, wanted.version)


def _usual_levels(creator: str, version: RoomVersion) -> dict[str, Any]:
    users = {} if version.hashed_room_ids else {creator: 100}
    usual = {"users": users, "users_default": 0, "events": {}, "events_default": 0, "state_default": 50}
    return usual | {"ban": 50, "kick": 50, "redact": 50, "invite": 0}


def _say(peer: Peer, room: Room, draft: Draft) -> Kept:
    return peer.keep(room, peer.maker.make(draft, room))
