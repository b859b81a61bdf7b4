"""Key documents with one thing wrong, so that their keys prove nothing (server-server API, "Publishing Keys")."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fakes.federation import keys
from fakes.federation.flaws import Effect, Flaw, named

if TYPE_CHECKING:
    from fakes.federation.keys import KeyRing

_Document = dict[str, Any]
_Made = Callable[["KeyRing", int], _Document]


def _no_self_signature(ring: KeyRing, now: int) -> _Document:
    return {**ring.document(now), "signatures": {}}


def _wrong_server_name(ring: KeyRing, now: int) -> _Document:
    return ring.sign({**_bare(ring, now), "server_name": f"not-{ring.name}"})


def _expired(ring: KeyRing, now: int) -> _Document:
    return ring.sign({**_bare(ring, now), "valid_until_ts": now - keys.DAY})


def _swapped(ring: KeyRing, now: int) -> _Document:
    """Publish another key by the same id, and let that one sign."""
    other = ring.stranger()
    document = {**_bare(ring, now), "verify_keys": {keys.key_id(other): {"key": keys.public_part(other)}}}
    return keys.sign(document, ring.name, other)


def _wrong_self_signature(ring: KeyRing, now: int) -> _Document:
    return keys.sign(_bare(ring, now), ring.name, ring.stranger())


def _borrowed(ring: KeyRing, now: int) -> _Document:
    """Call another server's key our own; it didn't sign for us, and ours isn't among them."""
    other = ring.stranger()
    return ring.sign({**_bare(ring, now), "verify_keys": {"ed25519:theirs": {"key": keys.public_part(other)}}})


def _no_keys(ring: KeyRing, now: int) -> _Document:
    return ring.sign({**_bare(ring, now), "verify_keys": {}})


def _bare(ring: KeyRing, now: int) -> _Document:
    return {name: part for name, part in ring.document(now).items() if name != "signatures"}


_SOURCE = "server-server API, Publishing Keys"
_ROWS: tuple[tuple[str, _Made, str, str], ...] = (
    ("no_self_signature", _no_self_signature, "the document isn't signed", ""),
    ("wrong_self_signature", _wrong_self_signature, "the document is signed by another key of the same name", ""),
    ("wrong_server_name", _wrong_server_name, "the document is another server's", ""),
    ("expired", _expired, "valid_until_ts is a day ago", "enforces_key_validity"),
    ("swapped", _swapped, "another key is published by the id that signs", ""),
    ("borrowed", _borrowed, "the keys are another server's, which didn't sign", ""),
    ("no_keys", _no_keys, "there are no keys", ""),
)
KEY_FLAWS = {name: Flaw(name, Effect.REFUSED, says, _SOURCE, since) for name, _, says, since in _ROWS}
_MADE = {name: made for name, made, *_ in _ROWS}


def document(flaw: str, ring: KeyRing, now: int) -> _Document:
    """Return the server's key document at ``now`` (milliseconds), with a flaw where one is named."""
    if not flaw:
        return ring.document(now)
    return _MADE[named(flaw, KEY_FLAWS, "key documents").name](ring, now)
