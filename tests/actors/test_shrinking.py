"""Shrinking a soak: candidates are played in fresh scenes, and what a bridge fails at is what stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from harness import shrinking
from harness.actors.performance import Performance
from harness.actors.scene import Scene
from harness.actors.wish import Wish
from harness.core.laws import Breach
from harness.core.script import Move, closed, script
from harness.shrinking import Shrinking, breaches
from tests.actors.test_performance import Bridged, scene

MOVES = script(4, 60, 9)
EDITS = [move for move in MOVES if move.verb == "edits"]


class Plays:
    """Stands where a running stack does, and counts the scenes that are made on it."""

    def __init__(self) -> None:
        self.workshop = self
        self.scenes = 0

    async def make(self, wish: Wish) -> Scene:
        self.scenes += 1
        assert wish.people[0] == "carol"
        return scene()


@pytest.fixture
def plays(monkeypatch: pytest.MonkeyPatch) -> Plays:
    async def nothing(_: Scene) -> None: ...

    monkeypatch.setattr(Scene, "close", nothing)
    monkeypatch.setattr(shrinking, "_PATIENCE", 0.2)
    return Plays()


async def shrinks(plays: Plays, broken: Sequence[Breach], told: list[str]) -> list[Move]:
    stack: Any = plays
    return await Shrinking(stack, told.append).shrinks(MOVES, broken, 60)


async def broken_by_the_whole() -> list[Breach]:
    first = scene()
    first.stage.patience = 0.2
    await Performance(first, MOVES, 0.2).play()
    return await breaches(first)


async def test_what_the_breaches_name_is_found_at_once(plays: Plays, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bridge that loses edits is convicted by one message and its edit, in a handful of plays."""
    monkeypatch.setattr(Bridged, "swallowed", frozenset(move.text for move in EDITS))
    broken = await broken_by_the_whole()

    told: list[str] = []
    kept = await shrinks(plays, broken, told)

    assert [move.verb for move in kept] == ["says", "edits"]
    assert closed(kept) == kept
    assert plays.scenes <= 10
    assert told[0].endswith("moves fail too")


async def test_what_never_fails_again_ends(plays: Plays, monkeypatch: pytest.MonkeyPatch) -> None:
    """What broke a law once and never again is given up after so many plays, whole."""
    monkeypatch.setattr(shrinking, "MOST_PLAYS", 9)

    told: list[str] = []
    kept = await shrinks(plays, [Breach("lost", "by chance", ())], told)

    assert kept == MOVES
    assert told[-1] == f"shrinking ended after {plays.scenes} plays, before everything was tried"
    assert plays.scenes == 9
