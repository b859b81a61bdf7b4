"""The smallest pictures of each kind, for tests."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 3, height: int = 2, *, animated: bool = False) -> bytes:
    """Return a PNG of one colour; an animated one has the chunk that says so."""
    rows = zlib.compress((b"\0" + b"\1\2\3" * width) * height)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))]
    chunks += [(b"acTL", struct.pack(">II", 1, 0))] if animated else []
    chunks += [(b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def gif(width: int = 3, height: int = 2, frames: int = 1) -> bytes:
    """Return the head of a GIF with so many graphic controls."""
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0" + b"\x21\xf9\x04\0\0\0\0\0" * frames + b";"


def jpeg(width: int = 3, height: int = 2) -> bytes:
    """Return a JPEG's markers up to the one that holds its size, behind an application's own."""
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF" + bytes(10)
    return b"\xff\xd8" + app + b"\xff\xc0" + struct.pack(">HBHH", 11, 8, height, width) + bytes(4)


def webp(kind: bytes, width: int = 3, height: int = 2) -> bytes:
    """Return the head of a WebP of one of its three kinds."""
    bodies = {
        b"VP8X": bytes([0x02, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"),
        b"VP8L": b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14),
        b"VP8 ": bytes(6) + struct.pack("<HH", width, height),
    }
    body = bodies[kind]
    return b"RIFF" + struct.pack("<I", len(body) + 12) + b"WEBP" + kind + struct.pack("<I", len(body)) + body
