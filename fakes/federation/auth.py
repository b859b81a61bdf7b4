"""Which events authorise an event ("Auth events selection"), and who has which power."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.federation.room import Room, State
    from fakes.federation.versions import RoomVersion

INFINITE = 2**60  # above every level that canonical JSON can write


def selection(event: Mapping[str, Any], version: RoomVersion) -> list[tuple[str, str]]:
    """Return the keys of the state that authorises ``event``, whether or not the room has it."""
    if event["type"] == "m.room.create":
        return []
    wanted = [] if version.hashed_room_ids else [("m.room.create", "")]
    wanted += [("m.room.power_levels", ""), ("m.room.member", str(event["sender"]))]
    if event["type"] == "m.room.member" and "state_key" in event:
        wanted += _for_member(event, version)
    return list(dict.fromkeys(wanted))


def _for_member(event: Mapping[str, Any], version: RoomVersion) -> list[tuple[str, str]]:
    content = event["content"]
    membership = content.get("membership")
    wanted = [("m.room.member", str(event["state_key"]))]
    if membership in ("join", "invite", "knock"):
        wanted.append(("m.room.join_rules", ""))
    if membership == "invite" and "third_party_invite" in content:
        token = content["third_party_invite"].get("signed", {}).get("token", "")
        wanted.append(("m.room.third_party_invite", str(token)))
    if membership == "join" and version.restricted and "join_authorised_via_users_server" in content:
        wanted.append(("m.room.member", str(content["join_authorised_via_users_server"])))
    return wanted


def events_for(event: Mapping[str, Any], room: Room, state: State) -> list[str]:
    """Return the ids of the events that authorise ``event`` where ``state`` holds."""
    return [state[key] for key in selection(event, room.version) if key in state]


def creators(room: Room, state: State) -> list[str]:
    """Return who made the room; from version 12 on these are above all levels."""
    create = room.get_in(state, "m.room.create")
    if create is None and room.version.hashed_room_ids:
        kept = room.find("$" + room.id[1:])
        create = kept.event if kept is not None else None
    if create is None:
        return []
    more = create["content"].get("additional_creators", []) if room.version.hashed_room_ids else []
    return [str(create["sender"]), *map(str, more)]


def level_of(user: str, room: Room, state: State) -> int:
    """Return a user's power."""
    made = creators(room, state)
    if room.version.hashed_room_ids and user in made:
        return INFINITE
    levels = room.get_in(state, "m.room.power_levels")
    if levels is None:
        return 100 if made[:1] == [user] else 0
    content = levels["content"]
    return _number(content.get("users", {}).get(user, content.get("users_default", 0)))


def level_for(action: str, room: Room, state: State) -> int:
    """Return the power that ``invite``, ``kick`` or ``ban`` takes."""
    levels = room.get_in(state, "m.room.power_levels")
    content = levels["content"] if levels is not None else {}
    return _number(content.get(action, 0 if action == "invite" else 50))


def _number(level: object) -> int:
    """Read a level; up to version 9 it may be the text of one."""
    try:
        return int(str(level))
    except ValueError:
        return 0
