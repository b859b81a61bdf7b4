"""Users, aliases and rooms as text, so that a server can come back as what it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fakes.federation.people import User
from fakes.federation.room import Kept, Room
from fakes.federation.versions import room_version

if TYPE_CHECKING:
    from fakes.federation.peer import Peer


def dump(peer: Peer) -> str:
    """Return what :func:`load` takes. Keys, files, devices, invitations and hooks aren't in it."""
    users = [[user.id, user.displayname, user.avatar_url, user.scope] for user in peer.users.values()]
    rooms = [_room_told(room) for room in peer.rooms.values()]
    return json.dumps({"name": peer.name, "users": users, "aliases": peer.aliases, "rooms": rooms})


def load(peer: Peer, text: str) -> None:
    """Put everything back; raises ``ValueError`` for what :func:`dump` didn't write, or another server's."""
    try:
        told = json.loads(text)
        if told["name"] != peer.name:
            raise ValueError(f"it holds what {told['name']} was, not {peer.name}")
        users = {each[0]: User(*each) for each in told["users"]}
        rooms = {each["id"]: _room(each) for each in told["rooms"]}
        aliases = dict(told["aliases"])
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"no forger wrote that down: {error!r}") from None
    peer.users, peer.rooms, peer.aliases = users, rooms, aliases


def _room_told(room: Room) -> dict[str, Any]:
    return {
        "id": room.id,
        "version": room.version.name,
        "scope": room.scope,
        "tips": list(room.tips),
        "events": [_kept_told(kept) for kept in room.events.values()],
        "outliers": [_kept_told(kept) for kept in room.outliers.values()],
    }


def _kept_told(kept: Kept) -> dict[str, Any]:
    before = [[*key, identifier] for key, identifier in kept.before.items()]
    return {"id": kept.id, "event": kept.event, "before": before, "text": kept.text}


def _room(told: dict[str, Any]) -> Room:
    room = Room(told["id"], room_version(told["version"]), told["scope"])
    room.events = {each["id"]: _kept(each) for each in told["events"]}
    room.outliers = {each["id"]: _kept(each) for each in told["outliers"]}
    room.tips = dict.fromkeys(told["tips"])
    return room


def _kept(told: dict[str, Any]) -> Kept:
    before = {(kind, key): identifier for kind, key, identifier in told["before"]}
    return Kept(told["id"], told["event"], before, told["text"])
