"""The bench measures something: a small round of each."""

from __future__ import annotations

from fakes.discord.bench import events_a_second, requests_a_second


async def test_small_rounds_give_figures() -> None:
    """Two clients hear every event of a small round, and a small round of requests is answered."""
    assert await events_a_second(2, 20) > 0
    assert await requests_a_second(32) > 0
