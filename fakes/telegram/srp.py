"""The server's half of Telegram's SRP-6a (https://core.telegram.org/api/srp): a password is checked, never sent.

Numbers are big-endian, and padded to 2,048 bits wherever they are hashed.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import pbkdf2_hmac, sha256

from fakes.telegram.mtproto.handshake import DH_PRIME

GENERATOR = 3
WIDTH = 256  # bytes of a padded number
_ROUNDS = 100_000
_PRIME, _BASE = DH_PRIME.to_bytes(WIDTH), GENERATOR.to_bytes(WIDTH)
_LEAST_MARGIN = 1 << (2048 - 64)


@dataclass(frozen=True, slots=True)
class Verifier:
    """What a server knows of a password: two salts and g^x (256 bytes)."""

    salt1: bytes
    salt2: bytes
    value: bytes

    def public(self, secret: int) -> bytes:
        """Return ``B`` for the server's secret number."""
        multiplier = int.from_bytes(_hash(_PRIME, _BASE))
        share = pow(GENERATOR, secret, DH_PRIME)
        return ((multiplier * int.from_bytes(self.value) + share) % DH_PRIME).to_bytes(WIDTH)

    def proves(self, secret: int, a: bytes, m1: bytes) -> bool:
        """Tell whether a client's ``A`` and ``M1`` show that it knows the password."""
        client_share = int.from_bytes(a)
        if not is_safe(client_share):
            return False
        public = self.public(secret)
        scrambler = int.from_bytes(_hash(_padded(a), public))
        shared = pow(client_share * pow(int.from_bytes(self.value), scrambler, DH_PRIME), secret, DH_PRIME)
        key = _hash(shared.to_bytes(WIDTH))
        mixed = bytes(one ^ other for one, other in zip(_hash(_PRIME), _hash(_BASE), strict=True))
        expected = _hash(mixed, _hash(self.salt1), _hash(self.salt2), _padded(a), public, key)
        return hmac.compare_digest(expected, m1)


def verifier(password: str, salt1: bytes, salt2: bytes) -> Verifier:
    """Return what a server keeps of a password."""
    value = pow(GENERATOR, private(password, salt1, salt2), DH_PRIME)
    return Verifier(salt1, salt2, value.to_bytes(WIDTH))


def private(password: str, salt1: bytes, salt2: bytes) -> int:
    """Return ``x``: the password through both hashes."""
    first = _salted(_salted(password.encode(), salt1), salt2)
    return int.from_bytes(_salted(pbkdf2_hmac("sha512", first, salt1, _ROUNDS), salt2))


def is_safe(share: int) -> bool:
    """Tell whether a public number is one that may be used: far from 0 and from the prime."""
    return _LEAST_MARGIN <= share <= DH_PRIME - _LEAST_MARGIN


def _salted(data: bytes, salt: bytes) -> bytes:
    return _hash(salt, data, salt)


def _hash(*parts: bytes) -> bytes:
    return sha256(b"".join(parts)).digest()


def _padded(number: bytes) -> bytes:
    return number.rjust(WIDTH, b"\0")
