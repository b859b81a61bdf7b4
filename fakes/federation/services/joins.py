"""Joining, knocking and leaving through us as the resident server (server-server API, "Joining Rooms" and after)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.federation import pdu, shape
from fakes.federation.known_keys import refused
from fakes.federation.making import Draft
from fakes.federation.membership import check
from fakes.federation.services.registry import Call, serves
from fakes.federation.wire import Answer, MatrixError, answer
from fakes.federation.witness import Way

if TYPE_CHECKING:
    from fakes.federation.pdu import Event
    from fakes.federation.room import Kept, Room

_V1, _V2 = "/_matrix/federation/v1", "/_matrix/federation/v2"
_STRIPPED = (
    "m.room.create",
    "m.room.join_rules",
    "m.room.name",
    "m.room.canonical_alias",
    "m.room.avatar",
    "m.room.encryption",
)


@serves("GET", _V1 + "/make_join/{room}/{user}")
async def make_join(call: Call) -> Answer:
    """Offer a join event to sign."""
    return _template(call, "join")


@serves("GET", _V1 + "/make_leave/{room}/{user}")
async def make_leave(call: Call) -> Answer:
    """Offer a leave event to sign."""
    return _template(call, "leave")


@serves("GET", _V1 + "/make_knock/{room}/{user}")
async def make_knock(call: Call) -> Answer:
    """Offer a knock event to sign."""
    return _template(call, "knock")


@serves("PUT", _V2 + "/send_join/{room}/{event}")
async def send_join(call: Call) -> Answer:
    """Take a join in; tell the state before it and all that authorises it."""
    room, kept = await _taken(call, "join")
    return answer(_joined(call, room, kept))


@serves("PUT", _V1 + "/send_join/{room}/{event}")
async def send_join_v1(call: Call) -> Answer:
    """Do the same in the old form."""
    room, kept = await _taken(call, "join")
    return answer([200, _joined(call, room, kept)])


@serves("PUT", _V2 + "/send_leave/{room}/{event}")
async def send_leave(call: Call) -> Answer:
    """Take a leave in."""
    await _taken(call, "leave")
    return answer({})


@serves("PUT", _V1 + "/send_leave/{room}/{event}")
async def send_leave_v1(call: Call) -> Answer:
    """Do the same in the old form."""
    await _taken(call, "leave")
    return answer([200, {}])


@serves("PUT", _V1 + "/send_knock/{room}/{event}")
async def send_knock(call: Call) -> Answer:
    """Take a knock in; tell a little of the room."""
    room, _ = await _taken(call, "knock")
    return answer({"knock_room_state": stripped_state(room)})


def stripped_state(room: Room) -> list[Any]:
    """Return what people outside may know of a room, as its version's events."""
    found = (room.get(kind) for kind in _STRIPPED)
    return [event for event in found if event is not None]


def _template(call: Call, membership: str) -> Answer:
    room, user = call.known_room(), call.own_user()
    versions = call.query.get("ver", ["1"] if membership == "join" else [room.version.name])
    if room.version.name not in versions:
        told = {"errcode": "M_INCOMPATIBLE_ROOM_VERSION", "error": "not a version that you speak"}
        return answer(told | {"room_version": room.version.name}, 400)
    content = {"membership": membership}
    if membership == "join" and (host := _authoriser(call, room, user)):
        content["join_authorised_via_users_server"] = host
    event = call.peer.maker.template(Draft(user, "m.room.member", content, user), room)
    if why := check(event, room):
        raise MatrixError(403, "M_FORBIDDEN", why)
    return answer({"room_version": room.version.name, "event": event})


def _authoriser(call: Call, room: Room, user: str) -> str:
    """Return one of our users who may invite, where the room is restricted and its condition holds."""
    rules = room.get("m.room.join_rules")
    content = rules["content"] if rules is not None else {}
    if content.get("join_rule") not in ("restricted", "knock_restricted"):
        return ""
    if room.membership(user) in ("join", "invite"):
        return ""
    for condition in content.get("allow", []):
        allowed = call.peer.rooms.get(condition.get("room_id", ""))
        if allowed is not None and allowed.membership(user) == "join":
            return next((each for each in room.members() if call.peer.is_ours(each)), "")
    raise MatrixError(400, "M_UNABLE_TO_AUTHORISE_JOIN", f"{user} meets no condition of that room")


async def _taken(call: Call, membership: str) -> tuple[Room, Kept]:
    room, event = call.known_room(), call.body
    await _examined(call, room, event, membership)
    host = str(event["content"].get("join_authorised_via_users_server", ""))
    if host and call.peer.is_ours(host):
        event = pdu.signed(event, room.version, call.peer.name, call.peer.keys.key)
    usable, problems = await call.peer.known.examined(event, room.version)
    call.peer.witness.event(Way("in", call.origin, f"send_{membership}"), event, room, problems)
    if refusal := refused(problems):
        raise MatrixError(403, "M_FORBIDDEN", refusal)
    if why := check(event, room):
        raise MatrixError(403, "M_FORBIDDEN", why)
    servers = [server for server in call.peer.others_in(room) if server != call.origin]
    kept = call.peer.keep(room, usable)
    await call.peer.distribute(room, kept, servers)
    return room, kept


async def _examined(call: Call, room: Room, event: Event, membership: str) -> None:
    """Raise ``MatrixError`` unless this is the membership event that the path promises, of the asking server's user."""
    if misshapen := shape.problems(event, room.version):
        raise MatrixError(400, "M_BAD_JSON", "; ".join(misshapen))
    user = event.get("sender")
    content = event.get("content")
    told = content.get("membership") if isinstance(content, dict) else None
    if event.get("type") != "m.room.member" or told != membership or event.get("state_key") != user:
        raise MatrixError(400, "M_INVALID_PARAM", f"that is no {membership} of its sender")
    if pdu.server_of(str(user)) != call.origin or event.get("room_id") != room.id:
        raise MatrixError(400, "M_INVALID_PARAM", "the sender isn't yours, or the room is another")
    if pdu.event_id(event, room.version) != call.params["event"]:
        raise MatrixError(400, "M_INVALID_PARAM", "the event has another id")


def _joined(call: Call, room: Room, kept: Kept) -> dict[str, Any]:
    state = [each for each in map(room.find, kept.before.values()) if each is not None]
    omits = call.peer.omits_members and call.asked("omit_members") == "true"
    told = [each for each in state if each.event["type"] != "m.room.member"] if omits else state
    needed = room.auth_chain([kept.id, *(each.id for each in told)])
    return {
        "origin": call.peer.name,
        "event": kept.wire,
        "state": [each.wire for each in told],
        "auth_chain": [each.wire for each in needed],
        "members_omitted": omits,
        "servers_in_room": room.servers(),
    }
