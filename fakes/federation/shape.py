"""Whether something from outside has an event's shape at all (server-server API, "PDUs")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fakes.federation.versions import RoomVersion

_FIELDS: tuple[tuple[str, type, str], ...] = (
    ("type", str, "a text"),
    ("sender", str, "a text"),
    ("content", dict, "an object"),
    ("origin_server_ts", int, "a whole number"),
)
_OPTIONAL: tuple[tuple[str, type, str], ...] = (
    ("state_key", str, "a text"),
    ("depth", int, "a whole number"),
    ("hashes", dict, "an object"),
    ("signatures", dict, "an object"),
    ("unsigned", dict, "an object"),
    ("prev_events", list, "a list"),
    ("auth_events", list, "a list"),
)


def problems(event: Mapping[str, Any], version: RoomVersion) -> list[str]:
    """Say what keeps ``event`` from being looked at as one; nothing for what has an event's shape."""
    needed = list(_FIELDS)
    if not (version.hashed_room_ids and event.get("type") == "m.room.create"):
        needed.append(("room_id", str, "a text"))
    if version.event_ids == "given":
        needed.append(("event_id", str, "a text"))
    found = [f"{name} isn't {what}" for name, kind, what in needed if not _is(event.get(name), kind)]
    found += [f"{name} isn't {what}" for name, kind, what in _OPTIONAL if name in event and not _is(event[name], kind)]
    if not found:
        found = list(_inner(event, version))
    return found


def _inner(event: Mapping[str, Any], version: RoomVersion) -> Iterator[str]:
    for name in ("prev_events", "auth_events"):
        if not all(_is_reference(each, version) for each in event.get(name, [])):
            yield f"{name} doesn't name events"
    if not all(isinstance(each, dict) for each in event.get("signatures", {}).values()):
        yield "signatures aren't objects by server"
    if event["type"] == "m.room.member" and not isinstance(event["content"].get("membership"), str):
        yield "content.membership isn't a text"


def _is_reference(value: Any, version: RoomVersion) -> bool:
    if version.event_ids != "given":
        return isinstance(value, str)
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)


def _is(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))
