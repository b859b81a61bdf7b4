"""A fake in a process of its own, with its orders at hand."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass(frozen=True)
class Running:
    """The process's id, the port of MTProto on loopback, and the way to the control API."""

    pid: int
    port: int
    orders: aiohttp.ClientSession

    async def act(self, operation: str, **order: Any) -> dict[str, Any]:
        """Give an order, and return its answer."""
        async with self.orders.post(f"/v1/act/{operation}", json=order) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == 200, answer
            return answer

    async def cpu_seconds(self) -> float:
        """Return the processor's seconds that the fake has taken."""
        async with self.orders.get("/v1/health") as response:
            return float((await response.json())["cpu_seconds"])


@asynccontextmanager
async def running(seed: int) -> AsyncIterator[Running]:
    """Start a fake that keeps few records, and end it afterwards."""
    port, control = _free_port(), _free_port()
    options = ["--port", str(port), "--control-port", str(control), "--seed", str(seed), "--keep-records", "1000"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fakes.telegram", *options, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    while b"MTProto on" not in (line := await process.stderr.readline()):
        assert line, "the server ended before it listened"
    log = asyncio.create_task(_drained(process.stderr))
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{control}") as orders:
            yield Running(process.pid, port, orders)
    finally:
        process.terminate()
        await process.wait()
        await log


async def _drained(log: asyncio.StreamReader) -> None:
    while await log.read(65536):
        continue


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
