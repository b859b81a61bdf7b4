"""Events with one thing wrong, each made from an honest event (server-server API, "PDUs" and "Signing Events")."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fakes.federation import keys, pdu, rule_flaws
from fakes.federation.flaws import Effect, Flaw, named
from fakes.federation.redaction import redacted

if TYPE_CHECKING:
    from fakes.federation.keys import KeyRing
    from fakes.federation.pdu import Event
    from fakes.federation.versions import RoomVersion


@dataclass(frozen=True, slots=True)
class Forge:
    """What a forgery is made with: an event with hashes and no signatures, and whose keys sign it."""

    event: Event
    version: RoomVersion
    keys: KeyRing

    def signed(self, event: Event | None = None, key: Any = None, name: str = "") -> Event:
        """Return the event, or another, signed by a key, as the server or under another name."""
        chosen = self.event if event is None else event
        return pdu.signed(chosen, self.version, name or self.keys.name, key or self.keys.key)

    def remade(self, **changes: Any) -> Event:
        """Return the event with changes, hashed and signed as if they were honest."""
        return self.signed(pdu.hashed({**self.event, **changes}))

    def content(self, **changes: Any) -> Event:
        """Return it with changes of its content, hashed and signed."""
        return self.remade(content={**self.event["content"], **changes})

    def changed(self, **changes: Any) -> Event:
        """Return it changed after signing, with a content hash that fits: the signature alone is wrong."""
        return {**pdu.hashed({**self.event, **changes}), "signatures": self.signed()["signatures"]}

    def with_signatures(self, entry: dict[str, str]) -> Event:
        """Return the event with this in the place of the server's signatures."""
        return {**self.event, "signatures": {self.keys.name: entry}}


# An event, or with a text what it looks like on the wire.
_Forged = tuple["Event", str]
_Made = Callable[[Forge], "Event | _Forged"]


def _unsigned(forge: Forge) -> Event:
    return {**forge.event, "signatures": {}}


def _wrong_key(forge: Forge) -> Event:
    return forge.signed(key=forge.keys.stranger())


def _unknown_key(forge: Forge) -> Event:
    signed = keys.signature(redacted(forge.event, forge.version), forge.keys.stranger())
    return forge.with_signatures({"ed25519:nobodys": signed})


def _other_event(forge: Forge) -> Event:
    other = forge.remade(origin_server_ts=forge.event["origin_server_ts"] - 1)
    return {**forge.event, "signatures": other["signatures"]}


def _bad_base64(forge: Forge) -> Event:
    return forge.with_signatures({keys.key_id(forge.keys.key): "!not base64!"})


def _other_server(forge: Forge) -> Event:
    return forge.signed(name=f"not-{forge.keys.name}")


def _expired_key(forge: Forge) -> Event:
    """Date the event past the time that the keys are published for."""
    return forge.remade(origin_server_ts=forge.event["origin_server_ts"] + forge.keys.valid_for + 7 * keys.DAY)


def _old_key(forge: Forge) -> Event:
    """Sign with the newest retired key, after it was; with a stranger's where none was retired yet."""
    return forge.signed(key=forge.keys.retired[-1] if forge.keys.retired else forge.keys.stranger())


def _changed(**changes: Any) -> _Made:
    return lambda forge: forge.changed(**changes)


def _changed_body(forge: Forge) -> Event:
    signed = forge.signed()
    return {**signed, "content": {**signed["content"], "body": "another body", "name": "another name"}}


def _changed_sender(forge: Forge) -> Event:
    return forge.changed(sender=f"@somebody-else:{forge.keys.name}")


def _changed_depth(forge: Forge) -> Event:
    return forge.changed(depth=forge.event["depth"] + 1)


def _without_last(field: str) -> _Made:
    return lambda forge: forge.changed(**{field: forge.event[field][:-1]})


def _stranger_signs_too(forge: Forge) -> Event:
    signed = forge.signed()
    signed["signatures"] |= {"stranger.invalid": {"ed25519:s": keys.signature(forge.event, forge.keys.stranger())}}
    return signed


def _unsigned_data(forge: Forge) -> Event:
    return {**forge.signed(), "unsigned": {"age": 1, "nobody": "vouches for this"}}


def _loose_json(forge: Forge) -> _Forged:
    signed = forge.signed()
    turned = dict(reversed(list(signed.items())))
    return signed, json.dumps(turned, indent=1)


def _duplicate_key(forge: Forge) -> _Forged:
    """Say the content twice: what comes last is what the signature covers, and what most readers take."""
    signed = forge.signed()
    return signed, '{"content":{"body":"said first"},' + json.dumps(signed)[1:]


def _too_big(forge: Forge) -> Event:
    return forge.content(padding="x" * pdu.MOST_BYTES)


def _long_type(forge: Forge) -> Event:
    return forge.remade(type="t" * 256)


def _long_sender(forge: Forge) -> Event:
    return forge.remade(sender=f"@{'s' * 255}:{forge.keys.name}")


_SIGNATURES = "server-server API, Validating hashes and signatures on received events"
_JSON = "appendices, Canonical JSON"
_SIZES = "client-server API, Size limits"
_R, _D, _A = Effect.REFUSED, Effect.REDACTED, Effect.ACCEPTED
_KEY_TIME, _STRICT = "enforces_key_validity", "strict_json"
_ROWS: tuple[tuple[str, _Made, Effect, str, str, str], ...] = (
    ("unsigned", _unsigned, _R, "there is no signature", _SIGNATURES, ""),
    ("wrong_key", _wrong_key, _R, "signed by another key than the one that it names", _SIGNATURES, ""),
    ("unknown_key", _unknown_key, _R, "signed by a key that isn't published", _SIGNATURES, ""),
    ("other_event", _other_event, _R, "the signature is another event's", _SIGNATURES, ""),
    ("bad_base64", _bad_base64, _R, "the signature is no base64", _SIGNATURES, ""),
    ("other_server", _other_server, _R, "signed in another server's name only", _SIGNATURES, ""),
    ("expired_key", _expired_key, _R, "dated after valid_until_ts of its key", _SIGNATURES, _KEY_TIME),
    (
        "old_key",
        _old_key,
        _R,
        "signed by a retired key after expired_ts (rotate the keys first)",
        _SIGNATURES,
        _KEY_TIME,
    ),
    ("changed_body", _changed_body, _D, "the content was changed after it was hashed", _SIGNATURES, ""),
    ("changed_sender", _changed_sender, _R, "the sender was changed after signing", _SIGNATURES, ""),
    ("changed_type", _changed(type="m.changed"), _R, "the type was changed after signing", _SIGNATURES, ""),
    ("changed_room", _changed(room_id="!another:room"), _R, "the room was changed after signing", _SIGNATURES, ""),
    ("changed_depth", _changed_depth, _R, "the depth was changed after signing", _SIGNATURES, ""),
    (
        "changed_prev_events",
        _without_last("prev_events"),
        _R,
        "a prev_event was taken away after signing",
        _SIGNATURES,
        "",
    ),
    (
        "changed_auth_events",
        _without_last("auth_events"),
        _R,
        "an auth_event was taken away after signing",
        _SIGNATURES,
        "",
    ),
    ("stranger_signs_too", _stranger_signs_too, _A, "beside its own it has a stranger's signature", _SIGNATURES, ""),
    ("unsigned_data", _unsigned_data, _A, "data under unsigned, which nothing covers", _SIGNATURES, ""),
    ("loose_json", _loose_json, _A, "its JSON is spaced and unsorted on the wire", _JSON, ""),
    ("duplicate_key", _duplicate_key, _A, "its JSON has the content twice, the signed one last", _JSON, ""),
    ("float", lambda forge: forge.content(number=1.5), _R, "there is a float in the content", _JSON, _STRICT),
    ("big_integer", lambda forge: forge.content(number=2**53), _R, "an integer is out of range", _JSON, _STRICT),
    ("nul", lambda forge: forge.content(letter="\x00"), _A, "a NUL stands in a text", _JSON, ""),
    ("surrogate", lambda forge: forge.content(letter="\ud800"), _R, "a lone surrogate stands in a text", _JSON, ""),
    ("too_big", _too_big, _R, "the event is over 65,536 bytes", _SIZES, ""),
    ("long_type", _long_type, _R, "the type is over 255 bytes", _SIZES, ""),
    ("long_sender", _long_sender, _R, "the sender's id is over 255 bytes", _SIZES, ""),
)
EVENT_FLAWS = {name: Flaw(name, effect, says, source, since) for name, _, effect, says, source, since in _ROWS}
_MADE = {name: made for name, made, *_ in _ROWS}


def forged(flaw: str, event: Event, version: RoomVersion, ring: KeyRing) -> _Forged:
    """Return an event with that flaw, and its text on the wire where that is no plain JSON of it (else nothing).

    ``event`` has its id (in versions 1 and 2) and neither hashes nor signatures that count. Raises ``BadOrderError``.
    """
    made = (_MADE | rule_flaws.MADE)[named(flaw, EVENT_FLAWS | rule_flaws.RULE_FLAWS, "events").name]
    bare = {name: part for name, part in event.items() if name not in ("signatures", "hashes")}
    found = made(Forge(pdu.hashed(bare), version, ring))
    return found if isinstance(found, tuple) else (found, "")
