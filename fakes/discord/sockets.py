"""The rim's WebSockets: frames between a socket and a pure connection."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from fakes.discord.closing import CUT_OFF, Close
from fakes.discord.connection import Connection

if TYPE_CHECKING:
    from fakes.discord.gateway import Gateway

_MOST = 64 * 1024
"""Bytes of a message that are read at all; the gateway itself refuses far smaller ones."""
_FAREWELL = 5.0
"""Seconds for a client to answer a close."""


async def serve_gateway(gateway: Gateway, request: web.Request) -> web.StreamResponse:
    """Serve one client of the gateway for as long as it stays."""
    socket = web.WebSocketResponse(compress=False, max_msg_size=_MOST, timeout=_FAREWELL)
    await socket.prepare(request)
    news = asyncio.Event()
    connection = Connection(gateway, request.query, news.set)
    reading = asyncio.create_task(_read(socket, connection))
    writing = asyncio.create_task(_write(socket, connection, news, gateway.heartbeat_ms / 1000))
    try:
        await asyncio.wait((reading, writing), return_when=asyncio.FIRST_COMPLETED)
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


async def _read(socket: web.WebSocketResponse, connection: Connection) -> None:
    async for message in socket:
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            connection.receive(message.data)


async def _write(
    socket: web.WebSocketResponse, connection: Connection, news: asyncio.Event, beat: float
) -> Close | None:
    """Write what comes; return the close with which the server ends it, or nothing when the client is gone."""
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(news.wait(), beat)
        news.clear()
        connection.tick()
        while connection.outbox:
            item = connection.outbox.popleft()
            if isinstance(item, Close):
                return item
            frame = connection.encoder.encode(item)
            try:
                await (socket.send_str(frame) if isinstance(frame, str) else socket.send_bytes(frame))
            except ConnectionError:
                return None
