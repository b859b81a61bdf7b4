"""Files on their way between Discord's CDN and the homeserver; what was carried once isn't carried again."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import aiohttp

from fakes.discord_bridge import pictures

if TYPE_CHECKING:
    from fakes.discord_bridge.archive import Archive
    from fakes.discord_bridge.defects import Defects
    from fakes.discord_bridge.matrix import MatrixSide

CHUNK = 64 * 1024


class FileError(Exception):
    """A file couldn't be carried; the message is the real bridge's."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of Discord's in the homeserver's media repository; width and height are a picture's, else zero."""

    mxc: str
    kind: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Emoji:
    """A custom emoji of Discord's."""

    id: str
    name: str


class Web:
    """Fetches from Discord's CDN and puts to its upload addresses; raises FileError."""

    def __init__(self) -> None:
        self._http: aiohttp.ClientSession | None = None

    async def fetch(self, url: str, limit: int) -> bytes:
        """Return a file of at most ``limit`` bytes."""
        try:
            async with self._session().get(url) as response:
                if response.status > 300:
                    text = (await response.read()).decode(errors="replace")
                    raise FileError(f"unexpected status {response.status} downloading {url}: {text}")
                if response.content_length is not None and response.content_length > limit:
                    raise FileError(f"attachment too large ({response.content_length} > {limit})")
                data = await _all(response, limit)
        except (aiohttp.ClientError, OSError) as error:
            raise FileError(str(error)) from error
        if len(data) > limit:
            raise FileError(f"attachment too large (over {limit})")
        return data

    async def put(self, url: str, data: bytes) -> None:
        """Put bytes to an upload address."""
        try:
            async with self._session().put(
                url, data=data, headers={"Content-Type": "application/octet-stream", "Referer": "https://discord.com/"}
            ) as response:
                if response.status > 300:
                    text = (await response.read()).decode(errors="replace")
                    raise FileError(f"unexpected status {response.status}: {text}")
        except (aiohttp.ClientError, OSError) as error:
            raise FileError(str(error)) from error

    async def close(self) -> None:
        """Close the connections."""
        if self._http:
            await self._http.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession()
        return self._http


async def _all(response: aiohttp.ClientResponse, limit: int) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        data += chunk
        if len(data) > limit:
            break
    return bytes(data)


class Files:
    """Carries files both ways; ``known`` and ``emoji`` tell what was carried."""

    def __init__(self, matrix: MatrixSide, web: Web, defects: Defects, archive: Archive) -> None:
        self._matrix = matrix
        self._web = web
        self._defects = defects
        self._archive = archive
        self._stored: dict[str, Stored] = {}
        self._emoji: dict[str, Emoji] = {}
        self._transfers: dict[str, asyncio.Lock] = {}

    def recall(self, url: str, stored: Stored, emoji: Emoji | None) -> None:
        """Take over a file that the archive has."""
        self._stored[url] = stored
        if emoji:
            self._emoji[stored.mxc] = emoji

    def known(self, url: str) -> Stored | None:
        """Return what a file of Discord's became, if it was carried already."""
        return self._stored.get(url)

    def emoji(self, mxc: str) -> Emoji | None:
        """Return the custom emoji behind an address of the homeserver's."""
        return self._emoji.get(mxc)

    async def to_matrix(self, url: str, ghost: str | None, *, kind: str = "", emoji: Emoji | None = None) -> Stored:
        """Return a file of Discord's as the homeserver stores it; raise FileError; ``kind`` is its type."""
        async with self._transfers.setdefault(url, asyncio.Lock()):
            if url not in self._stored or (emoji and self._stored[url].mxc not in self._emoji):
                stored = self._stored.get(url) or await self._carry(url, ghost, kind)
                self.recall(url, stored, emoji)
                self._archive.save("file", url, {"stored": asdict(stored), "emoji": asdict(emoji) if emoji else None})
        self._transfers.pop(url, None)
        return self._stored[url]

    async def _carry(self, url: str, ghost: str | None, kind: str) -> Stored:
        data = self._defects.file(await self._web.fetch(url, await self._matrix.upload_limit()))
        seen = pictures.media_type(data)
        kind = kind or seen
        width, height = pictures.size(data) if kind.startswith("image/") else (0, 0)
        return Stored(await self._matrix.upload(data, kind, ghost=ghost), seen, len(data), width, height)

    async def to_discord(self, mxc: str) -> bytes:
        """Return a file of the homeserver's; raise FileError."""
        return self._defects.file(await self._matrix.download(mxc))
