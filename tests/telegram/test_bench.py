"""The bench measures something: a small round of each."""

from __future__ import annotations

import pytest

from tests.telegram.bench import growth, handshakes_a_second, room


def test_a_handshake_is_timed() -> None:
    """One handshake gives a figure."""
    assert handshakes_a_second(1) > 0


@pytest.mark.parametrize("at_once", [1, 4])
async def test_every_receiver_is_waited_for(at_once: int) -> None:
    """A small round in a small room is over when all have heard all of it, and has cost the fake something."""
    async with room(2) as found:
        pace = await found.sends(8, at_once)

    assert pace.count == 8
    assert pace.seconds > 0
    assert 0 < pace.cost < 1000


async def test_growth_compares_the_first_with_the_last() -> None:
    """A short history has a first and a last eighth."""
    first, last = await growth(32)

    assert (first.count, last.count) == (4, 4)
