"""Turns payloads, JSON text, into WebSocket messages: plain, zlib-stream, or a compressed payload each."""

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


def encoder_for(compress: str) -> Encoder:
    """Return the encoder for the query's ``compress``; ValueError when it isn't served."""
    if compress == "zlib-stream":
        return ZlibStreamEncoder()
    if compress:
        raise ValueError(f"compress={compress} isn't served; there is zlib-stream")
    return PlainEncoder()
