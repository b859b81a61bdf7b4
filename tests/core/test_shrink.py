"""Shrinking finds the shortest part that still fails, and believes no single try."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from harness.core.shrink import fails_often, shortest


def _all(items: Sequence[int]) -> list[int]:
    return list(items)


@pytest.mark.parametrize("culprits", [{1}, {100}, {7, 8}, {3, 97}, {1, 50, 100}, {10, 20, 30, 40}])
async def test_only_the_culprits_are_left(culprits: set[int]) -> None:
    """Of a hundred moves, those that make it fail together are kept and no others."""

    async def fails(candidate: list[int]) -> bool:
        return culprits <= set(candidate)

    assert set(await shortest(range(1, 101), fails, _all)) == culprits


async def test_what_needs_a_culprit_goes_with_it() -> None:
    """A candidate is closed before it is tried: an edit doesn't outlive its message."""

    async def fails(candidate: list[int]) -> bool:
        assert all(number <= 10 or number - 10 in candidate for number in candidate)
        return 15 in candidate

    def close(items: Sequence[int]) -> list[int]:
        return [number for number in items if number <= 10 or number - 10 in items]

    assert await shortest(range(1, 21), fails, close) == [5, 15]


async def test_out_of_time_the_shortest_so_far_is_returned() -> None:
    """When time is up, what was found so far still fails and is shorter."""
    left = iter([True, True, True, False, False])

    async def fails(candidate: list[int]) -> bool:
        return 1 in candidate

    kept = await shortest(range(1, 101), fails, _all, lambda: next(left, False))
    assert 1 in kept
    assert 1 < len(kept) < 100


async def test_suspects_are_tried_first() -> None:
    """Where a suspect fails, nothing but its own parts is tried after it."""
    asked: list[int] = []

    async def fails(candidate: list[int]) -> bool:
        asked.append(len(candidate))
        return 77 in candidate

    assert await shortest(range(1, 101), fails, _all, suspects=([3], [70, 77], [1, 2])) == [77]
    assert asked == [1, 2, 1, 1]


async def test_suspects_that_are_innocent_change_nothing() -> None:
    """When no suspect fails, the culprit is found among all the rest."""

    async def fails(candidate: list[int]) -> bool:
        return 50 in candidate

    assert await shortest(range(1, 101), fails, _all, suspects=([3], range(1, 101))) == [50]


async def test_no_candidate_is_tried_twice() -> None:
    """Of a hundred moves of which two fail together, each part is tried at most once."""
    asked: list[tuple[int, ...]] = []

    async def fails(candidate: list[int]) -> bool:
        asked.append(tuple(candidate))
        return {3, 97} <= set(candidate)

    await shortest(range(1, 101), fails, _all)
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(
    ("tries", "failed", "asked"),
    [
        ([True, True, True], True, 3),
        ([False, False, False], False, 3),
        ([True, False, True, False, True], True, 5),
        ([True, False, True, False, False], False, 5),
    ],
)
async def test_three_of_five_tries_decide(tries: list[bool], failed: bool, asked: int) -> None:
    """No more is tried than decides it."""
    left = list(tries)

    async def once() -> bool:
        return left.pop(0)

    assert await fails_often(once) is failed
    assert len(tries) - len(left) == asked
