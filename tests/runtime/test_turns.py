"""Turns at a shared thing."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from harness.runtime.turns import Turns

PATIENCE = 10.0  # seconds


class Users:
    """Who uses the thing now, and what was seen of that."""

    def __init__(self, directory: Path) -> None:
        self._turns = Turns(directory, "thing")
        self.now: list[str] = []
        self.log: list[str] = []

    @asynccontextmanager
    async def use(self, name: str, *, alone: bool) -> AsyncIterator[None]:
        async with self._turns.turn(alone=alone):
            self.now.append(name)
            self.log.append("+".join(self.now))
            yield
            self.now.remove(name)


async def test_many_use_it_together(tmp_path):
    """Whoever doesn't want to be alone is let in beside others."""
    users = Users(tmp_path)
    async with asyncio.timeout(PATIENCE), users.use("one", alone=False), users.use("two", alone=False):
        assert users.now == ["one", "two"]


async def test_one_alone_waits_and_nobody_overtakes(tmp_path):
    """Who wants to be alone gets in when the others are out, and before those who came later."""
    users = Users(tmp_path)
    first_is_in, first_may_go = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with users.use("first", alone=False):
            first_is_in.set()
            await first_may_go.wait()

    async def visits(name: str, *, alone: bool) -> None:
        async with users.use(name, alone=alone):
            await asyncio.sleep(0)

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        group.create_task(first())
        await first_is_in.wait()
        group.create_task(visits("hermit", alone=True))
        await _stands_at_the_gate(tmp_path)
        group.create_task(visits("late", alone=False))
        first_may_go.set()

    assert users.log == ["first", "hermit", "late"]


async def _stands_at_the_gate(directory: Path) -> None:
    """Wait until somebody holds the gate."""
    while True:
        with (directory / "thing.gate").open("w") as gate:
            try:
                fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
        await asyncio.sleep(0)


async def test_turn_ends_with_its_block(tmp_path):
    """A block that fails gives the thing back."""
    users = Users(tmp_path)
    with pytest.raises(ZeroDivisionError):
        async with users.use("clumsy", alone=True):
            _ = 1 / 0
    users.now.clear()

    async with asyncio.timeout(PATIENCE), users.use("next", alone=True):
        assert users.now == ["next"]
