"""The front: TLS before a homeserver that speaks none, and a web client's files beside it."""

from __future__ import annotations

import argparse
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from fakes.browser.front import Front
from harness.runtime.pki import Authority

AUTHORITY = Authority.create()


async def _echoes(request: web.Request) -> web.Response:
    return web.Response(body=await request.read() or request.path.encode())


@pytest_asyncio.fixture
async def ports(tmp_path: Path) -> AsyncIterator[tuple[int, int]]:
    """A front before a homeserver that echoes: the port of each, the web client's last."""
    (tmp_path / "index.html").write_text("the client")
    (tmp_path / "sw.js").write_text("its worker")
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", _echoes)
    both = unused_port(), unused_port()
    async with TestServer(app) as homeserver:
        front = Front(
            argparse.Namespace(
                host="127.0.0.1",
                port=both[0],
                app_port=both[1],
                homeserver=f"127.0.0.1:{homeserver.port}",
                app=str(tmp_path),
            )
        )
        with pytest.raises(aiohttp.ClientConnectorError):
            await _got(both[0], "/before")
        leaf = AUTHORITY.issue(["127.0.0.1"])
        await front.serves_with({"cert": leaf.cert_pem.decode(), "key": leaf.key_pem.decode()})
        yield both
        await front.stops()


async def _got(port: int, path: str, *, trust: bytes = AUTHORITY.pem, body: bytes = b"") -> bytes:
    context = ssl.create_default_context(cadata=trust.decode())
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"https://127.0.0.1:{port}{path}", data=body, ssl=context)
        if body
        else http.get(f"https://127.0.0.1:{port}{path}", ssl=context) as answer,
    ):
        assert answer.status == 200
        return await answer.read()


async def test_homeserver_is_reached_by_tls(ports: tuple[int, int]) -> None:
    """What is sent by TLS comes to the homeserver, and its answer comes back: every byte of it."""
    large = b"\0\xff" * 2**18

    assert await _got(ports[0], "/_matrix/client/versions") == b"/_matrix/client/versions"
    assert await _got(ports[0], "/upload", body=large) == large


async def test_client_is_served_beside_it(ports: tuple[int, int]) -> None:
    """The web client's first page and its files come from the other port."""
    assert await _got(ports[1], "/") == b"the client"
    assert await _got(ports[1], "/sw.js") == b"its worker"


@pytest.mark.parametrize("which", [0, 1])
async def test_who_trusts_another_authority_is_not_served(ports: tuple[int, int], which: int) -> None:
    """Its certificate is the run's authority's, and nobody else's."""
    assert await _got(ports[which], "/sw.js")

    with pytest.raises(aiohttp.ClientConnectorCertificateError):
        await _got(ports[which], "/sw.js", trust=Authority.create().pem)
