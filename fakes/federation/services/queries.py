"""Directory, profiles and the list of public rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.federation.services.registry import Call, serves
from fakes.federation.wire import Answer, MatrixError, answer

if TYPE_CHECKING:
    from fakes.federation.room import Room

_V1 = "/_matrix/federation/v1"


@serves("GET", _V1 + "/query/directory")
async def directory(call: Call) -> Answer:
    """Tell the room behind an alias of ours, and who is in it."""
    room = call.peer.rooms.get(call.peer.aliases.get(call.asked("room_alias"), ""))
    if room is None:
        raise MatrixError(404, "M_NOT_FOUND", "there is no such alias")
    return answer({"room_id": room.id, "servers": [call.peer.name, *call.peer.others_in(room)]})


@serves("GET", _V1 + "/query/profile")
async def profile(call: Call) -> Answer:
    """Tell a user's profile, or one field of it."""
    user = call.peer.users.get(call.asked("user_id"))
    if user is None:
        raise MatrixError(404, "M_NOT_FOUND", "nobody of that name lives here")
    told, wanted = user.profile(), call.asked("field")
    return answer({name: value for name, value in told.items() if wanted in ("", name)})


@serves("GET", _V1 + "/publicRooms")
async def public_rooms(call: Call) -> Answer:
    """List the rooms that anybody may join."""
    return _listed(call, call.number("limit", 100, 1000), "")


@serves("POST", _V1 + "/publicRooms")
async def public_rooms_filtered(call: Call) -> Answer:
    """List those with a word in their name or topic."""
    term = str(call.body.get("filter", {}).get("generic_search_term") or "")
    return _listed(call, int(call.body.get("limit", 100)), term)


def _listed(call: Call, limit: int, term: str) -> Answer:
    rooms = [_public(room) for room in call.peer.rooms.values() if _is_public(room)]
    wanted = [each for each in rooms if term.lower() in f"{each.get('name', '')} {each.get('topic', '')}".lower()]
    return answer({"chunk": wanted[:limit], "total_room_count_estimate": len(wanted)})


def _is_public(room: Room) -> bool:
    rules = room.get("m.room.join_rules")
    return rules is not None and rules["content"].get("join_rule") == "public"


def _public(room: Room) -> dict[str, Any]:
    told: dict[str, Any] = {
        "room_id": room.id,
        "num_joined_members": len(room.members()),
        "world_readable": False,
        "guest_can_join": False,
        "join_rule": "public",
    }
    for kind, field, name in (
        ("m.room.name", "name", "name"),
        ("m.room.topic", "topic", "topic"),
        ("m.room.canonical_alias", "alias", "canonical_alias"),
    ):
        event = room.get(kind)
        if event is not None and event["content"].get(field):
            told[name] = event["content"][field]
    return told
