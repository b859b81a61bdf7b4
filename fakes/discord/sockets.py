"""The rim's WebSockets: frames between a socket and a pure connection."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from aiohttp import WSMsgType, web

from fakes.discord.closing import CUT_OFF, Close
from fakes.discord.compress import Encoder
from fakes.discord.connection import Connection
from fakes.discord.remote_auth import HEARTBEAT_MS, Desktop, RemoteAuth

if TYPE_CHECKING:
    from fakes.discord.gateway import Gateway

_MOST = 64 * 1024
"""Bytes of a message that are read at all; the gateway itself refuses far smaller ones."""
_FAREWELL = 5.0
"""Seconds for a client to answer a close."""


class Talk(Protocol):
    """A pure end of a WebSocket: what it has to say is in ``outbox``, a ``Close`` last."""

    outbox: deque[str | Close]
    encoder: Encoder

    def receive(self, frame: str | bytes) -> None:
        """Take one message."""

    def tick(self) -> None:
        """Look at the clock."""

    def left(self, code: int | None) -> None:
        """Learn that the client is gone, with what code."""


async def serve_gateway(gateway: Gateway, request: web.Request) -> web.StreamResponse:
    """Serve one client of the gateway for as long as it stays."""
    beat = gateway.heartbeat_ms / 1000
    return await _serve(request, lambda wake: Connection(gateway, request.query, wake), beat)


async def serve_remote_auth(auth: RemoteAuth, request: web.Request) -> web.StreamResponse:
    """Serve one client that wants to be logged in by its QR code."""
    return await _serve(request, lambda wake: Desktop(auth, request.query, wake), HEARTBEAT_MS / 1000)


async def _serve(request: web.Request, begin: Callable[[Callable[[], None]], Talk], beat: float) -> web.StreamResponse:
    socket = web.WebSocketResponse(compress=False, max_msg_size=_MOST, timeout=_FAREWELL)
    await socket.prepare(request)
    news = asyncio.Event()
    connection = begin(news.set)
    reading = asyncio.create_task(_read(socket, connection))
    writing = asyncio.create_task(_write(socket, connection, news))
    ending = False
    try:
        while not (await asyncio.wait((reading, writing), timeout=beat, return_when=asyncio.FIRST_COMPLETED))[0]:
            if ending and request.transport is not None:
                request.transport.abort()  # for a whole beat it took nothing, not even the close
            connection.tick()
            ending = bool(connection.outbox) and isinstance(connection.outbox[-1], Close)
    finally:
        connection.left(socket.close_code)
        for task in (reading, writing):
            task.cancel()
        ends = await asyncio.gather(reading, writing, return_exceptions=True)
    for fault in ends:
        if isinstance(fault, Exception):
            raise fault
    end = ends[1]
    if end == CUT_OFF and request.transport is not None:
        request.transport.abort()
    elif isinstance(end, Close):
        # With nobody else reading, this waits for the client's answer: one that is still sending would lose the code.
        await socket.close(code=end.code, message=end.reason.encode())
    return socket


async def _read(socket: web.WebSocketResponse, connection: Talk) -> None:
    async for message in socket:
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            connection.receive(message.data)


async def _write(socket: web.WebSocketResponse, connection: Talk, news: asyncio.Event) -> Close | None:
    """Write what comes; return the close with which the server ends it, or nothing when the client is gone."""
    while True:
        await news.wait()
        news.clear()
        while connection.outbox:
            item = connection.outbox.popleft()
            if isinstance(item, Close):
                return item
            frame = connection.encoder.encode(item)
            try:
                await (socket.send_str(frame) if isinstance(frame, str) else socket.send_bytes(frame))
            except ConnectionError:
                return None
