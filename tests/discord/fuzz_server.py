"""The server that the fuzz attacks: the fake as it is, on loopback without TLS, in a process of its own."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from fakes.discord.app import build_fake, clockwork, control_of, listening, public_app

_KEPT = 1000


@dataclass
class Server:
    """A running server; ``log`` holds what it complained of itself."""

    pid: int
    port: int
    orders: aiohttp.ClientSession
    log: list[str] = field(default_factory=list)

    async def act(self, operation: str, **order: Any) -> Any:
        """Give an order."""
        async with self.orders.post(f"/v1/act/{operation}", json=order) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer


@asynccontextmanager
async def serving(seed: int) -> AsyncIterator[Server]:
    """Start a server; end it afterwards."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.discord.fuzz_server", str(seed)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    ports = json.loads(await process.stdout.readline())
    async with aiohttp.ClientSession(f"http://127.0.0.1:{ports['control']}") as orders:
        server = Server(process.pid, ports["public"], orders)
        reading = asyncio.create_task(_read_log(process.stderr, server.log))
        try:
            yield server
        finally:
            process.terminate()
            await process.wait()
            await reading


async def _read_log(stream: asyncio.StreamReader, log: list[str]) -> None:
    while line := await stream.readline():
        log.append(line.decode(errors="replace").rstrip())


async def _serve(seed: int) -> None:
    fake = build_fake(seed, time.time, loose=True, keep=_KEPT)
    async with (
        clockwork(fake.world.ground.timers),
        listening(public_app(fake), "127.0.0.1", 0, None) as public,
        listening(control_of(fake), "127.0.0.1", 0, None) as control,
    ):
        sys.stdout.write(json.dumps({"public": public, "control": control}) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("fakes.discord").setLevel(logging.ERROR)  # a refusal is no complaint, and there will be many
    asyncio.run(_serve(int(sys.argv[1])))
