"""Bodies of requests as they come by sockets, where their encoding may be broken."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fakes.discord.hosts import UPLOADS
from tests.discord.served import DEADLINE, serving


def _post(host: str, headers: str, body: str = "") -> bytes:
    return f"POST /api/v10/channels/1/messages HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n\r\n{body}".encode()


@pytest.mark.parametrize("host", ["discord.com", UPLOADS])
async def test_a_broken_body_is_a_bad_request(tmp_path: Path, caplog: pytest.LogCaptureFixture, host: str) -> None:
    """A body that breaks its own encoding is answered 400, and is no fault of the fake's."""
    async with serving(tmp_path) as served:
        reader, writer = await served.connects(host)
        writer.write(_post(host, "Content-Encoding: deflate\r\nContent-Length: 4", "nope"))

        answered = await asyncio.wait_for(reader.readline(), DEADLINE)
        writer.close()

    assert answered.startswith(b"HTTP/1.1 400 ")
    assert "Error handling request" not in caplog.text


@pytest.mark.parametrize("host", ["discord.com", UPLOADS])
async def test_who_hangs_up_within_a_body_is_no_fault(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    """Who breaks off within a body is let go of; the fake answers the next, and logs no fault of its own."""
    async with serving(tmp_path) as served:
        _, writer = await served.connects(host)
        writer.write(_post(host, "Content-Length: 4", "no"))
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        reader, writer = await served.connects(host)
        writer.write(_post(host, "Content-Length: 0"))

        answered = await asyncio.wait_for(reader.readline(), DEADLINE)
        writer.close()

    assert answered.startswith(b"HTTP/1.1 4")
    assert "Error handling request" not in caplog.text
