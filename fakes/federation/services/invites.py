"""Invites to our users from other servers' rooms (server-server API, "Inviting to a room")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.federation import pdu, shape
from fakes.federation.people import Invitation
from fakes.federation.room import Room
from fakes.federation.services.registry import Call, serves
from fakes.federation.versions import UnknownVersionError, room_version
from fakes.federation.wire import Answer, MatrixError, answer
from fakes.federation.witness import Way

if TYPE_CHECKING:
    from fakes.federation.pdu import Event


@serves("PUT", "/_matrix/federation/v2/invite/{room}/{event}")
async def invite(call: Call) -> Answer:
    """Sign an invite of one of ours."""
    body = call.body
    event = body.get("event")
    if not isinstance(event, dict):
        raise MatrixError(400, "M_BAD_JSON", "there is no event")
    return answer(
        {"event": await _signed(call, event, str(body.get("room_version")), body.get("invite_room_state", []))}
    )


@serves("PUT", "/_matrix/federation/v1/invite/{room}/{event}")
async def invite_v1(call: Call) -> Answer:
    """Sign it in the old form, for rooms of versions 1 and 2."""
    event = call.body
    state = event.get("unsigned", {}).get("invite_room_state", [])
    return answer([200, {"event": await _signed(call, event, "1", state)}])


async def _signed(call: Call, event: Event, version_name: str, state: list[Any]) -> Event:
    peer = call.peer
    try:
        version = room_version(version_name)
    except UnknownVersionError as error:
        raise MatrixError(400, "M_INCOMPATIBLE_ROOM_VERSION", str(error)) from None
    if misshapen := shape.problems(event, version):
        raise MatrixError(400, "M_BAD_JSON", "; ".join(misshapen))
    user = _examined(call, event)
    _, problems = await peer.known.examined(event, version)
    if event.get("room_id") != call.params["room"] or pdu.event_id(event, version) != call.params["event"]:
        problems.append("its room or its id is another than the path says")
    place = peer.rooms.get(call.params["room"]) or Room(call.params["room"], version, peer.users[user].scope)
    peer.witness.event(Way("in", call.origin, "invite"), event, place, problems)
    if problems:
        raise MatrixError(400, "M_INVALID_PARAM", "; ".join(problems))
    signed = pdu.signed(event, version, peer.name, peer.keys.key)
    peer.invitations[call.params["room"], user] = Invitation(
        call.params["room"], version.name, signed, list(state), call.origin
    )
    return signed


def _examined(call: Call, event: Event) -> str:
    """Return who is invited; raises ``MatrixError`` unless it is an invite by the asking server of one of ours."""
    user, content = str(event.get("state_key")), event.get("content", {})
    if event.get("type") != "m.room.member" or content.get("membership") != "invite":
        raise MatrixError(400, "M_INVALID_PARAM", "that is no invite")
    if pdu.server_of(str(event.get("sender"))) != call.origin:
        raise MatrixError(400, "M_INVALID_PARAM", "who invites isn't yours")
    if user not in call.peer.users:
        raise MatrixError(404, "M_NOT_FOUND", f"{user} doesn't live here")
    return user
