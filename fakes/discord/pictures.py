"""What a file is, read from its first bytes: pictures with their size, a few sounds and films, else by its name."""

from __future__ import annotations

import mimetypes
import struct
import zlib
from dataclasses import dataclass

_NAMES = mimetypes.MimeTypes()
_NAMES.add_type("image/webp", ".webp")
_NAMES.add_type("audio/ogg", ".ogg")
_NAMES.add_type("application/json", ".json")
_JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_PNG, _GIF, _JPEG = b"\x89PNG\r\n\x1a\n", (b"GIF87a", b"GIF89a"), b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Looks:
    """A file's media type (empty when nothing tells), and for a picture its size in pixels."""

    mime: str
    width: int | None = None
    height: int | None = None
    animated: bool = False


def looks_of(data: bytes, name: str) -> Looks:
    """Return what a file is; its bytes count before its name, whose ending counts before nothing."""
    try:
        found = _picture(data)
    except (struct.error, IndexError):
        # A picture that ends within its own head is sent as whatever it calls itself.
        found = None
    if found is not None:
        return found
    mime = _NAMES.guess_type(name, strict=True)[0] or ""
    return Looks(f"{mime}; charset=utf-8" if mime.startswith("text/") else mime)


def png(width: int, height: int, colour: int = 0x5865F2) -> bytes:
    """Return a PNG of one colour."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + colour.to_bytes(3, "big") * width) * height
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return _PNG + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _picture(data: bytes) -> Looks | None:
    if data.startswith(_PNG):
        width, height = struct.unpack_from(">II", data, 16)
        return Looks("image/png", width, height, b"acTL" in data[:1024])
    if data.startswith(_GIF):
        width, height = struct.unpack_from("<HH", data, 6)
        return Looks("image/gif", width, height, data.count(b"\x21\xf9\x04") > 1)
    if data.startswith(_JPEG):
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _jpeg(data: bytes) -> Looks | None:
    place = 2
    while data[place] == 0xFF:
        marker, (length,) = data[place + 1], struct.unpack_from(">H", data, place + 2)
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return Looks("image/jpeg", width, height)
        place += 2 + length
    return None


def _webp(data: bytes) -> Looks | None:
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        return Looks("image/webp", width, height, bool(data[20] & 2))
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return Looks("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return Looks("image/webp", width & 0x3FFF, height & 0x3FFF)
    return None
