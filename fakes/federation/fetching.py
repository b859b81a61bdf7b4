"""What another server has of a room, asked for by order: every event verified and witnessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.control import BadOrderError, whole
from fakes.federation import pdu, shape
from fakes.federation.known_keys import refused
from fakes.federation.outgoing import path
from fakes.federation.witness import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fakes.federation.peer import Peer
    from fakes.federation.room import Room

Question = tuple[str, str, Any]


def _backfill(room: Room, order: Mapping[str, Any]) -> Question:
    query = {"v": order.get("events") or list(room.tips), "limit": whole(order.get("limit", 100), "limit")}
    return "GET", path("v1", "backfill", room.id, query=query), None


def _missing(room: Room, order: Mapping[str, Any]) -> Question:
    body: dict[str, Any] = {"earliest_events": order.get("earliest", []), "latest_events": order["events"]}
    body["limit"] = whole(order.get("limit", 20), "limit")
    return "POST", path("v1", "get_missing_events", room.id), body


def _state(room: Room, order: Mapping[str, Any]) -> Question:
    return "GET", path("v1", "state", room.id, query={"event_id": _one(order)}), None


def _event(_: Room, order: Mapping[str, Any]) -> Question:
    return "GET", path("v1", "event", _one(order)), None


def _event_auth(room: Room, order: Mapping[str, Any]) -> Question:
    return "GET", path("v1", "event_auth", room.id, _one(order)), None


_QUESTIONS: dict[str, Callable[[Room, Mapping[str, Any]], Question]] = {
    "backfill": _backfill,
    "get_missing_events": _missing,
    "state": _state,
    "event": _event,
    "event_auth": _event_auth,
}


async def fetch(peer: Peer, room: Room, server: str, order: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Ask ``server`` as the order's ``what`` says; return each event's ``event`` (id), ``pdu`` and ``problems``.

    Good ones are kept. Raises ``BadOrderError``, ``MatrixError`` and ``UnreachableError``.
    """
    what = str(order["what"])
    if what not in _QUESTIONS:
        raise BadOrderError(f"what is one of {', '.join(_QUESTIONS)}, not {what!r}")
    method, uri, body = _QUESTIONS[what](room, order)
    told = await peer.outgoing.need(server, method, uri, body, by=what, flaw=str(order.get("flaw", "")))
    found = [event for name in ("pdus", "events", "auth_chain") for event in told.get(name, [])]
    return [await _taken(peer, room, Way("in", server, what), event) for event in found]


async def _taken(peer: Peer, room: Room, way: Way, event: Any) -> dict[str, Any]:
    misshapen = shape.problems(event, room.version) if isinstance(event, dict) else ["it isn't an object"]
    if misshapen:
        return {"event": "", "pdu": event, "problems": misshapen}
    usable, problems = await peer.known.examined(event, room.version)
    peer.witness.event(way, event, room, problems)
    if not refused(problems):
        room.add_outlier(usable)
    return {"event": pdu.event_id(event, room.version), "pdu": event, "problems": problems}


def _one(order: Mapping[str, Any]) -> str:
    events = order["events"]
    if not isinstance(events, list) or len(events) != 1:
        raise BadOrderError("events is a list of one event's id here")
    return str(events[0])
