"""A word in a file of running parts, which read there how to misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from harness.runtime.network import Runtime

_WRITE = ("sh", "-c", 'printf %s "$0" > "$1"')


@asynccontextmanager
async def switched(runtime: Runtime, containers: Iterable[str], switch: str, word: str) -> AsyncIterator[None]:
    """Let the file ``switch`` of these containers hold a word while the block runs, and nothing afterwards."""
    everywhere = tuple(containers)
    try:
        await _all(runtime, everywhere, switch, word)
        yield
    finally:
        await _all(runtime, everywhere, switch, "")


async def _all(runtime: Runtime, containers: tuple[str, ...], switch: str, word: str) -> None:
    # A group, unlike gather, ends when all have: nothing is left switched behind a failure's back.
    async with asyncio.TaskGroup() as group:
        for container in containers:
            group.create_task(runtime.exec(container, [*_WRITE, word, switch]))
