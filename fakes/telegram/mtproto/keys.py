"""The server's RSA key: made from a seed or read from a file, published as PKCS#1, used raw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha1, sha256
from random import Random
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from fakes.telegram.mtproto.crypto import ige_decrypt

if TYPE_CHECKING:
    from pathlib import Path

_EXPONENT = 65537
_HALF_BITS = 1024
_WHOLE = 256
_SMALL_PRIMES = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]
_INNER_LIMIT = 192


class HandshakeCipherError(ValueError):
    """Encrypted handshake data that neither of MTProto's two RSA paddings explains."""


@dataclass(frozen=True)
class ServerKey:
    """A private key by its two primes."""

    p: int
    q: int

    @classmethod
    def from_seed(cls, seed: int) -> ServerKey:
        """Make the key that belongs to ``seed``: the same one on every machine."""
        rng = Random(f"telegram-rsa-{seed}")  # noqa: S311 - a test double's key is no secret
        return cls(_prime(rng), _prime(rng))

    @classmethod
    def from_file(cls, path: Path) -> ServerKey:
        """Read a PEM private key; raise ValueError when the file holds something else."""
        try:
            key = load_pem_private_key(path.read_bytes(), password=None)
        except ValueError:
            key = None
        if not isinstance(key, RSAPrivateKey) or key.key_size != 2 * _HALF_BITS:
            raise ValueError(f"{path} must hold an RSA private key of {2 * _HALF_BITS} bits")
        numbers = key.private_numbers()
        return cls(numbers.p, numbers.q)

    @property
    def modulus(self) -> int:
        """The public n."""
        return self.p * self.q

    @cached_property
    def pem(self) -> str:
        """The public key as PKCS#1 PEM (``BEGIN RSA PUBLIC KEY``), the form that clients are given."""
        public = RSAPublicNumbers(_EXPONENT, self.modulus).public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()

    @cached_property
    def fingerprint(self) -> int:
        """The signed 64-bit number by which clients know the key: low half of the SHA-1 of bare n and e."""
        encoded = _tl_bytes(self.modulus) + _tl_bytes(_EXPONENT)
        return int.from_bytes(sha1(encoded).digest()[-8:], "little", signed=True)  # noqa: S324 - MTProto's choice

    @cached_property
    def _chinese_remainder(self) -> tuple[int, int, int]:
        d = pow(_EXPONENT, -1, (self.p - 1) * (self.q - 1))
        return d % (self.p - 1), d % (self.q - 1), pow(self.q, -1, self.p)

    def decrypt(self, cipher: bytes) -> bytes:
        """Return the raw 256-byte plaintext."""
        value = int.from_bytes(cipher)
        if value >= self.modulus:
            raise HandshakeCipherError("the number is larger than the key's modulus")
        dp, dq, q_inverse = self._chinese_remainder
        left, right = pow(value, dp, self.p), pow(value, dq, self.q)
        return (right + (left - right) * q_inverse % self.p * self.q).to_bytes(_WHOLE)

    def open_inner_data(self, cipher: bytes) -> bytes:
        """Decrypt ``req_DH_params.encrypted_data`` in its RSA_PAD or its older form; padding may follow the object."""
        plain = self.decrypt(cipher)
        if plain[0] == 0:
            digest, data = plain[1:21], plain[21:]
            if any(sha1(data[:end]).digest() == digest for end in range(len(data), 0, -1)):  # noqa: S324 - MTProto's choice
                return data
        return _open_rsa_pad(plain)


def _open_rsa_pad(plain: bytes) -> bytes:
    temporary = bytes(a ^ b for a, b in zip(plain[:32], sha256(plain[32:]).digest(), strict=True))
    data_with_hash = ige_decrypt(plain[32:], temporary, bytes(32))
    padded = data_with_hash[:_INNER_LIMIT][::-1]
    if sha256(temporary + padded).digest() != data_with_hash[_INNER_LIMIT:]:
        raise HandshakeCipherError("neither RSA_PAD nor the older padding explains the encrypted data")
    return padded


def _tl_bytes(number: int) -> bytes:
    raw = number.to_bytes((number.bit_length() + 7) // 8)
    head = bytes([len(raw)]) if len(raw) < 254 else b"\xfe" + len(raw).to_bytes(3, "little")
    return head + raw + bytes(-(len(head) + len(raw)) % 4)


def _prime(rng: Random) -> int:
    while True:
        # The two highest bits make the product have its full length; the lowest makes it odd.
        candidate = rng.getrandbits(_HALF_BITS) | 3 << _HALF_BITS - 2 | 1
        if any(candidate % small == 0 for small in _SMALL_PRIMES) or candidate % _EXPONENT == 1:
            continue
        if _passes_fermat_and_miller_rabin(candidate, rng):
            return candidate


def _passes_fermat_and_miller_rabin(candidate: int, rng: Random) -> bool:
    if pow(2, candidate - 1, candidate) != 1:
        return False
    odd, twos = candidate - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_is_not_composite_by(rng.randrange(2, candidate - 1), odd, twos, candidate) for _ in range(8))


def _is_not_composite_by(witness: int, odd: int, twos: int, candidate: int) -> bool:
    value = pow(witness, odd, candidate)
    if value in (1, candidate - 1):
        return True
    for _ in range(twos - 1):
        value = value * value % candidate
        if value == candidate - 1:
            return True
    return False
