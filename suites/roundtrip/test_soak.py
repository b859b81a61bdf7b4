"""A crowd on all three networks that writes, answers, edits and deletes at random, and the laws over all of it."""

from __future__ import annotations

import pytest

CROWDS = [pytest.param(seed, marks=pytest.mark.soak(messages=40, people=9, seed=seed)) for seed in range(1, 21)]
"""Twenty scripts that have nothing in common."""


@pytest.mark.soak(messages=200, people=12, seed=7)
async def test_crowd_talks(soak):
    """Whatever twelve people say, change and take back in 200 messages, every law holds at the end."""
    played = await soak.play()

    assert played.made == played.of


@pytest.mark.full
@pytest.mark.parametrize("seed", CROWDS)
async def test_no_law_cries_wolf(soak, seed):
    """Of another crowd's talk, too, the laws say nothing where the bridges did nothing wrong."""
    played = await soak.play()

    assert played.made == played.of


@pytest.mark.full
@pytest.mark.soak(messages=2000, people=12, seed=7)
async def test_crowd_talks_for_long(soak):
    """What holds for 200 messages holds for 2,000."""
    played = await soak.play()

    assert played.made == played.of
