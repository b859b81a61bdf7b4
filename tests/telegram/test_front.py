"""The ports: bare TCP and WebSockets beside each other, for each data centre, and what cuts them off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError, web
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from fakes.telegram import front
from fakes.telegram.control import Control
from fakes.telegram.front import Front
from tests.processes import free_ports
from tests.telegram.test_breaches import REQ_PQ
from tests.telegram.test_transport import full, intermediate, obfuscated
from tests.telegram.wire import make_server

HOME, AWAY = 2, 4
HOST = "127.0.0.1"
RES_PQ = (0x05162463).to_bytes(4, "little")


class Ports:
    """A fake that listens, and an HTTP client that nobody here wrote."""

    def __init__(self, http: ClientSession, home: int, away: int) -> None:
        self.http = http
        self.server, self.hub = make_server(other_dcs={AWAY: away}, port=home)
        self.port = self.server.centers.ports
        self.operations = Control(self.server).operations()

    async def web(self, dc: int = HOME, path: str = "apiws", protocols: tuple[str, ...] = ("binary",)) -> Any:
        return await self.http.ws_connect(f"http://{HOST}:{self.port[dc]}/{path}", protocols=protocols)

    async def bare(self, dc: int = HOME) -> bytes:
        """Say the first word over TCP; return what is answered, or nothing where the line is cut."""
        reader, writer = await asyncio.open_connection(HOST, self.port[dc])
        try:
            writer.write(full([REQ_PQ]))
            async with asyncio.timeout(10):
                return await reader.read(200)
        finally:
            writer.close()

    def refusals(self) -> list[str]:
        return [record.detail["name"] for record in self.hub.records if record.kind == "refusal"]


@pytest.fixture
async def ports() -> AsyncIterator[Ports]:
    async with ClientSession() as http:
        with free_ports(2) as held:
            ports = Ports(http, *held)
            entrance = Front(ports.server)
            await entrance.open(HOST)
            yield ports
            await entrance.close()


async def answer(socket: ClientWebSocketResponse, stream: bytes, step: int) -> bytes:
    """Send a stream in frames of ``step`` bytes; return the packet that comes back, decrypted."""
    for start in range(0, len(stream), step):
        await socket.send_bytes(stream[start : start + step])
    backwards = stream[8:56][::-1]
    plain = Cipher(AES(backwards[:32]), modes.CTR(backwards[32:])).decryptor()
    return plain.update(await socket.receive_bytes(timeout=10))[4:]


@pytest.mark.parametrize("step", [1000, 64, 7], ids=["one-frame", "header-first", "crumbs"])
async def test_a_web_socket_carries_the_obfuscated_transport(ports: Ports, step: int) -> None:
    """However the stream is cut into frames, the handshake is answered, at either data centre."""
    for dc in (HOME, AWAY):
        socket = await ports.web(dc)
        assert socket.protocol == "binary"
        assert (await answer(socket, obfuscated([REQ_PQ]), step))[20:24] == RES_PQ
        await socket.close()


async def test_a_web_socket_carries_nothing_else(ports: Ports) -> None:
    """Another transport and text are hung up on, another path and no subprotocol refused; TCP works beside it."""
    plain, text = await ports.web(), await ports.web()
    await plain.send_bytes(intermediate([REQ_PQ]))
    await text.send_str("hello")
    for socket in (plain, text):
        assert (await socket.receive(timeout=10)).type in (WSMsgType.CLOSE, WSMsgType.CLOSED)
    assert ports.refusals() == ["TRANSPORT_INVALID"]
    with pytest.raises(WSServerHandshakeError, match="404"):
        await ports.web(path="other")
    with pytest.raises(WSServerHandshakeError, match="400"):
        await ports.web(protocols=())

    assert (await ports.bare())[28:32] == RES_PQ


async def test_a_web_socket_that_takes_nothing_more_is_ended(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who breaks the protocol and reads no more is waited for a moment only, although its answer can't be sent."""
    full_up = asyncio.Event()

    async def send_bytes(*_: Any) -> None:
        full_up.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(front, "_FAREWELL", 0.05)
    monkeypatch.setattr(web.WebSocketResponse, "send_bytes", send_bytes)
    deaf = await ports.web()
    await deaf.send_bytes(obfuscated([REQ_PQ]))
    async with asyncio.timeout(10):
        await full_up.wait()

    await deaf.send_str("hello")

    assert (await deaf.receive(timeout=10)).type in (WSMsgType.CLOSED, WSMsgType.ERROR)
    assert (await ports.bare())[28:32] == RES_PQ


async def test_a_data_centre_goes_and_comes_back(ports: Ports) -> None:
    """While it is gone its clients are cut off and nobody gets in; the other one goes on; then it is back."""
    away, home = await ports.web(AWAY), await ports.web()

    gone = await ports.operations["fault.set"]({"fault": "dc_gone", "dc": AWAY})

    assert (await away.receive(timeout=10)).type in (WSMsgType.CLOSED, WSMsgType.ERROR)
    assert await ports.bare(AWAY) == b""
    assert (await answer(home, obfuscated([REQ_PQ]), 1000))[20:24] == RES_PQ
    await ports.operations["fault.clear"](gone)
    assert (await ports.bare(AWAY))[28:32] == RES_PQ
