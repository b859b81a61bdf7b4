"""Small real pictures of one colour, for people who send one and don't say which."""

from __future__ import annotations

import struct
from hashlib import sha256
from zlib import compress, crc32


def png(width: int, height: int, seed: str) -> bytes:
    """Return a PNG in the seed's colour."""
    row = b"\0" + _colour(seed) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", compress(row * height)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def webp(width: int, height: int, seed: str) -> bytes:
    """Return a lossless WebP in the seed's colour: prefix codes of one symbol each leave no pixel to be written."""
    red, green, blue = _colour(seed)
    bits = _Bits()
    for value, count in ((width - 1, 14), (height - 1, 14), (1, 1), (0, 3), (0, 3)):
        bits.add(value, count)
    for symbol in (green, red, blue, 255):
        bits.add(0b101, 3)  # a simple code, of one symbol, of eight bits
        bits.add(symbol, 8)
    bits.add(0b0001, 4)  # distances, which nothing uses: a simple code whose one symbol has one bit, 0
    body = b"\x2f" + bits.bytes()
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


class _Bits:
    """Bits from the lowest on, as WebP writes them."""

    def __init__(self) -> None:
        self._value = self._count = 0

    def add(self, value: int, count: int) -> None:
        self._value |= value << self._count
        self._count += count

    def bytes(self) -> bytes:
        return self._value.to_bytes((self._count + 7) // 8, "little")


def _colour(seed: str) -> bytes:
    return sha256(seed.encode()).digest()[:3]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc32(kind + body))
