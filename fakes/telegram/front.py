"""Where clients come in: a port for each data centre, for bare TCP and for WebSockets.

A WebSocket (https://core.telegram.org/mtproto/transports#websocket) carries the obfuscated transport in binary frames
at ``/apiws``. No bare transport begins as an HTTP request does, so both share the port.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakSet

from aiohttp import WSMsgType, web

from fakes.telegram.mtproto.connection import Connection, HangUp
from fakes.telegram.mtproto.transport import MAX_PACKET

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fakes.telegram.server import Server

_CHUNK = 65536
_HTTP = b"GET "
_PATH, _SUBPROTOCOL = "/apiws", "binary"
_GRACE = 0.2  # seconds for open WebSockets at the end
_FAREWELL = 5.0  # seconds for a WebSocket's client to take what is left for it
_log = logging.getLogger("fakes.telegram")


class Front:
    """Listens for a server, and cuts its clients off where a data centre goes."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._open: dict[int, WeakSet[asyncio.Transport]] = {dc: WeakSet() for dc in server.centers.ports}
        self._listeners: list[asyncio.Server] = []
        self._runners: list[web.AppRunner] = []
        server.cut_off = self.cut_off

    async def open(self, host: str) -> None:
        """Listen on every data centre's port."""
        loop = asyncio.get_running_loop()
        for dc, port in self._server.centers.ports.items():
            runner = web.AppRunner(_website(self._server, dc), access_log=None, shutdown_timeout=_GRACE)
            await runner.setup()
            self._runners.append(runner)
            self._listeners.append(await loop.create_server(self._doors(dc, runner), host, port))

    async def close(self) -> None:
        """Listen no more."""
        for listener in self._listeners:
            listener.close()
        for runner in self._runners:
            await runner.cleanup()

    def cut_off(self, dc: int) -> None:
        """End every connection to a data centre."""
        for transport in list(self._open[dc]):
            transport.abort()

    def _doors(self, dc: int, runner: web.AppRunner) -> Callable[[], asyncio.Protocol]:
        assert runner.server is not None
        website = runner.server
        return lambda: _Door(self._server, dc, self._open[dc], website)


class _Door(asyncio.Protocol):
    """Gives a new connection to whoever speaks what its first bytes are the beginning of."""

    def __init__(self, server: Server, dc: int, opened: WeakSet[asyncio.Transport], website: web.Server) -> None:
        self._server = server
        self._dc = dc
        self._opened = opened
        self._website = website
        self._start = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._opened.add(transport)

    def data_received(self, data: bytes) -> None:
        self._start += data
        if len(self._start) < len(_HTTP) and _HTTP.startswith(self._start):
            return
        keeper = self._website() if self._start.startswith(_HTTP) else self._bare()
        self._transport.set_protocol(keeper)
        keeper.connection_made(self._transport)
        keeper.data_received(self._start)

    def _bare(self) -> asyncio.Protocol:
        return asyncio.StreamReaderProtocol(
            asyncio.StreamReader(), lambda reader, writer: handle(self._server, reader, writer, self._dc)
        )


async def handle(
    server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, dc: int | None = None
) -> None:
    """Carry one TCP connection's bytes to and from its state machine until either side closes."""

    async def read() -> bytes:
        await writer.drain()
        return await reader.read(_CHUNK)

    try:
        await _carry(server, lambda: server.connect(writer.write, dc), read)
    finally:
        writer.close()


def _website(server: Server, dc: int) -> web.Application:
    async def serve(request: web.Request) -> web.WebSocketResponse:
        if _SUBPROTOCOL not in request.headers.get("Sec-WebSocket-Protocol", ""):
            raise web.HTTPBadRequest(text=f"ask for the subprotocol {_SUBPROTOCOL}")
        socket = web.WebSocketResponse(protocols=(_SUBPROTOCOL,), compress=False, max_msg_size=2 * MAX_PACKET)
        await socket.prepare(request)
        try:
            await _serve_socket(server, socket, dc)
        except TimeoutError:  # it reads no more, so not even a close would reach it
            if request.transport is not None:
                request.transport.abort()
        return socket

    website = web.Application()
    website.add_routes([web.get(_PATH, serve)])
    return website


async def _serve_socket(server: Server, socket: web.WebSocketResponse, dc: int) -> None:
    """Carry a WebSocket's frames to and from a state machine; any frame but a binary one ends it.

    Raises ``TimeoutError`` when the client doesn't take what is left for it.
    """
    outbox: asyncio.Queue[bytes] = asyncio.Queue()

    async def send() -> None:
        while data := await outbox.get():
            await socket.send_bytes(data)

    async def read() -> bytes:
        message = await socket.receive()
        return bytes(message.data) if message.type is WSMsgType.BINARY else b""

    sender = asyncio.create_task(send())
    try:
        await _carry(server, lambda: server.connect(outbox.put_nowait, dc, in_web=True), read)
    finally:
        outbox.put_nowait(b"")
        async with asyncio.timeout(_FAREWELL):
            with suppress(ConnectionError):
                await sender
            await socket.close()


async def _carry(server: Server, connect: Callable[[], Connection], read: Callable[[], Awaitable[bytes]]) -> None:
    connection = None
    try:
        connection = connect()
        while data := await _within(connection, server, read):
            connection.feed(data)
    except HangUp as reason:
        _log.warning("closing a connection: %s", reason)
    except ConnectionError:
        pass
    finally:
        if connection is not None:
            connection.closed()


async def _within(connection: Connection, server: Server, read: Callable[[], Awaitable[bytes]]) -> bytes:
    """Return the next bytes; nothing at the end, which a client may have asked for by ping_delay_disconnect."""
    patience = None if connection.deadline is None else max(0.0, connection.deadline - server.true_clock())
    try:
        async with asyncio.timeout(patience):
            return await read()
    except TimeoutError:
        return b""
