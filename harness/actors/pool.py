"""Scenes made ahead: bridging a room takes seconds, and a test should not wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from harness.actors.scene import Scene


class ScenePool:
    """Keeps up to ``size`` scenes ready, and makes no more than ``wanted`` in all (None: without end)."""

    def __init__(self, make: Callable[[], Awaitable[Scene]], size: int = 2, wanted: int | None = None) -> None:
        self._make = make
        self._wanted = wanted
        self._ready: asyncio.Queue[Scene | Exception] = asyncio.Queue(size)
        self._maker: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to make scenes in the background."""
        self._maker = asyncio.create_task(self._fill(), name="scene pool")

    async def take(self) -> Scene:
        """Return a scene that nobody has had, waiting for it where none is ready; raise what its making raised."""
        if self._maker is None or (self._maker.done() and self._ready.empty()):
            return await self._make()
        scene = await self._ready.get()
        if isinstance(scene, Exception):
            raise scene
        return scene

    async def filled(self) -> None:
        """Wait until all the scenes that were wanted are made; they must fit in."""
        if self._wanted is None or self._wanted > self._ready.maxsize or self._maker is None:
            raise RuntimeError("a pool that isn't open, or makes more scenes than it holds, is never filled")
        await self._maker

    async def close(self) -> None:
        """Stop making scenes and close those that nobody took."""
        if self._maker is not None:
            self._maker.cancel()
            await asyncio.gather(self._maker, return_exceptions=True)
        while not self._ready.empty():
            scene = self._ready.get_nowait()
            if isinstance(scene, Scene):
                await scene.close()

    async def _fill(self) -> None:
        made = 0
        while self._wanted is None or made < self._wanted:
            made += 1
            try:
                scene: Scene | Exception = await self._make()
            except Exception as error:  # noqa: BLE001 - it is raised in the test that would have had the scene
                scene = error
            await self._ready.put(scene)
