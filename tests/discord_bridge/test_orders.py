"""The order of a portal: first come, first served, whatever becomes of each."""

from __future__ import annotations

import asyncio

import pytest

from fakes.discord_bridge import orders
from fakes.discord_bridge.defects import Defects
from fakes.discord_bridge.items import Direction, Item
from fakes.discord_bridge.orders import OrderQueue


def item(number: int) -> Item:
    return Item(Direction.TO_MATRIX, "message", "al", {"number": number})


class Recorder:
    """Handles items, each more quickly than the one before, and fails on demand."""

    def __init__(self, *bad: int) -> None:
        self.done: list[int] = []
        self.failed: list[int] = []
        self._bad = bad

    async def handle(self, one: Item) -> None:
        number = int(one.data["number"])
        for _ in range(50 - number):
            await asyncio.sleep(0)
        if number in self._bad:
            raise ValueError(number)
        self.done.append(number)

    def report(self, one: Item, _: Exception) -> None:
        self.failed.append(int(one.data["number"]))


async def run(recorder: Recorder, defects: Defects, count: int) -> None:
    queue = OrderQueue("1", defects, recorder.handle, recorder.report)
    for number in range(count):
        queue.put(item(number))
    await queue.drained()
    queue.close()


async def test_order_holds_when_later_items_are_quicker() -> None:
    """Twenty items leave as they came, though each takes less time than the one before."""
    recorder = Recorder()
    await run(recorder, Defects(), 20)
    assert recorder.done == list(range(20))


async def test_one_bad_item_stops_nothing() -> None:
    """What fails is reported, and the next one is handled."""
    recorder = Recorder(2)
    await run(recorder, Defects(), 5)
    assert (recorder.done, recorder.failed) == ([0, 1, 3, 4], [2])


async def test_a_seeded_reordering_shows() -> None:
    """With ``reorders`` the order that the first test asserts is broken."""
    recorder = Recorder()
    await run(recorder, Defects(["reorders"]), 3)
    assert recorder.done == [0, 2, 1]


async def test_what_was_kept_back_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message kept back for a neighbour that never comes is handled after all."""
    monkeypatch.setattr(orders, "HOLD_SECONDS", 0.01)
    recorder, handled = Recorder(), asyncio.Event()

    async def handle(one: Item) -> None:
        await recorder.handle(one)
        if len(recorder.done) == 2:
            handled.set()

    queue = OrderQueue("1", Defects(["reorders"]), handle, recorder.report)
    for number in range(2):
        queue.put(item(number))
    await asyncio.wait_for(handled.wait(), 5)
    queue.close()
    assert recorder.done == [0, 1]
