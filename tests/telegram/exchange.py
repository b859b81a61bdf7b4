"""A client's arithmetic in the handshake: factoring pq, and both ways to encrypt with the server's key."""

from __future__ import annotations

import functools
from hashlib import sha1, sha256
from math import gcd
from random import Random

from fakes.telegram.mtproto.crypto import ige_encrypt
from fakes.telegram.mtproto.keys import ServerKey

SEED = 7


@functools.cache
def server_key() -> ServerKey:
    """Return the seed's key, made once."""
    return ServerKey.from_seed(SEED)


def factors(pq: int) -> tuple[int, int]:
    """Return the two primes of ``pq``, by Pollard's rho."""
    slow = fast = 2
    product = 1
    while True:
        for _ in range(128):
            slow = (slow * slow + 1) % pq
            fast = (fast * fast + 1) % pq
            fast = (fast * fast + 1) % pq
            product = product * (slow - fast) % pq
        divisor = gcd(product, pq)
        if divisor != 1:
            assert divisor != pq, "an unlucky pq: choose another seed"
            return min(divisor, pq // divisor), max(divisor, pq // divisor)


def encrypt_old(data: bytes, rng: Random) -> bytes:
    """Encrypt as Telethon does: SHA-1, the data, padding."""
    block = sha1(data).digest() + data
    return _rsa(block + rng.randbytes(255 - len(block)))


def encrypt_rsa_pad(data: bytes, rng: Random) -> bytes:
    """Encrypt as the documentation says today: RSA_PAD."""
    padded = data + rng.randbytes(192 - len(data))
    while True:
        temporary = rng.randbytes(32)
        encrypted = ige_encrypt(padded[::-1] + sha256(temporary + padded).digest(), temporary, bytes(32))
        mixed = bytes(a ^ b for a, b in zip(temporary, sha256(encrypted).digest(), strict=True))
        if int.from_bytes(mixed + encrypted) < server_key().modulus:
            return _rsa(mixed + encrypted)


def _rsa(block: bytes) -> bytes:
    return pow(int.from_bytes(block), 65537, server_key().modulus).to_bytes(256)
