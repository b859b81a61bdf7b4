"""What comes over a socket, without one: a body in pieces."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiohttp.base_protocol import BaseProtocol

from fakes.federation.carrier import whole


@pytest.mark.parametrize(("most", "read"), [(7, b"one two"), (6, None)])
async def test_body_in_pieces_is_read_whole(most: int, read: bytes | None) -> None:
    """What comes later belongs to it as well, and a body that is too long is none."""
    loop = asyncio.get_running_loop()
    connection = BaseProtocol(loop)
    connection.connection_made(asyncio.Transport())
    content = aiohttp.StreamReader(connection, 1024, loop=loop)
    content.feed_data(b"one ")
    loop.call_soon(content.feed_data, b"two")
    loop.call_soon(content.feed_eof)

    assert await whole(content, most) == read
