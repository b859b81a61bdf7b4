"""Snowflakes."""

from __future__ import annotations

from random import Random

from fakes.discord.snowflake import Snowflakes, is_snowflake, unix_seconds
from tests.discord.scene import Clock, Scene


def test_ids_grow_within_one_moment() -> None:
    """Ids grow strictly, even when ten thousand are minted while the clock stands."""
    ids = Snowflakes(Clock(), Random(1))

    minted = [int(ids.mint()) for _ in range(10_000)]

    assert minted == sorted(set(minted))


def test_ids_tell_their_moment() -> None:
    """An id holds the moment of its making to the millisecond."""
    ids = Snowflakes(Clock(1_700_000_123.456), Random(1))

    assert unix_seconds(ids.mint()) == 1_700_000_123.456


def test_ids_never_go_back() -> None:
    """An id made after the clock went back is still greater."""
    clock = Clock()
    ids = Snowflakes(clock, Random(1))
    before = int(ids.mint())
    clock.now -= 3600

    assert int(ids.mint()) > before


def test_same_seed_same_ids() -> None:
    """The same seed on the same clock gives the same ids and tokens, another seed others."""
    one, same, other = Scene(seed=1), Scene(seed=1), Scene(seed=2)

    assert (one.alice.id, one.bot.token) == (same.alice.id, same.bot.token)
    assert (one.alice.id, one.bot.token) != (other.alice.id, other.bot.token)


def test_what_is_a_snowflake() -> None:
    """Only decimal strings below 2**64 are ids."""
    assert is_snowflake("175928847299117063")
    assert not any(is_snowflake(text) for text in ("", "x", "-1", "1.5", "²", str(1 << 64), 12))
