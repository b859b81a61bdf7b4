"""People who log in to a bridge with an account of their own, beside others who are relayed."""

from __future__ import annotations


async def test_logged_in_person_speaks_as_themself(dave, telegram, discord):
    """Who logged in to Telegram by phone speaks there as themself, and on Discord through the relay as before."""
    await dave.says("it is really me")

    await telegram.bob.sees("it is really me", by=dave)
    await discord.bob.sees("it is really me", by=dave)


async def test_logged_in_person_sees_others(dave, telegram, matrix):
    """Who logged in to Telegram sees what is said there once, as everybody in the room does."""
    await telegram.alice.says("welcome, dave")

    await dave.sees("welcome, dave", by=telegram.alice)
    await matrix.bob.sees("welcome, dave", by=telegram.alice)
