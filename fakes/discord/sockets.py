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
    from fakes.discord.shapes import Json


async def serve_gateway(gateway: Gateway, request: web.Request) -> web.StreamResponse:
    """Serve one client of the gateway for as long as it stays."""
    socket = web.WebSocketResponse(compress=False, max_msg_size=0)
    await socket.prepare(request)
    news = asyncio.Event()
    connection = Connection(gateway, request.query, news.set)
    writer = asyncio.create_task(_write(request, socket, connection, news, gateway.heartbeat_ms / 1000))
    try:
        async for message in socket:
            if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                connection.receive(message.data)
    finally:
        connection.left(socket.close_code)
        writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writer
    return socket


async def _write(
    request: web.Request, socket: web.WebSocketResponse, connection: Connection, news: asyncio.Event, beat: float
) -> None:
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(news.wait(), beat)
        news.clear()
        connection.tick()
        while connection.outbox:
            if not await _write_one(request, socket, connection, connection.outbox.popleft()):
                return


async def _write_one(
    request: web.Request, socket: web.WebSocketResponse, connection: Connection, item: Json | Close
) -> bool:
    """Write one item; False when it was the last."""
    if item == CUT_OFF:
        if request.transport is not None:
            request.transport.abort()
        return False
    if isinstance(item, Close):
        await socket.close(code=item.code, message=item.reason.encode())
        return False
    frame = connection.encoder.encode(item)
    try:
        await (socket.send_str(frame) if isinstance(frame, str) else socket.send_bytes(frame))
    except ConnectionError:
        return False
    return True
