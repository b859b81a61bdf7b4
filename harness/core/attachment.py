"""A file that people send each other, drawn from a seed."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from zlib import compress, crc32


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file's name, type and bytes; ``width`` and ``height`` are a picture's, in pixels."""

    name: str
    mime: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0

    @property
    def sha256(self) -> str:
        """What tells the same bytes again on every network."""
        return sha256(self.data).hexdigest()

    @property
    def is_picture(self) -> bool:
        """Whether clients show it, and don't only offer it."""
        return self.mime.startswith("image/")


def picture(seed: int, width: int = 24, height: int = 16, name: str = "holiday.png") -> Attachment:
    """Return a picture of noise (PNG, 8-bit RGB): the same seed gives the same bytes."""
    dice = Random(seed)  # noqa: S311 - it must give the same picture again
    rows = b"".join(b"\0" + dice.randbytes(3 * width) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", compress(rows)), _chunk(b"IEND", b""))
    return Attachment(name, "image/png", b"\x89PNG\r\n\x1a\n" + b"".join(chunks), width, height)


def document(seed: int, size: int, name: str = "minutes.bin") -> Attachment:
    """Return a file of ``size`` bytes that no program knows."""
    return Attachment(name, "application/octet-stream", Random(seed).randbytes(size))  # noqa: S311


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
