"""What is to happen later: kept by the moment, and carried out by whoever watches the clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count


class Timers:
    """Actions by their moments; ``clock`` gives Unix seconds. ``on_change`` is called when a sooner one is added."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._numbers = count()
        self._waiting: list[tuple[float, int, Callable[[], object]]] = []
        self.on_change: Callable[[], None] = lambda: None

    @property
    def next_in(self) -> float | None:
        """Seconds until the next action is due, negative for one that is late; None where nothing waits."""
        return self._waiting[0][0] - self._clock() if self._waiting else None

    def at(self, moment: float, action: Callable[[], object]) -> None:
        """Let ``action`` happen at a moment in Unix seconds."""
        heapq.heappush(self._waiting, (moment, next(self._numbers), action))
        if self._waiting[0][0] == moment:
            self.on_change()

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        """Let ``action`` happen in some seconds."""
        self.at(self._clock() + seconds, action)

    def run(self) -> None:
        """Carry out everything that is due, in the order of its moments."""
        while self._waiting and self._waiting[0][0] <= self._clock():
            _, _, action = heapq.heappop(self._waiting)
            action()
