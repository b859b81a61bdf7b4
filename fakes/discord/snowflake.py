"""Snowflakes: Discord's 64-bit ids, which grow with time."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

EPOCH_MS = 1_420_070_400_000
_TIME_SHIFT = 22
_INCREMENTS = 1 << 12


class Snowflakes:
    """Mints ids that strictly grow, from a clock (Unix seconds) and a seeded worker number."""

    def __init__(self, clock: Callable[[], float], rng: Random) -> None:
        self._clock = clock
        self._worker = rng.randrange(1 << 10)
        self._moment = 0
        self._increment = 0

    def mint(self) -> str:
        """Return a new id as a decimal string; it is greater than every one before."""
        now = max(int(self._clock() * 1000) - EPOCH_MS, self._moment)
        if now == self._moment:
            self._increment += 1
            if self._increment == _INCREMENTS:
                now, self._increment = now + 1, 0
        else:
            self._increment = 0
        self._moment = now
        return str(now << _TIME_SHIFT | self._worker << 12 | self._increment)


def unix_seconds(snowflake: str) -> float:
    """Return the moment in which an id was minted."""
    return ((int(snowflake) >> _TIME_SHIFT) + EPOCH_MS) / 1000


def is_snowflake(text: object) -> bool:
    """Tell whether a value may stand where the API wants an id: a decimal string below 2**64."""
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 20 and int(text) < 1 << 64
