"""Shrinking a soak: the shortest script that still breaks a law, each candidate played in a fresh scene."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

from harness.actors.performance import Performance
from harness.actors.scene import Scene
from harness.actors.wish import Wish
from harness.core.journal import NeverSeen
from harness.core.laws.setting import Breach
from harness.core.script import Move, around, closed, crowd
from harness.core.shrink import fails_often, shortest
from harness.stack import Stack

MOST_PLAYS = 100  # of candidates, several of each, whatever the time
_PATIENCE = 5.0  # seconds that an effect may take
_SUSPECTS = 3  # breaches whose own messages are tried before anything else
_NUMBERED = re.compile(r"(?:^|\s)(\d+): ")  # how the messages of a script begin, in whatever a bridge puts before


class Shrinking:
    """Shrinks scripts on a running stack, and says how it goes."""

    def __init__(self, stack: Stack, say: Callable[[str], None], *, hurry: bool = False) -> None:
        self._stack = stack
        self._say = say
        self._hurry = hurry
        self._played = 0

    async def shrinks(self, moves: Sequence[Move], broken: Sequence[Breach], seconds: float) -> list[Move]:
        """Return the shortest part of ``moves`` that still breaks one of these laws, as far as ``seconds`` allow."""
        end = time.monotonic() + seconds
        laws = {breach.law for breach in broken}

        async def fails(candidate: list[Move]) -> bool:
            failed = await fails_often(lambda: self._breaks(candidate, laws))
            self._say(f"shrinking: {len(candidate)} moves {'fail too' if failed else 'pass'}")
            return failed

        def goes_on() -> bool:
            return time.monotonic() < end and self._played < MOST_PLAYS

        kept = await shortest(moves, fails, closed, goes_on, suspects(moves, broken))
        if not goes_on():
            self._say(f"shrinking ended after {self._played} plays, before everything was tried")
        return kept

    async def _breaks(self, moves: list[Move], laws: Collection[str]) -> bool:
        """Tell whether playing ``moves`` in a fresh scene breaks one of ``laws`` again."""
        self._played += 1
        scene = await self._stack.workshop.make(Wish(people=crowd(moves)))
        scene.stage.patience = _PATIENCE
        try:
            await Performance(scene, moves, _PATIENCE, hurry=self._hurry, give_up=1).play()
            return any(breach.law in laws for breach in await breaches(scene))
        finally:
            await scene.close()


def suspects(moves: Sequence[Move], broken: Sequence[Breach]) -> Iterator[list[Move]]:
    """Yield parts of a script that are likely to fail: what the first breaches name, then all up to the first of it."""
    blamed = [numbers for breach in broken if (numbers := _named(breach))]
    for numbers in islice(blamed, _SUSPECTS):
        yield around(moves, numbers)
    if blamed:
        yield [move for move in moves if move.number <= max(blamed[0])]


def _named(breach: Breach) -> set[int]:
    return {int(number) for fact in breach.facts for number in _NUMBERED.findall(fact.text)}


async def breaches(scene: Scene) -> list[Breach]:
    """Return every law that was broken in a scene; a fence that never came, though no law was, is a breach as well."""
    try:
        return await scene.judged()
    except NeverSeen as fence:
        return [Breach("fence", f"a fence never came: {fence.wanted}", ())]
