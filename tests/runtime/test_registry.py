"""What `auto` remembers of registries."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.runtime.registry import Registries

DAY = 24 * 3600


class World:
    """A registry that counts the questions, and a clock that is set by hand."""

    def __init__(self, folder: Path, *, offers: bool | None = False, holds: bool = False) -> None:
        self.file = folder / "registries.json"
        self.offers, self.holds = offers, holds
        self.now, self.asked = 1000.0, 0

    def registries(self) -> Registries:
        return Registries(self.file, lambda _ref: self.holds, self._ask, lambda: self.now)

    def _ask(self, _ref: str) -> bool | None:
        self.asked += 1
        return self.offers


@pytest.mark.parametrize("offers", [True, False])
async def test_a_registry_is_asked_once_a_day(offers, tmp_path):
    """Its answer, yes or no, is remembered for a day by every later run, and asked for again after that."""
    world = World(tmp_path, offers=offers)

    answers = [await world.registries().have("a:1") for _ in range(3)]
    assert answers == [offers] * 3
    assert world.asked == 1

    world.now += DAY + 1
    await world.registries().have("a:1")
    assert world.asked == 2


async def test_silence_is_soon_forgotten(tmp_path):
    """A registry that gave no answer is left alone for some minutes, then asked again; that it has is then known."""
    world = World(tmp_path, offers=None)
    assert [await world.registries().have("a:1") for _ in range(2)] == [False, False]
    assert world.asked == 1

    world.offers = True
    world.now += 15 * 60
    assert await world.registries().have("a:1")
    assert world.asked == 2


async def test_what_the_engine_holds_is_not_asked_for(tmp_path):
    """An image that was pulled already can be had, whatever the registry would say."""
    world = World(tmp_path, holds=True)

    assert await world.registries().have("a:1")
    assert world.asked == 0


@pytest.mark.parametrize("content", ["", "{", "[]"])
async def test_a_broken_memory_is_no_memory(content, tmp_path):
    """A damaged file is forgotten, and written anew."""
    world = World(tmp_path, offers=True)
    world.file.write_text(content)

    assert await world.registries().have("a:1")
    assert await world.registries().have("a:1")
    assert world.asked == 1
