"""Events from outside: verified, put in their place, and what they follow fetched where it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.federation import pdu, shape
from fakes.federation.known_keys import refused
from fakes.federation.outgoing import path
from fakes.federation.wire import MatrixError, UnreachableError

if TYPE_CHECKING:
    from fakes.federation.pdu import Event
    from fakes.federation.peer import Peer
    from fakes.federation.room import Kept, Room, State
    from fakes.federation.witness import Way

_AT_ONCE = 20


class Receiving:
    """Takes events that came by one way."""

    def __init__(self, peer: Peer, way: Way) -> None:
        self._peer = peer
        self._way = way

    async def take(self, event: Event) -> tuple[str, str]:
        """Take an event in; return its id and why it was refused, which is nothing for a good one."""
        room = self._peer.rooms.get(str(event.get("room_id")))
        if room is None:
            return str(event.get("event_id", "unknown")), f"{self._peer.name} isn't in that room"
        if misshapen := shape.problems(event, room.version):
            return str(event.get("event_id", "unknown")), "; ".join(misshapen)
        identifier = pdu.event_id(event, room.version)
        if identifier in room.events:
            return identifier, ""
        usable, problems = await self._peer.known.examined(event, room.version)
        self._peer.witness.event(self._way, event, room, problems)
        if why := refused(problems):
            return identifier, why
        before = await self._catch_up(event, identifier, room)
        room.add(usable, before=before)
        return identifier, ""

    async def _catch_up(self, event: Event, identifier: str, room: Room) -> State | None:
        """Fetch what comes before an event; return the state before it where a gap stays."""
        previous = pdu.references(event, "prev_events")
        if all(each in room.events for each in previous):
            return None
        await self._fill(identifier, room)
        if all(each in room.events for each in previous):
            return None
        return await self._state_before(identifier, room)

    async def _fill(self, latest: str, room: Room) -> None:
        """Ask who sent it for the events between."""
        body = {"limit": _AT_ONCE, "earliest_events": list(room.tips), "latest_events": [latest]}
        told = await self._ask("POST", path("v1", "get_missing_events", room.id), body, "get_missing_events")
        for event in told.get("events", []):
            if shape.problems(event, room.version):
                continue
            usable, problems = await self._peer.known.examined(event, room.version)
            self._peer.witness.event(self._way_of("get_missing_events"), event, room, problems)
            known = [each in room.events for each in pdu.references(event, "prev_events")]
            if not refused(problems) and all(known):
                room.add(usable)

    async def _state_before(self, identifier: str, room: Room) -> State:
        """Ask who sent it for the state; the room's own where that can't be had."""
        uri = path("v1", "state", room.id, query={"event_id": identifier})
        told = await self._ask("GET", uri, None, "state")
        if "pdus" not in told:
            return room.state
        kept = await add_outliers(self._peer, room, self._way_of("state"), told)
        return {each.key: each.id for each in kept if each.key is not None}

    async def _ask(self, method: str, uri: str, body: Any, by: str) -> dict[str, Any]:
        try:
            told = await self._peer.outgoing.need(self._way.server, method, uri, body, by=by)
        except (MatrixError, UnreachableError):
            return {}
        return told if isinstance(told, dict) else {}

    def _way_of(self, by: str) -> Way:
        return type(self._way)("in", self._way.server, by)


async def add_outliers(peer: Peer, room: Room, way: Way, told: dict[str, Any]) -> list[Kept]:
    """Keep the events of an answer with state and auth chain, each verified and witnessed; return the state's."""
    for event in told.get("auth_chain", []):
        await _outlier(peer, room, way, event)
    found = told.get("pdus", told.get("state", []))
    return [kept for kept in [await _outlier(peer, room, way, event) for event in found] if kept is not None]


async def _outlier(peer: Peer, room: Room, way: Way, event: Event) -> Kept | None:
    if shape.problems(event, room.version):
        return None
    known = room.find(pdu.event_id(event, room.version))
    if known is not None:
        return known
    usable, problems = await peer.known.examined(event, room.version)
    peer.witness.event(way, event, room, problems)
    return None if refused(problems) else room.add_outlier(usable)
