"""Avatars of webhooks' messages are fetched, and a broken one is witnessed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from fakes.control import Record
from fakes.discord.drafts import read_draft
from fakes.discord.fetching import METHOD, fetching
from tests.discord.pictures import png
from tests.discord.scene import Scene

DEADLINE = 10


@dataclass
class Host:
    """A running server, and the paths that it was asked for."""

    server: BaseTestServer
    asked: list[str]

    def url(self, name: str) -> str:
        """Return the address of a file."""
        return str(self.server.make_url(f"/{name}"))


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    """A host with a picture, and a page that is none."""
    app = web.Application()
    asked: list[str] = []

    async def serve(request: web.Request) -> web.Response:
        asked.append(request.path)
        if request.path == "/picture.png":
            return web.Response(body=png())
        return web.Response(text="hello") if request.path == "/page" else web.Response(status=404)

    app.router.add_get("/{path:.*}", serve)
    async with TestServer(app) as server:
        yield Host(server, asked)


async def witnessed(scene: Scene, urls: list[str], count: int) -> list[tuple[str, str]]:
    """Let a webhook speak with each avatar; return the addresses fetched, and what was wrong."""
    news: asyncio.Queue[Record] = asyncio.Queue()
    scene.world.ground.witness = news.put_nowait
    hook = scene.world.webhooks.create(scene.bot, scene.channel, "relay")
    fetched: list[Record] = []
    async with fetching(scene.world.ground):
        for url in urls:
            scene.world.webhooks.execute(hook, read_draft({"content": "hi", "avatar_url": url}), "wire")
        while len(fetched) < count:
            record = await asyncio.wait_for(news.get(), DEADLINE)
            fetched += [record] if record.detail.get("method") == METHOD else []
    assert {record.scope for record in fetched} == {"scene"}
    return sorted((str(one.detail["url"]).rpartition("/")[2], str(one.detail.get("error", ""))) for one in fetched)


async def test_a_broken_avatar_is_seen(host: Host) -> None:
    """A picture is no error; a missing one, a page, a closed port and no address at all are, each in its own words."""
    urls = [host.url(name) for name in ("picture.png", "gone.png", "page")]
    closed = "http://127.0.0.1:9/closed.png"

    found = await witnessed(Scene(), [*urls, closed, "nonsense"], 5)

    assert found == [
        ("closed.png", "ClientConnectorError"),
        ("gone.png", "404"),
        ("nonsense", "InvalidUrlClientError"),
        ("page", "no picture"),
        ("picture.png", ""),
    ]


async def test_an_avatar_is_fetched_once(host: Host) -> None:
    """However often it is named, an address is asked for once."""
    url = host.url("picture.png")

    await witnessed(Scene(), [url, url, host.url("page")], 2)

    assert sorted(host.asked) == ["/page", "/picture.png"]
