"""What is left of an event after redaction, by room version (specification, each version's "Redactions")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.federation.versions import RoomVersion

_KEPT = (
    *("event_id", "type", "room_id", "sender", "state_key", "content", "hashes", "signatures", "depth"),
    *("prev_events", "auth_events", "origin_server_ts"),
)
_KEPT_UNTIL_10 = ("prev_state", "origin", "membership")
_LEVELS = ("ban", "events", "events_default", "kick", "redact", "state_default", "users", "users_default")


def redacted(event: Mapping[str, Any], version: RoomVersion) -> dict[str, Any]:
    """Return a redacted copy of ``event``, without ``unsigned``."""
    kept = _KEPT if version.new_redaction else _KEPT + _KEPT_UNTIL_10
    left = {name: event[name] for name in kept if name in event}
    content = event.get("content")
    left["content"] = _content(event.get("type"), content if isinstance(content, dict) else {}, version)
    return left


def _content(kind: object, content: dict[str, Any], version: RoomVersion) -> dict[str, Any]:
    if kind == "m.room.create" and version.new_redaction:
        return dict(content)
    left = {name: content[name] for name in _kept_of(kind, version) if name in content}
    invite = content.get("third_party_invite")
    if kind == "m.room.member" and version.new_redaction and isinstance(invite, dict) and "signed" in invite:
        left["third_party_invite"] = {"signed": invite["signed"]}
    return left


def _kept_of(kind: object, version: RoomVersion) -> tuple[str, ...]:
    """Name what a type's content keeps, the create event of version 11 and a third party's invite left aside."""
    kept: dict[object, tuple[str, ...]] = {
        "m.room.member": ("membership",) + ("join_authorised_via_users_server",) * version.protects_authoriser,
        "m.room.create": ("creator",),
        "m.room.join_rules": ("join_rule",) + ("allow",) * version.restricted,
        "m.room.power_levels": _LEVELS + ("invite",) * version.new_redaction,
        "m.room.history_visibility": ("history_visibility",),
        "m.room.aliases": ("aliases",) * version.aliases_protected,
        "m.room.redaction": ("redacts",) * version.new_redaction,
    }
    return kept.get(kind, ())
