"""The fuzz's sockets: HTTP and WebSocket clients that write whatever they are given and read every answer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

_DEADLINE = 30.0  # seconds for anything that the server does
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_UPGRADE = (
    b"GET /?v=10&encoding=json HTTP/1.1\r\nHost: gateway.discord.gg\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
_TEXT, _CLOSE = 0x81, 0x88


class Wire:
    """A socket to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Wire:
        """Connect."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        if not self._writer.is_closing():
            self._writer.write(data)

    async def answer(self) -> tuple[int, bytes]:
        """Read one HTTP answer: its status and its body."""
        async with asyncio.timeout(_DEADLINE):
            head = await self._reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            body = await self._reader.readexactly(int(length[1])) if length else b""
        return int(head.split(b" ", 2)[1]), body

    async def greeted(self) -> None:
        """Become a WebSocket of the gateway's, and read hello."""
        self.write(_UPGRADE)
        await self.answer()
        assert (await self.frame())["op"] == 10

    def say(self, payloads: Iterable[bytes], head: int = _TEXT) -> None:
        """Send WebSocket messages; a mask of zeros masks nothing."""
        frames = b""
        for payload in payloads:
            size = len(payload)
            length = bytes([0x80 | size]) if size < 126 else b"\xfe" + min(size, 0xFFFF).to_bytes(2, "big")
            frames += bytes([head]) + length + bytes(4) + payload[:0xFFFF]
        self.write(frames)

    async def frame(self) -> Any:
        """Read one WebSocket message; a close is ``{"op": "close", "code": N}``."""
        async with asyncio.timeout(_DEADLINE):
            first, size = await self._reader.readexactly(2)
            if size >= 126:
                size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
            data = await self._reader.readexactly(size)
        if first == _CLOSE:
            return {"op": "close", "code": int.from_bytes(data[:2], "big")}
        return json.loads(data)

    async def finished(self) -> bytes:
        """Say that no more will come; return what the server still sends until it hangs up."""
        answer = b""
        with suppress(ConnectionError):
            self._writer.write_eof()
            async with asyncio.timeout(_DEADLINE):
                answer = await self._reader.read()
        self.close()
        return answer

    def close(self) -> None:
        """Hang up."""
        self._writer.close()
