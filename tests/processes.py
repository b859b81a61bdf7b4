"""A fake in a process of its own, as people start and end it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PATIENCE = 120.0  # seconds until it listens, on a busy machine


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
