"""Events, state and history for servers that are in the room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.federation.services.registry import Call, serves
from fakes.federation.wire import Answer, MatrixError, answer

if TYPE_CHECKING:
    from fakes.federation.room import Kept, Room

_V1 = "/_matrix/federation/v1"
_MOST = 100


@serves("GET", _V1 + "/event/{event}")
async def event(call: Call) -> Answer:
    """Tell one event, of any room that the asking server is in."""
    for room in call.peer.rooms.values():
        kept = room.find(call.params["event"])
        if kept is not None and call.origin in room.servers():
            told = {"origin": call.peer.name, "origin_server_ts": call.peer.now(), "pdus": [kept.wire]}
            return answer(told)
    raise MatrixError(404, "M_NOT_FOUND", "there is no such event")


@serves("GET", _V1 + "/event_auth/{room}/{event}")
async def event_auth(call: Call) -> Answer:
    """Tell all that authorises an event."""
    room = call.room()
    kept = _event(room, call.params["event"])
    return answer({"auth_chain": [each.wire for each in room.auth_chain([kept.id])]})


@serves("GET", _V1 + "/state/{room}")
async def state(call: Call) -> Answer:
    """Tell the state before an event, and all that authorises it."""
    room, pdus, chain = _state(call)
    return answer({"pdus": [each.wire for each in pdus], "auth_chain": [each.wire for each in room.auth_chain(chain)]})


@serves("GET", _V1 + "/state_ids/{room}")
async def state_ids(call: Call) -> Answer:
    """Tell the same by ids."""
    room, pdus, chain = _state(call)
    told = {"pdu_ids": [each.id for each in pdus], "auth_chain_ids": [each.id for each in room.auth_chain(chain)]}
    return answer(told)


@serves("GET", _V1 + "/backfill/{room}")
async def backfill(call: Call) -> Answer:
    """Tell events and what came before them."""
    room = call.room()
    found = room.earlier(call.query.get("v", []), call.number("limit", 10, _MOST))
    told = {"origin": call.peer.name, "origin_server_ts": call.peer.now()}
    return answer(told | {"pdus": [each.wire for each in found]})


@serves("POST", _V1 + "/get_missing_events/{room}")
async def get_missing_events(call: Call) -> Answer:
    """Tell what lies between what a server has and what it heard of."""
    room, body = call.room(), call.body
    latest, earliest = _ids(body, "latest_events"), _ids(body, "earliest_events")
    limit = min(int(body.get("limit", 10)), _MOST)
    found = room.earlier(latest, limit + len(latest), frozenset(earliest))
    between = [each for each in found if each.id not in latest][:limit]
    return answer({"events": [each.wire for each in reversed(between)]})


@serves("GET", _V1 + "/timestamp_to_event/{room}")
async def timestamp_to_event(call: Call) -> Answer:
    """Tell the event nearest to a time, on one side of it."""
    room, wanted = call.room(), call.number("ts", 0, 2**53)
    forwards = call.asked("dir") == "f"
    times = {each.id: int(each.event.get("origin_server_ts", 0)) for each in room.events.values()}
    fitting = [each for each, at in times.items() if (at >= wanted if forwards else at <= wanted)]
    if not fitting:
        raise MatrixError(404, "M_NOT_FOUND", "there is no event on that side")
    nearest = min(fitting, key=lambda each: abs(times[each] - wanted))
    return answer({"event_id": nearest, "origin_server_ts": times[nearest]})


def _state(call: Call) -> tuple[Room, list[Kept], list[str]]:
    room = call.room()
    kept = _event(room, call.asked("event_id"))
    found = [each for each in map(room.find, kept.before.values()) if each is not None]
    return room, found, [each.id for each in found]


def _event(room: Room, identifier: str) -> Kept:
    kept = room.find(identifier)
    if kept is None:
        raise MatrixError(404, "M_NOT_FOUND", "there is no such event in that room")
    return kept


def _ids(body: dict[str, Any], name: str) -> list[str]:
    found = body.get(name, [])
    if not isinstance(found, list):
        raise MatrixError(400, "M_BAD_JSON", f"{name} is no list")
    return [str(each) for each in found]
