"""Files as tests send them: by parts, and small pictures that are real ones."""

from __future__ import annotations

import struct
from hashlib import md5
from itertools import count
from zlib import compress, crc32

from fakes.telegram.tl import TLObject, tl
from tests.telegram.wire import Client

_FILE_IDS = count(1)
PART = 32 * 1024


def upload(client: Client, data: bytes, *, name: str = "a.bin", part: int = PART) -> TLObject:
    """Send a file by parts and return the ``InputFile`` that names it."""
    file_id, parts = next(_FILE_IDS), range(0, len(data), part)
    for number, start in enumerate(parts):
        client.call("upload.saveFilePart", file_id=file_id, file_part=number, bytes=data[start : start + part])
    checksum = md5(data, usedforsecurity=False).hexdigest()
    return tl("inputFile", id=file_id, parts=len(parts), name=name, md5_checksum=checksum)


def png(width: int = 3, height: int = 2) -> bytes:
    """Return a black picture of this size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc32(kind + body))

    rows = (b"\0" + bytes((width + 7) // 8)) * height
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", compress(rows)) + chunk(b"IEND", b"")


def jpeg_head(width: int, height: int) -> bytes:
    """Return a JPEG up to its frame: a comment, then the size."""
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"note"
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + comment + frame


def location(file: TLObject, size: str = "") -> TLObject:
    """Return where ``upload.getFile`` finds a photo's size, or a document (without a size its whole)."""
    name = "inputPhotoFileLocation" if file.name == "photo" else "inputDocumentFileLocation"
    fields = {field: file[field] for field in ("id", "access_hash", "file_reference")}
    return TLObject(name, {**fields, "thumb_size": size})


def download(client: Client, file: TLObject, size: str = "", step: int = 512 * 1024) -> bytes:
    """Read a whole file by stretches."""
    data = b""
    while True:
        stretch: bytes = client.call("upload.getFile", location=location(file, size), offset=len(data), limit=step)[
            "bytes"
        ]
        data += stretch
        if len(stretch) < step:
            return data
