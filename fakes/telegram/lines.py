"""Slow lines: how long an answer takes when a test lets only so many bytes a second pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.telegram.faults import Faults
    from fakes.telegram.world import Person


class Lines:
    """Each account has one line; what comes while it is busy waits for its turn."""

    def __init__(self, faults: Faults, clock: Callable[[], float]) -> None:
        self._faults = faults
        self._clock = clock
        self._busy_until: dict[int, float] = {}

    def delay(self, method: str, size: int, person: Person | None) -> float:
        """Return the seconds until ``size`` bytes of a call have passed; 0 where no fault slows it."""
        speed = self._faults.speed_of(method, person)
        if speed is None or person is None:
            return 0
        now = self._clock()
        done = max(now, self._busy_until.get(person.id, 0)) + size / speed
        self._busy_until[person.id] = done
        return done - now


def at_once(_: float, act: Callable[[], None]) -> None:
    """Stand for a clock where nobody waits."""
    act()
