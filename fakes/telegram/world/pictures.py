"""A picture's format and size, read from the first bytes of its file; nothing is decoded or drawn."""

from __future__ import annotations

import struct
from dataclasses import dataclass

# JPEG: start-of-frame markers, which carry the size; C4, C8 and CC in their midst are tables.
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_MARKERS_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xDA)})
HEAD = 256 * 1024  # bytes that are enough for every picture but a JPEG with very long comments


@dataclass(frozen=True, slots=True)
class Picture:
    """``mime`` and size in pixels."""

    mime: str
    width: int
    height: int


def picture_of(head: bytes) -> Picture | None:
    """Return what picture begins with ``head``; None for anything but PNG, JPEG, GIF and WebP."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        return Picture("image/png", *struct.unpack_from(">II", head, 16))
    if head[:6] in (b"GIF87a", b"GIF89a") and len(head) >= 10:
        return Picture("image/gif", *struct.unpack_from("<HH", head, 6))
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP" and len(head) >= 30:
        return _webp(head)
    return _jpeg(head) if head.startswith(b"\xff\xd8\xff") else None


def _webp(head: bytes) -> Picture | None:
    kind = head[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(head[start : start + 3], "little") + 1 for start in (24, 27))
    elif kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", head, 26))
    else:
        return None
    return Picture("image/webp", width, height)


def _jpeg(head: bytes) -> Picture | None:
    position = 2
    while position + 9 <= len(head) and head[position] == 0xFF:
        marker = head[position + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", head, position + 5)
            return Picture("image/jpeg", width, height)
        length = 0 if marker in _MARKERS_WITHOUT_LENGTH else int.from_bytes(head[position + 2 : position + 4])
        position += 1 if marker == 0xFF else 2 + length
    return None
