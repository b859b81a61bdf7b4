"""Scenes made ahead: bridging a room takes seconds, and a test should not wait for it."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable

from harness.actors.scene import Scene
from harness.actors.wish import ALL, Wish


class ScenePool:
    """Makes scenes in the background, as they were wished for; whoever wishes for another waits for its making."""

    def __init__(self, make: Callable[[Wish], Awaitable[Scene]]) -> None:
        self._make = make
        self._begun: defaultdict[Wish, list[asyncio.Task[Scene]]] = defaultdict(list)

    def begin(self, *wishes: Wish) -> None:
        """Begin to make the scenes that will be taken next, those that aren't begun."""
        for wish, count in Counter(wishes).items():
            begun = self._begun[wish]
            begun += [self._task(wish) for _ in range(count - len(begun))]

    async def take(self, wish: Wish = ALL) -> Scene:
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
        for scene in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(scene, Scene):
                await scene.close()

    def _task(self, wish: Wish) -> asyncio.Task[Scene]:
        async def made() -> Scene:
            return await self._make(wish)

        return asyncio.create_task(made(), name="scene pool")

    def _tasks(self) -> list[asyncio.Task[Scene]]:
        return [task for tasks in self._begun.values() for task in tasks]
