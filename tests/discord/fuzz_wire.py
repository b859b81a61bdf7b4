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


class Wire(asyncio.Protocol):
    """A socket to the server; what came is looked for in one buffer, and only waited for where it isn't there yet."""

    def __init__(self) -> None:
        self._got = bytearray()
        self._ended = False
        self._waiting: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport

    @classmethod
    async def open(cls, port: int) -> Wire:
        """Connect."""
        _, wire = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Keep what came."""
        self._got += data
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Learn that no more will come."""
        self._ended = True
        self._wake()

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        if not self._transport.is_closing():
            self._transport.write(data)

    async def answer(self) -> tuple[int, bytes]:
        """Read one HTTP answer: its status and its body."""
        while (end := self._got.find(b"\r\n\r\n")) < 0:
            await self._more()
        head = self._take(end + 4)
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        while len(self._got) < size:
            await self._more()
        return int(head.split(b" ", 2)[1]), self._take(size)

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
        while (found := self._message()) is None:
            await self._more()
        first, data = found
        if first == _CLOSE:
            return {"op": "close", "code": int.from_bytes(data[:2], "big")}
        return json.loads(data)

    async def finished(self) -> bytes:
        """Say that no more will come; return what the server still sends until it hangs up."""
        with suppress(OSError):
            self._transport.write_eof()
            while not self._ended:
                await self._more()
        self.close()
        return self._take(len(self._got))

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def _message(self) -> tuple[int, bytes] | None:
        """Cut a WebSocket message from the buffer: its first byte and what it bears; None while it isn't whole."""
        got = self._got
        start = 2 if len(got) < 2 or got[1] < 126 else 4 if got[1] == 126 else 10
        if len(got) < start:
            return None
        size = got[1] if start == 2 else int.from_bytes(got[2:start], "big")
        if len(got) < start + size:
            return None
        first = self._take(start)[0]
        return first, self._take(size)

    def _take(self, size: int) -> bytes:
        data = bytes(self._got[:size])
        del self._got[:size]
        return data

    async def _more(self) -> None:
        """Wait until more has come; ``ConnectionResetError`` when nothing will."""
        if self._ended:
            raise ConnectionResetError
        self._waiting = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(_DEADLINE):
            await self._waiting

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
