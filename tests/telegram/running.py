"""A fake in a process of its own, with its orders at hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.processes import free_ports, listening

LISTENS = b"MTProto on"


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
    with free_ports(2) as (port, control):
        options = ["--port", str(port), "--control-port", str(control), "--seed", str(seed), "--keep-records", "1000"]
        async with (
            listening("fakes.telegram", *options, ready=LISTENS) as process,
            aiohttp.ClientSession(f"http://127.0.0.1:{control}") as orders,
        ):
            yield Running(process.pid, port, orders)
