"""The outermost layer: plain messages of the handshake, and encrypted ones (https://core.telegram.org/mtproto/description)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.telegram.mtproto.crypto import auth_key_id, ige_decrypt, ige_encrypt, message_cipher, message_key

if TYPE_CHECKING:
    from random import Random

PLAIN_KEY_ID = bytes(8)
_HEAD = struct.Struct("<8sqqii")
_PLAIN_HEAD = struct.Struct("<8sqi")
_OUTER = 24
_MIN_PADDING, _MAX_PADDING = 12, 1024


class EnvelopeError(ValueError):
    """A packet that can't be opened; MTProto says to drop the connection."""


@dataclass(frozen=True, slots=True)
class Inner:
    """A message as it was encrypted; ``salt`` as its eight bytes."""

    salt: bytes
    session_id: int
    message_id: int
    sequence: int
    body: bytes


def key_id_of(packet: bytes) -> bytes:
    """Return the first eight bytes, which name the key; all zero means a plain message."""
    if len(packet) < 8:
        raise EnvelopeError(f"a packet of {len(packet)} bytes")
    return packet[:8]


def open_plain(packet: bytes) -> bytes:
    """Return the body of a plain message; padding after it is allowed."""
    if len(packet) < _PLAIN_HEAD.size:
        raise EnvelopeError("a plain message shorter than its head")
    _, _, length = _PLAIN_HEAD.unpack_from(packet)
    body = packet[_PLAIN_HEAD.size : _PLAIN_HEAD.size + length]
    if length < 0 or len(body) != length:
        raise EnvelopeError("a plain message shorter than it says")
    return body


def seal_plain(message_id: int, body: bytes) -> bytes:
    """Return the packet of a plain message."""
    return _PLAIN_HEAD.pack(PLAIN_KEY_ID, message_id, len(body)) + body


def open_encrypted(auth_key: bytes, packet: bytes) -> Inner:
    """Decrypt what a client sent; check its message key, length and padding."""
    length = (len(packet) - _OUTER) // 16 * 16  # the padded transport may have added a few bytes
    if length < _HEAD.size:
        raise EnvelopeError("an encrypted message shorter than its head")
    msg_key = packet[8:_OUTER]
    cipher = message_cipher(auth_key, msg_key, to_client=False)
    padded = ige_decrypt(packet[_OUTER : _OUTER + length], *cipher)
    if message_key(auth_key, padded, to_client=False) != msg_key:
        raise EnvelopeError("msg_key doesn't match the message")
    salt, session_id, message_id, sequence, size = _HEAD.unpack_from(padded)
    padding = length - _HEAD.size - size
    if size < 0 or size % 4 or not _MIN_PADDING <= padding <= _MAX_PADDING:
        raise EnvelopeError(f"a message of {size} bytes with {padding} bytes of padding")
    return Inner(salt, session_id, message_id, sequence, padded[_HEAD.size : _HEAD.size + size])


def seal_encrypted(auth_key: bytes, message: Inner, rng: Random) -> bytes:
    """Encrypt ``message`` for the client that holds ``auth_key``."""
    plain = _HEAD.pack(message.salt, message.session_id, message.message_id, message.sequence, len(message.body))
    plain += message.body
    padded = plain + rng.randbytes(_MIN_PADDING + -(len(plain) + _MIN_PADDING) % 16)
    msg_key = message_key(auth_key, padded, to_client=True)
    cipher = message_cipher(auth_key, msg_key, to_client=True)
    return auth_key_id(auth_key) + msg_key + ige_encrypt(padded, *cipher)
