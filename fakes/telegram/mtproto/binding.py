"""The proof that whoever holds a temporary key holds the permanent one too (https://core.telegram.org/api/pfs).

``auth.bindTempAuthKey`` carries a message encrypted with the permanent key by MTProto 1.0's rules.
"""

from __future__ import annotations

import struct
from hashlib import sha1
from typing import TYPE_CHECKING

from fakes.telegram.mtproto.crypto import auth_key_id, ige_decrypt
from fakes.telegram.tl import CodecError

if TYPE_CHECKING:
    from fakes.telegram.tl import Codec, TLObject

_OUTER = 24
_HEAD = struct.Struct("<16sqii")  # random, message id, sequence number, length
_INNER_BYTES = 40


class BindingError(ValueError):
    """An encrypted message that proves nothing."""


def open_binding(auth_key: bytes, packet: bytes, message_id: int, service: Codec) -> TLObject:
    """Return the ``bind_auth_key_inner`` in ``packet``, which must name ``message_id``, the outer request's id."""
    cipher = packet[_OUTER:]
    if packet[:8] != auth_key_id(auth_key) or len(cipher) < _HEAD.size + _INNER_BYTES or len(cipher) % 16:
        raise BindingError("it isn't encrypted with the permanent key")
    msg_key = packet[8:_OUTER]
    plain = ige_decrypt(cipher, *old_message_cipher(auth_key, msg_key))
    _, inner_id, sequence, length = _HEAD.unpack_from(plain)
    end = _HEAD.size + _INNER_BYTES
    if length != _INNER_BYTES or sha1(plain[:end]).digest()[4:20] != msg_key:  # noqa: S324 - MTProto's choice
        raise BindingError("its msg_key doesn't match")
    if (inner_id, sequence) != (message_id, 0):
        raise BindingError("it has another message id than the request, or a sequence number")
    try:
        inner = service.decode(plain[_HEAD.size : end])
    except CodecError as error:
        raise BindingError(str(error)) from error
    if inner.name != "mt_bind_auth_key_inner":
        raise BindingError(f"it holds {inner.name}")
    return inner


def old_message_cipher(auth_key: bytes, msg_key: bytes) -> tuple[bytes, bytes]:
    """Return the AES key and IV that MTProto 1.0 derives for a client's message."""
    a = sha1(msg_key + auth_key[:32]).digest()  # noqa: S324 - MTProto's choice
    b = sha1(auth_key[32:48] + msg_key + auth_key[48:64]).digest()  # noqa: S324 - MTProto's choice
    c = sha1(auth_key[64:96] + msg_key).digest()  # noqa: S324 - MTProto's choice
    d = sha1(msg_key + auth_key[96:128]).digest()  # noqa: S324 - MTProto's choice
    return a[:8] + b[8:20] + c[4:16], a[8:20] + b[:8] + c[16:20] + d[:8]
