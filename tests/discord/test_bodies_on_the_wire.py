"""Bodies of requests as they come by sockets, where their encoding may be broken."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fakes.discord.hosts import UPLOADS
from tests.discord.served import DEADLINE, serving


@pytest.mark.parametrize("host", ["discord.com", UPLOADS])
async def test_a_broken_body_is_a_bad_request(tmp_path: Path, caplog: pytest.LogCaptureFixture, host: str) -> None:
    """A body that breaks its own encoding is answered 400, and is no fault of the fake's."""
    async with serving(tmp_path) as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port, ssl=served.trust, server_hostname=host)
        headers = f"Host: {host}\r\nContent-Encoding: deflate\r\nContent-Length: 4"
        writer.write(f"POST /api/v10/channels/1/messages HTTP/1.1\r\n{headers}\r\n\r\nnope".encode())

        answered = await asyncio.wait_for(reader.readline(), DEADLINE)
        writer.close()

    assert answered.startswith(b"HTTP/1.1 400 ")
    assert "Error handling request" not in caplog.text
