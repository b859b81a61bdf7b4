"""A fake in a process of its own, as people start and end it."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager

PATIENCE = 120.0  # seconds until it listens, on a busy machine


@contextmanager
def free_ports(count: int) -> Iterator[list[int]]:
    """Hold free ports of loopback: bound and not listened on, so that whoever names one gets it, and nobody else."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(("127.0.0.1", 0))
        yield [one.getsockname()[1] for one in sockets]


@asynccontextmanager
async def listening(module: str, *options: str, ready: bytes) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start ``python -m module`` and wait for the line with ``ready``; end it afterwards, if nobody has, by SIGTERM."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *options, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            while ready not in (line := await process.stderr.readline()):
                assert line, f"{module} ended before it listened"
        log = asyncio.create_task(_drained(process.stderr))
        try:
            yield process
        finally:
            _end(process)
            await log
    finally:
        _end(process)
        await process.wait()


def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()


async def _drained(log: asyncio.StreamReader) -> None:
    """Read on, for a process whose log is full stands still."""
    while await log.read(65536):
        continue
