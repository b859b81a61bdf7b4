"""The order of a portal: one queue for both directions, so that each side's messages leave as they came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fakes.discord_bridge.defects import HOLD_SECONDS, Defects
from fakes.discord_bridge.items import Item


class OrderQueue:
    """Hands items to ``handle`` one at a time, first come, first served; ``report`` is told of what handling raised."""

    def __init__(
        self,
        channel: str,
        defects: Defects,
        handle: Callable[[Item], Awaitable[None]],
        report: Callable[[Item, Exception], None],
    ) -> None:
        self._channel = channel
        self._defects = defects
        self._handle = handle
        self._report = report
        self._waiting: asyncio.Queue[Item] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def put(self, item: Item) -> None:
        """Append ``item``; never waits."""
        self._append(self._defects.arrange(self._channel, item))
        if self._timer:
            self._timer.cancel()
        holding = self._defects.holding(self._channel)
        self._timer = asyncio.get_running_loop().call_later(HOLD_SECONDS, self._release) if holding else None

    async def drained(self) -> None:
        """Return when everything put so far was handled."""
        await self._waiting.join()

    def close(self) -> None:
        """Stop; what waits is dropped."""
        if self._worker:
            self._worker.cancel()

    def _release(self) -> None:
        self._append(self._defects.release(self._channel))

    def _append(self, items: list[Item]) -> None:
        for item in items:
            self._waiting.put_nowait(item)
        if items and self._worker is None:
            self._worker = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while True:
            item = await self._waiting.get()
            try:
                await self._handle(item)
            except Exception as error:  # noqa: BLE001 - one bad item must not stop a portal
                self._report(item, error)
            finally:
                self._waiting.task_done()
