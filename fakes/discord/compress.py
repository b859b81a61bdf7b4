"""Turns payloads, JSON text, into WebSocket messages: plain, in a zlib or zstd stream, or compressed one by one."""

from __future__ import annotations

import zlib
from typing import Protocol

_WORTH_COMPRESSING = 1024


class Encoder(Protocol):
    """Encodes payloads; text frames are ``str``, binary frames ``bytes``."""

    def encode(self, text: str) -> str | bytes:
        """Return the frame of one payload."""


class PlainEncoder:
    """JSON text; with ``payloads_compressed``, large payloads go as a zlib document of their own."""

    def __init__(self) -> None:
        self.payloads_compressed = False

    def encode(self, text: str) -> str | bytes:
        """Return the frame of one payload."""
        if self.payloads_compressed and len(text) >= _WORTH_COMPRESSING:
            return zlib.compress(text.encode())
        return text


class ZlibStreamEncoder:
    """One zlib context a connection; each message ends with a sync flush, ``00 00 ff ff``."""

    def __init__(self) -> None:
        self._context = zlib.compressobj()

    def encode(self, text: str) -> bytes:
        """Return the frame of one payload."""
        data = self._context.compress(text.encode())
        return data + self._context.flush(zlib.Z_SYNC_FLUSH)


class ZstdStreamEncoder:
    """One zstd context a connection; each message ends with a flushed block."""

    def __init__(self) -> None:
        # Few clients ask for this, and all would pay for loading it.
        import zstandard

        self._context = zstandard.ZstdCompressor().compressobj()
        self._block = zstandard.COMPRESSOBJ_FLUSH_BLOCK

    def encode(self, text: str) -> bytes:
        """Return the frame of one payload."""
        data: bytes = self._context.compress(text.encode())
        return data + self._context.flush(self._block)


def encoder_for(compress: str) -> Encoder:
    """Return the encoder for the query's ``compress``; ValueError when it isn't served."""
    if compress == "zlib-stream":
        return ZlibStreamEncoder()
    if compress == "zstd-stream":
        return ZstdStreamEncoder()
    if compress:
        raise ValueError(f"compress={compress} isn't served; there are zlib-stream and zstd-stream")
    return PlainEncoder()
