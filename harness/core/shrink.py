"""Shrinking: the shortest part of a list that still fails (Zeller and Hildebrandt's delta debugging)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

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
    suspects: Iterable[Sequence[T]] = (),
) -> list[T]:
    """Return a part of ``items`` that fails and none of whose own parts, one item less, does.

    ``close`` drops from a candidate what makes no sense without the rest; no candidate is tried twice. ``suspects`` are
    tried before all others. When ``goes_on`` turns false, the shortest so far is returned.
    """
    parts = 2
    tried: set[tuple[T, ...]] = set()
    kept = await _smaller(items, suspects, fails, close, goes_on, tried) or list(items)
    while len(kept) > 1 and goes_on():
        smaller = await _smaller(kept, _candidates(kept, parts), fails, close, goes_on, tried)
        if smaller is not None:
            kept, parts = smaller, max(parts - 1, 2)
        elif parts >= len(kept):
            break
        else:
            parts = min(parts * 2, len(kept))
    return kept


async def _smaller(
    kept: Sequence[T],
    candidates: Iterable[Sequence[T]],
    fails: Callable[[list[T]], Awaitable[bool]],
    close: Callable[[Sequence[T]], list[T]],
    goes_on: Callable[[], bool],
    tried: set[tuple[T, ...]],
) -> list[T] | None:
    for candidate in candidates:
        closed = close(candidate)
        if not closed or len(closed) >= len(kept) or tuple(closed) in tried or not goes_on():
            continue
        tried.add(tuple(closed))
        if await fails(closed):
            return closed
    return None


def _candidates(items: list[T], parts: int) -> Iterator[list[T]]:
    """Yield each of ``parts`` equal pieces alone, then all but each."""
    cuts = [len(items) * number // parts for number in range(parts + 1)]
    pieces = [(start, end) for start, end in pairwise(cuts) if start < end]
    yield from (items[start:end] for start, end in pieces)
    if parts > 2:
        yield from (items[:start] + items[end:] for start, end in pieces)
