"""Shrinking: the shortest part of a list that still fails (Zeller and Hildebrandt's delta debugging)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")

TRIES, NEEDED = 5, 3


async def fails_often(once: Callable[[], Awaitable[bool]], tries: int = TRIES, needed: int = NEEDED) -> bool:
    """Tell whether ``once`` is true in at least ``needed`` of ``tries``, trying no more often than decides it."""
    failed = 0
    for left in reversed(range(tries)):
        failed += await once()
        if failed == needed:
            return True
        if failed + left < needed:
            return False
    return False


async def shortest(
    items: Sequence[T],
    fails: Callable[[list[T]], Awaitable[bool]],
    close: Callable[[Sequence[T]], list[T]],
    goes_on: Callable[[], bool] = lambda: True,
) -> list[T]:
    """Return a part of ``items`` that fails and none of whose own parts, one item less, does.

    ``close`` drops from a candidate what makes no sense without the rest. When ``goes_on`` turns false, the shortest
    so far is returned.
    """
    parts = 2
    kept = list(items)
    while len(kept) > 1 and goes_on():
        smaller = await _smaller(kept, parts, fails, close, goes_on)
        if smaller is not None:
            kept, parts = smaller, max(parts - 1, 2)
        elif parts >= len(kept):
            break
        else:
            parts = min(parts * 2, len(kept))
    return kept


async def _smaller(
    kept: list[T],
    parts: int,
    fails: Callable[[list[T]], Awaitable[bool]],
    close: Callable[[Sequence[T]], list[T]],
    goes_on: Callable[[], bool],
) -> list[T] | None:
    for candidate in _candidates(kept, parts):
        closed = close(candidate)
        if closed and len(closed) < len(kept) and goes_on() and await fails(closed):
            return closed
    return None


def _candidates(items: list[T], parts: int) -> Iterator[list[T]]:
    """Yield each of ``parts`` equal pieces alone, then all but each."""
    cuts = [len(items) * number // parts for number in range(parts + 1)]
    pieces = [(start, end) for start, end in pairwise(cuts) if start < end]
    yield from (items[start:end] for start, end in pieces)
    if parts > 2:
        yield from (items[:start] + items[end:] for start, end in pieces)
