"""AES-IGE, key derivation and message keys (https://core.telegram.org/mtproto/description)."""

from __future__ import annotations

from hashlib import sha1, sha256

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES

_BLOCK = 16
_TO_SERVER, _TO_CLIENT = 0, 8  # the document's x


def ige_encrypt(plain: bytes, key: bytes, iv: bytes) -> bytes:
    """Encrypt whole blocks; ``iv`` is the previous cipher block, then the previous plain block.

    c[i] = E(p[i] ^ c[i-1]) ^ p[i-1], so the terms before the last exclusive-or are a CBC over p[i] ^ p[i-2]: one call.
    """
    before = iv[_BLOCK:] + plain[:-_BLOCK]
    before_that = bytes(_BLOCK) + before[:-_BLOCK]
    encryptor = Cipher(AES(key), modes.CBC(iv[:_BLOCK])).encryptor()
    return _xor(encryptor.update(_xor(plain, before_that)), before)


def ige_decrypt(cipher: bytes, key: bytes, iv: bytes) -> bytes:
    """Undo :func:`ige_encrypt`; here each block needs the one before, so blocks go one by one."""
    decrypt = Cipher(AES(key), modes.ECB()).decryptor().update  # noqa: S305 - IGE is built from single blocks
    last_cipher = int.from_bytes(iv[:_BLOCK])
    last_plain = int.from_bytes(iv[_BLOCK:])
    plain = bytearray()
    for start in range(0, len(cipher), _BLOCK):
        block = int.from_bytes(cipher[start : start + _BLOCK])
        last_plain = int.from_bytes(decrypt((block ^ last_plain).to_bytes(_BLOCK))) ^ last_cipher
        last_cipher = block
        plain += last_plain.to_bytes(_BLOCK)
    return bytes(plain)


def auth_key_id(auth_key: bytes) -> bytes:
    """Return the 8 bytes that name a key at the head of each encrypted message."""
    return sha1(auth_key).digest()[-8:]  # noqa: S324 - MTProto's choice


def new_nonce_hash(new_nonce: bytes, number: int, auth_key: bytes) -> bytes:
    """Return ``new_nonce_hash<number>``: 1 for success, 2 for a retry, 3 for failure."""
    auxiliary = sha1(auth_key).digest()[:8]  # noqa: S324 - MTProto's choice
    return sha1(new_nonce + bytes([number]) + auxiliary).digest()[4:20]  # noqa: S324 - MTProto's choice


def handshake_key(server_nonce: bytes, new_nonce: bytes) -> tuple[bytes, bytes]:
    """Return the temporary AES key and IV that protect the Diffie-Hellman exchange."""
    new_server = sha1(new_nonce + server_nonce).digest()  # noqa: S324 - MTProto's choice
    server_new = sha1(server_nonce + new_nonce).digest()  # noqa: S324 - MTProto's choice
    new_new = sha1(new_nonce + new_nonce).digest()  # noqa: S324 - MTProto's choice
    return new_server + server_new[:12], server_new[12:] + new_new + new_nonce[:4]


def message_key(auth_key: bytes, padded: bytes, *, to_client: bool) -> bytes:
    """Return the middle 16 bytes of the SHA-256 that name and authenticate a message."""
    x = _TO_CLIENT if to_client else _TO_SERVER
    return sha256(auth_key[88 + x : 120 + x] + padded).digest()[8:24]


def message_cipher(auth_key: bytes, msg_key: bytes, *, to_client: bool) -> tuple[bytes, bytes]:
    """Return the AES key and IV of one message."""
    x = _TO_CLIENT if to_client else _TO_SERVER
    a = sha256(msg_key + auth_key[x : x + 36]).digest()
    b = sha256(auth_key[40 + x : 76 + x] + msg_key).digest()
    return a[:8] + b[8:24] + a[24:], b[:8] + a[8:24] + b[24:]


def _xor(left: bytes, right: bytes) -> bytes:
    return (int.from_bytes(left) ^ int.from_bytes(right)).to_bytes(len(left))
