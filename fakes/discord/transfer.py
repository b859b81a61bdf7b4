"""Moves big bodies through the rim: in by way of a file once they are large, out in pieces."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from fakes.discord.cdn import Served
    from fakes.discord.multipart import Bytes

LARGEST = 500 * 1024 * 1024
_IN_MEMORY = 1024 * 1024
_PIECE = 256 * 1024


class TooLargeError(Exception):
    """A body beyond what Discord's front lets through."""


class BrokenBodyError(Exception):
    """A body that breaks its own encoding, or breaks off."""


async def read_body(request: web.Request, largest: int) -> Bytes:
    """Return a request's body, in a file where it is large.

    Raises ``TooLargeError`` past ``largest`` bytes, ``BrokenBodyError`` where it can't be read to its end.
    """
    if (request.content_length or 0) > largest:
        raise TooLargeError
    if not request.body_exists:
        return b""
    size = 0
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
        async for piece in _pieces(request):
            size += len(piece)
            if size > largest:
                raise TooLargeError
            spool.write(piece)
        if size <= _IN_MEMORY:
            spool.seek(0)
            return spool.read()
        spool.flush()
        return mmap(spool.fileno(), 0, access=ACCESS_READ)


async def _pieces(request: web.Request) -> AsyncIterator[bytes]:
    try:
        async for piece in request.content.iter_chunked(_PIECE):
            yield piece
    except (web.RequestPayloadError, OSError) as error:  # what is no body, and who hangs up within one
        raise BrokenBodyError from error


async def send(request: web.Request, served: Served) -> web.StreamResponse:
    """Answer with what the CDN serves; to HEAD without the bytes."""
    response = web.StreamResponse(status=served.status, headers=served.headers)
    response.content_length = served.stop - served.start
    await response.prepare(request)
    if request.method != "HEAD":
        # A tenth of a second's bytes at a time, when slow.
        step = max(1, served.bytes_per_second // 10) if served.bytes_per_second else _PIECE
        for start in range(served.start, served.stop, step):
            await response.write(served.blob.read(start, min(start + step, served.stop)))
            if served.bytes_per_second:
                await asyncio.sleep(step / served.bytes_per_second)
    await response.write_eof()
    return response
