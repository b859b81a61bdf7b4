"""Fetches the avatars that webhooks' callers name, as Discord's media proxy does, so that a broken one is witnessed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp

from fakes.control import Record
from fakes.discord.pictures import looks_of

if TYPE_CHECKING:
    from fakes.discord.channel import Channel
    from fakes.discord.ground import Ground

METHOD = "media proxy avatar_url"
LARGEST = 8 * 1024 * 1024
_PATIENCE = aiohttp.ClientTimeout(total=10)


@asynccontextmanager
async def fetching(ground: Ground) -> AsyncIterator[None]:
    """Fetch every address once, for as long as the block runs."""
    tasks: dict[str, asyncio.Task[None]] = {}
    async with aiohttp.ClientSession(timeout=_PATIENCE) as http:

        def begin(channel: Channel, url: str) -> None:
            if url not in tasks:
                tasks[url] = asyncio.create_task(_fetch(http, ground, channel, url))

        ground.on_avatar = begin
        try:
            yield
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)


async def _fetch(http: aiohttp.ClientSession, ground: Ground, channel: Channel, url: str) -> None:
    detail: dict[str, object] = {"method": METHOD, "url": url}
    try:
        async with http.get(url) as answer:
            detail["status"] = answer.status
            data = await answer.content.read(LARGEST)
            picture = looks_of(data, "avatar").width is not None
            error = str(answer.status) if answer.status >= 400 else "" if picture else "no picture"
    except (aiohttp.ClientError, ValueError, TimeoutError) as trouble:
        error = type(trouble).__name__
    if error:
        detail["error"] = error
    scope = ground.scope_of(channel)
    ground.witness(Record(network="discord", kind="call", cause="wire", place=channel.id, scope=scope, detail=detail))
