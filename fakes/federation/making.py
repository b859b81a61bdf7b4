"""Honest events: made where the room stands, hashed, and signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fakes.federation import auth, pdu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from fakes.federation.keys import KeyRing
    from fakes.federation.pdu import Event
    from fakes.federation.room import Room
    from fakes.federation.versions import RoomVersion


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody means to say; an event when the room's place, a hash and a signature are added."""

    sender: str
    type: str
    content: Mapping[str, Any]
    state_key: str | None = None
    redacts: str = ""
    previous: Sequence[str] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


class Maker:
    """Makes events for one server; ``clock`` gives seconds of Unix time."""

    def __init__(self, keys: KeyRing, clock: Callable[[], float], rng: Random) -> None:
        self.keys = keys
        self._clock = clock
        self._rng = rng

    def now(self) -> int:
        """Return milliseconds of Unix time."""
        return int(self._clock() * 1000)

    def template(self, draft: Draft, room: Room) -> Event:
        """Return the event without hashes and signatures, as ``make_join`` and its like answer it."""
        previous = list(room.tips if draft.previous is None else draft.previous)
        state = room.state_of(previous)
        event = self._bare(draft, room.version) | {"room_id": room.id, "depth": room.depth(previous)}
        if room.version.hashed_room_ids and draft.type == "m.room.create":
            del event["room_id"]
        event["prev_events"] = _references(previous, room)
        event["auth_events"] = _references(auth.events_for(event, room, state), room)
        return event | dict(draft.more)

    def finished(self, event: Event, version: RoomVersion) -> Event:
        """Return ``event`` hashed and signed."""
        return pdu.signed(pdu.hashed(event), version, self.keys.name, self.keys.key)

    def with_id(self, event: Event, version: RoomVersion) -> Event:
        """Return ``event`` with an id of its own where its version's events bear one."""
        if version.event_ids != "given" or "event_id" in event:
            return event
        return {**event, "event_id": f"${self._rng.randbytes(9).hex()}:{self.keys.name}"}

    def make(self, draft: Draft, room: Room) -> Event:
        """Return the finished event."""
        return self.finished(self.with_id(self.template(draft, room), room.version), room.version)

    def _bare(self, draft: Draft, version: RoomVersion) -> Event:
        event: Event = {
            "type": draft.type,
            "sender": draft.sender,
            "content": dict(draft.content),
            "origin_server_ts": self.now(),
        }
        if not version.new_redaction:
            event["origin"] = self.keys.name
        if draft.state_key is not None:
            event["state_key"] = draft.state_key
        if draft.redacts and version.new_redaction:
            event["content"]["redacts"] = draft.redacts
        elif draft.redacts:
            event["redacts"] = draft.redacts
        return event


def _references(identifiers: Sequence[str], room: Room) -> list[Any]:
    found = ((identifier, room.find(identifier)) for identifier in identifiers)
    return [
        pdu.reference(identifier, kept.event if kept is not None else {}, room.version) for identifier, kept in found
    ]
