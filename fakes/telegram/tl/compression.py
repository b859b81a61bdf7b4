"""``gzip_packed``, both ways, with a bound on what a small packet may become."""

from __future__ import annotations

import gzip
import struct
import zlib

from fakes.telegram.tl.service import GZIP_PACKED

__all__ = ["GZIP_PACKED", "GzipError", "gunzip_object", "gzip_if_smaller"]

_LIMIT = 16 * 1024 * 1024
_WORTH_IT = 2048
_LONG_FORM = 254


class GzipError(ValueError):
    """Packed data that isn't gzip, or unpacks to too much."""


def gunzip_object(body: bytes) -> bytes:
    """Return the bytes of the object that a ``gzip_packed`` holds."""
    start, length = 5, body[4] if len(body) > 4 else 0
    if length == _LONG_FORM:
        start, length = 8, int.from_bytes(body[5:8], "little")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body[start : start + length], _LIMIT)
    except zlib.error as error:
        raise GzipError(str(error)) from error
    if unpacker.unconsumed_tail or not unpacker.eof or len(unpacked) < 4:
        raise GzipError("packed data is cut short or unpacks to too much")
    if int.from_bytes(unpacked[:4], "little") == GZIP_PACKED:
        raise GzipError("packed data holds packed data")
    return unpacked


def gzip_if_smaller(body: bytes) -> bytes:
    """Pack ``body`` where that pays."""
    if len(body) < _WORTH_IT:
        return body
    packed = gzip.compress(body, compresslevel=1, mtime=0)
    if len(packed) >= len(body):
        return body
    head = bytes([len(packed)]) if len(packed) < _LONG_FORM else b"\xfe" + len(packed).to_bytes(3, "little")
    return struct.pack("<I", GZIP_PACKED) + head + packed + bytes(-(len(head) + len(packed)) % 4)
