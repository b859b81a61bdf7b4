"""Who may use a shared thing at once: many together, or one alone; between all processes of a run."""

from __future__ import annotations

import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import TextIOWrapper
from pathlib import Path

from harness.runtime.ready import until

# Longer than any one test may take.
_PATIENCE_SECONDS = 600.0


class Turns:
    """Turns at the thing called ``name``; its files are in ``directory``, which the run's processes share."""

    def __init__(self, directory: Path, name: str) -> None:
        self._name = name
        self._gate = directory / f"{name}.gate"
        self._use = directory / f"{name}.use"

    @asynccontextmanager
    async def turn(self, *, alone: bool) -> AsyncIterator[None]:
        """Use the thing with others, or ``alone``; whoever waits to be alone lets nobody else begin."""
        with self._use.open("w") as use:
            with self._gate.open("w") as gate:
                await self._takes(gate, fcntl.LOCK_EX)
                await self._takes(use, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield

    async def _takes(self, file: TextIOWrapper, kind: int) -> None:
        async def lock() -> None:
            # A blocking lock in a thread could not be cancelled.
            fcntl.flock(file, kind | fcntl.LOCK_NB)

        await until(lock, deadline=_PATIENCE_SECONDS, what=f"a turn at the {self._name}")
