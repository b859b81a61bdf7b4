"""Events of every shape that redaction, hashes and auth rules tell apart, drawn from a seed."""

from __future__ import annotations

from random import Random
from typing import Any

from unpaddedbase64 import encode_base64

from fakes.federation.versions import EXPERIMENTAL, VERSIONS, RoomVersion

ALL_VERSIONS = {**VERSIONS, **EXPERIMENTAL}
_EACH = 40
_TEXTS = ("plain", "", "日本語", "\u0000\u001f\u007f", '"quoted" \\', "🧵", "\u2028", "é", "e\u0301")
_TOP = ("origin", "membership", "prev_state", "redacts", "nobody_knows_this")


def specimens(version: RoomVersion) -> list[dict[str, Any]]:
    """Return the events for a room version; the same each time."""
    rng = Random(f"specimens-{version.name}")
    return [_specimen(rng, version, number) for number in range(_EACH)]


def _specimen(rng: Random, version: RoomVersion, number: int) -> dict[str, Any]:
    kind = _KINDS[number % len(_KINDS)]
    event: dict[str, Any] = {
        "type": kind,
        "sender": f"@{rng.randbytes(3).hex()}:a.test",
        "room_id": f"!{rng.randbytes(6).hex()}:a.test",
        "content": _content(rng, kind),
        "origin_server_ts": rng.randrange(2**41),
        "depth": rng.randrange(2**20),
        "prev_events": [_reference(rng, version) for _ in range(rng.randrange(3))],
        "auth_events": [_reference(rng, version) for _ in range(rng.randrange(4))],
    }
    if version.hashed_room_ids:
        event["room_id"] = "!" + encode_base64(rng.randbytes(32), urlsafe=True)
    if version.hashed_room_ids and kind == "m.room.create":
        del event["room_id"]
        event["prev_events"] = event["auth_events"] = []
    if kind != "m.room.message":
        event["state_key"] = f"@{rng.randbytes(3).hex()}:b.test" if kind == "m.room.member" else ""
    if version.event_ids == "given":
        event["event_id"] = f"${rng.randbytes(6).hex()}:a.test"
    event |= {name: _TEXTS[rng.randrange(len(_TEXTS))] for name in _TOP if rng.random() < 0.3}
    if rng.random() < 0.5:
        event["unsigned"] = {"age": rng.randrange(1000)}
    return event


def _reference(rng: Random, version: RoomVersion) -> Any:
    if version.event_ids == "given":
        return [f"${rng.randbytes(6).hex()}:a.test", {"sha256": encode_base64(rng.randbytes(32))}]
    return "$" + encode_base64(rng.randbytes(32), urlsafe=version.event_ids == "safe hash")


_KINDS = (
    *("m.room.message", "m.room.member", "m.room.create", "m.room.join_rules", "m.room.power_levels"),
    *("m.room.history_visibility", "m.room.aliases", "m.room.redaction", "m.room.member", "m.room.third_party_invite"),
)
_FIELDS: dict[str, tuple[tuple[str, Any], ...]] = {
    "m.room.member": (
        ("displayname", "Ann"),
        ("join_authorised_via_users_server", "@host:c.test"),
        ("third_party_invite", {"display_name": "x", "signed": {"token": "t", "mxid": "@a:b", "signatures": {}}}),
    ),
    "m.room.create": (("creator", "@a:a.test"), ("room_version", "9"), ("m.federate", False), ("predecessor", {})),
    "m.room.join_rules": (("join_rule", "restricted"), ("allow", [{"type": "m.room_membership", "room_id": "!a:b"}])),
    "m.room.power_levels": (
        *((name, 50) for name in ("ban", "events_default", "invite", "kick", "redact", "state_default")),
        ("users", {"@a:a.test": 100}),
        ("users_default", -1),
        ("events", {"m.room.name": 50}),
        ("notifications", {"room": 20}),
    ),
    "m.room.history_visibility": (("history_visibility", "shared"),),
    "m.room.aliases": (("aliases", ["#a:a.test"]),),
    "m.room.redaction": (("redacts", "$another"), ("reason", "spam")),
    "m.room.third_party_invite": (("public_key", "k"), ("display_name", "x")),
}


def _content(rng: Random, kind: str) -> dict[str, Any]:
    content: dict[str, Any] = {name: value for name, value in _FIELDS.get(kind, ()) if rng.random() < 0.7}
    if kind == "m.room.member":
        content["membership"] = rng.choice(("join", "invite", "leave", "ban", "knock"))
    content["body"] = rng.choice(_TEXTS)
    content["deep"] = [{"n": rng.randrange(-(2**53) + 1, 2**53)}, None, True, rng.choice(_TEXTS)]
    return content
