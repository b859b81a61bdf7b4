"""A server's signing keys: what it signs with, what it publishes, what it signed with before.

Specification: appendices, "Signing JSON"; server-server API, "Publishing Keys".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey as NaClKey
from nacl.signing import VerifyKey
from signedjson.key import decode_signing_key_base64, get_verify_key
from unpaddedbase64 import decode_base64, encode_base64

from fakes.federation import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from signedjson.types import SigningKey

_SEED = 32
DAY = 24 * 60 * 60 * 1000  # milliseconds


def make_key(rng: Random, name: str) -> SigningKey:
    """Draw an ed25519 key; ``name`` is its version, the part of the id after the colon."""
    return decode_signing_key_base64("ed25519", name, encode_base64(rng.randbytes(_SEED)))


def key_id(key: SigningKey) -> str:
    """Return ``ed25519:name``."""
    return f"{key.alg}:{key.version}"


def public_part(key: SigningKey) -> str:
    """Return the verify key in unpadded base64."""
    return encode_base64(get_verify_key(key).encode())


def signature(value: Mapping[str, Any], key: SigningKey) -> str:
    """Sign ``value`` without its ``signatures`` and ``unsigned``; return the signature in unpadded base64."""
    covered = {name: part for name, part in value.items() if name not in ("signatures", "unsigned")}
    return encode_base64(NaClKey(bytes(key)).sign(canonical.encode(covered)).signature)


def sign(value: dict[str, Any], name: str, key: SigningKey) -> dict[str, Any]:
    """Return ``value`` with the signature of server ``name`` beside those that it has."""
    signatures = {server: dict(by_key) for server, by_key in value.get("signatures", {}).items()}
    signatures.setdefault(name, {})[key_id(key)] = signature(value, key)
    return {**value, "signatures": signatures}


def is_signed_with(value: Mapping[str, Any], signed: object, public: str) -> bool:
    """Tell whether ``signed`` (unpadded base64) is the signature of ``value`` by the owner of the key ``public``."""
    covered = {name: part for name, part in value.items() if name not in ("signatures", "unsigned")}
    try:
        VerifyKey(decode_base64(public)).verify(canonical.encode(covered), decode_base64(str(signed)))
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class OldKey:
    """A key that its server signs with no more, since ``expired`` (milliseconds of Unix time)."""

    public: str
    expired: int


class KeyRing:
    """The keys of the server called ``name``; the newest signs. Times are milliseconds of Unix time."""

    def __init__(self, name: str, key: SigningKey, rng: Random) -> None:
        self.name = name
        self.current = [key]
        self.old: dict[str, OldKey] = {}
        self.retired: list[SigningKey] = []
        self.valid_for = DAY
        self.starts = 1
        self._rng = rng

    @property
    def key(self) -> SigningKey:
        """The key that signs."""
        return self.current[-1]

    def sign(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return ``value`` signed by this server."""
        return sign(value, self.name, self.key)

    def rotate(self, now: int) -> SigningKey:
        """Retire every key to ``old_verify_keys`` and sign with a new one from now on; return it."""
        for key in self.current:
            self.old[key_id(key)] = OldKey(public_part(key), now)
        self.retired += self.current
        self.current = [make_key(self._rng, f"k{len(self.retired)}_{self._rng.randbytes(2).hex()}")]
        return self.key

    def stranger(self) -> SigningKey:
        """Return a new key by the name of the one that signs, which nobody published."""
        return make_key(self._rng, self.key.version)

    def document(self, now: int) -> dict[str, Any]:
        """Return ``GET /_matrix/key/v2/server``'s answer, signed with every current key."""
        document: dict[str, Any] = {
            "server_name": self.name,
            "verify_keys": {key_id(key): {"key": public_part(key)} for key in self.current},
            "old_verify_keys": {name: {"key": old.public, "expired_ts": old.expired} for name, old in self.old.items()},
            "valid_until_ts": now + self.valid_for,
        }
        for key in self.current:
            document = sign(document, self.name, key)
        return document

    def dump(self) -> str:
        """Return the keys, and how often there was a start with them, as text for :meth:`load`."""
        seeds = [[key.version, encode_base64(bytes(key))] for key in self.current]
        retired = [[key.version, encode_base64(bytes(key)), self.old[key_id(key)].expired] for key in self.retired]
        return json.dumps({"name": self.name, "starts": self.starts, "current": seeds, "retired": retired}, indent=1)

    @classmethod
    def load(cls, text: str, rng: Random) -> KeyRing:
        """Make the ring that :meth:`dump` wrote down; raises ``ValueError`` when it didn't."""
        try:
            kept = json.loads(text)
            keys = [decode_signing_key_base64("ed25519", name, seed) for name, seed in kept["current"]]
            ring = cls(kept["name"], keys[0], rng)
            ring.current = keys
            ring.starts = int(kept["starts"]) + 1
            for name, seed, expired in kept["retired"]:
                key = decode_signing_key_base64("ed25519", name, seed)
                ring.retired.append(key)
                ring.old[key_id(key)] = OldKey(public_part(key), expired)
        except (KeyError, TypeError, IndexError) as error:
            raise ValueError(f"no keys of a forger are in there: {error!r}") from None
        return ring
