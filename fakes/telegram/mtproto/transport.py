"""TCP transports: a stream of bytes to packets and back (https://core.telegram.org/mtproto/mtproto-transports).

The first bytes tell the transport: :func:`detect`. Each transport is fed whatever came and yields whole packets.
"""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from hashlib import sha256
from typing import TYPE_CHECKING
from zlib import crc32

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_PACKET = 16 * 1024 * 1024
_ABRIDGED, _INTERMEDIATE, _PADDED = b"\xef", b"\xee" * 4, b"\xdd" * 4
_OBFUSCATION_HEADER = 64
_LONG_LENGTH = 0x7F
_QUICK_ACK = 0x80
_FULL_OVERHEAD = 12


class TransportError(ValueError):
    """Bytes that no transport sends; the connection can't go on."""


class Transport(ABC):
    """Splits what it is fed into packets; wraps packets for the way back."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Return the packets that ``data`` completes."""
        self._buffer += data
        packets = []
        while (packet := self._next()) is not None:
            packets.append(packet)
        return packets

    def wrap(self, packet: bytes) -> bytes:
        """Return the bytes that carry ``packet``."""
        return self._wrap(packet)

    @abstractmethod
    def _wrap(self, packet: bytes) -> bytes: ...

    @abstractmethod
    def _next(self) -> bytes | None: ...

    def _cut(self, header: int, length: int) -> bytes | None:
        """Take a packet of ``length`` bytes after ``header`` bytes, once it is whole."""
        if not 0 <= length <= MAX_PACKET:
            raise TransportError(f"a packet of {length} bytes")
        if len(self._buffer) < header + length:
            return None
        packet = bytes(self._buffer[header : header + length])
        del self._buffer[: header + length]
        return packet


class Full(Transport):
    """Length, a sequence number from 0, the packet, and a CRC-32 of all before."""

    def __init__(self) -> None:
        super().__init__()
        self._received = 0
        self._sent = 0

    def _next(self) -> bytes | None:
        if len(self._buffer) < 4:
            return None
        (length,) = struct.unpack_from("<i", self._buffer)
        if length < _FULL_OVERHEAD:
            raise TransportError(f"a full packet of {length} bytes")
        frame = self._cut(0, length)
        if frame is None:
            return None
        (number,) = struct.unpack_from("<i", frame, 4)
        if crc32(frame[:-4]) != struct.unpack("<I", frame[-4:])[0]:
            raise TransportError("the packet's CRC is wrong")
        if number != self._received:
            raise TransportError(f"packet {number} came where {self._received} was expected")
        self._received += 1
        return frame[8:-4]

    def _wrap(self, packet: bytes) -> bytes:
        frame = struct.pack("<ii", len(packet) + _FULL_OVERHEAD, self._sent) + packet
        self._sent += 1
        return frame + struct.pack("<I", crc32(frame))


class Abridged(Transport):
    """Length in words: one byte, or 7f and three."""

    def _next(self) -> bytes | None:
        if not self._buffer:
            return None
        first = self._buffer[0] & ~_QUICK_ACK
        if first < _LONG_LENGTH:
            return self._cut(1, first * 4)
        if len(self._buffer) < 4:
            return None
        return self._cut(4, int.from_bytes(self._buffer[1:4], "little") * 4)

    def _wrap(self, packet: bytes) -> bytes:
        words = len(packet) // 4
        head = bytes([words]) if words < _LONG_LENGTH else bytes([_LONG_LENGTH]) + words.to_bytes(3, "little")
        return head + packet


class Intermediate(Transport):
    """Length in bytes, four of them; the highest bit asks for a quick acknowledgement."""

    def _next(self) -> bytes | None:
        if len(self._buffer) < 4:
            return None
        (length,) = struct.unpack_from("<I", self._buffer)
        return self._cut(4, length & 0x7FFFFFFF)

    def _wrap(self, packet: bytes) -> bytes:
        return struct.pack("<I", len(packet)) + packet


class Padded(Intermediate):
    """Intermediate with up to 15 bytes of padding, which whoever reads the packet ignores."""


_TAGS: dict[bytes, Callable[[], Transport]] = {
    _ABRIDGED * 4: Abridged,
    _INTERMEDIATE: Intermediate,
    _PADDED: Padded,
}


class Obfuscated(Transport):
    """AES-CTR around another transport, keyed by the client's 64-byte header and perhaps a proxy's secret."""

    def __init__(self, header: bytes, secret: bytes | None = None) -> None:
        super().__init__()
        backwards = header[8:56][::-1]
        self._decrypt = _ctr(header[8:40], header[40:56], secret)
        self._encrypt = _ctr(backwards[:32], backwards[32:], secret)
        tag = self._decrypt.update(header)[56:60]
        if tag not in _TAGS:
            raise TransportError(f"the obfuscated header holds no known transport ({tag.hex()})")
        self._inner = _TAGS[tag]()

    def feed(self, data: bytes) -> list[bytes]:
        """Return the packets that ``data`` completes, decrypted first."""
        return self._inner.feed(self._decrypt.update(data))

    def _wrap(self, packet: bytes) -> bytes:
        return self._encrypt.update(self._inner.wrap(packet))

    def _next(self) -> bytes | None:
        raise AssertionError("the inner transport cuts the packets")


def detect(start: bytes, secret: bytes | None = None) -> tuple[Transport, int] | None:
    """Tell the transport by a connection's first bytes, and how many of them it consumed; None asks for more.

    With an MTProxy's ``secret`` (16 bytes) an obfuscated connection may be keyed by it, or not at all.
    """
    if start[:1] == _ABRIDGED:
        return Abridged(), 1
    if start[:4] == _INTERMEDIATE:
        return Intermediate(), 4
    if start[:4] == _PADDED:
        return Padded(), 4
    if len(start) < 8:
        return None
    if start[4:8] == bytes(4):
        return Full(), 0
    if len(start) < _OBFUSCATION_HEADER:
        return None
    return _obfuscated(start[:_OBFUSCATION_HEADER], secret), _OBFUSCATION_HEADER


def _obfuscated(header: bytes, secret: bytes | None) -> Obfuscated:
    if secret is not None:
        try:
            return Obfuscated(header, secret)
        except TransportError:
            pass  # somebody who came directly
    return Obfuscated(header)


def _ctr(key: bytes, iv: bytes, secret: bytes | None) -> CipherContext:
    return Cipher(AES(sha256(key + secret).digest() if secret else key), modes.CTR(iv)).encryptor()
