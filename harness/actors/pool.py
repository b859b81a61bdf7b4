"""Scenes made ahead: bridging a room takes seconds, and a test should not wait for it."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """What is let go of when nobody took it."""

    async def close(self) -> None:
        """Let go."""


W = TypeVar("W", bound=Hashable)
S = TypeVar("S", bound=Closable)


class Pool(Generic[W, S]):
    """Makes scenes in the background, as they were wished for; whoever wishes for another waits for its making."""

    def __init__(self, make: Callable[[W], Awaitable[S]]) -> None:
        self._make = make
        self._begun: defaultdict[W, list[asyncio.Task[S]]] = defaultdict(list)

    def begin(self, *wishes: W) -> None:
        """Begin to make the scenes that will be taken next, those that aren't begun."""
        for wish, count in Counter(wishes).items():
            begun = self._begun[wish]
            begun += [self._task(wish) for _ in range(count - len(begun))]

    async def take(self, wish: W) -> S:
        """Return a scene that nobody has had, waiting for it where none is ready; raise what its making raised."""
        begun = self._begun[wish]
        return await (begun.pop(0) if begun else self._make(wish))

    async def filled(self) -> None:
        """Wait until all the scenes that were begun are made."""
        await asyncio.gather(*self._tasks())

    async def close(self) -> None:
        """Stop making scenes and close those that nobody took."""
        tasks = self._tasks()
        self._begun.clear()
        for task in tasks:
            task.cancel()
        made = await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(scene.close() for scene in made if not isinstance(scene, BaseException)))

    def _task(self, wish: W) -> asyncio.Task[S]:
        async def made() -> S:
            return await self._make(wish)

        return asyncio.create_task(made(), name="scene pool")

    def _tasks(self) -> list[asyncio.Task[S]]:
        return [task for tasks in self._begun.values() for task in tasks]
