"""What was said before a room was there, or while a bridge didn't hear; and a group that becomes a supergroup."""

from __future__ import annotations

import pytest


@pytest.mark.capability("history", way="telegram-to-matrix")
async def test_what_was_said_before_on_telegram_is_there(dave, telegram):
    """Whom alice takes into a chat sees in the room that opens for it what was said there before."""
    there = await telegram.alice.founds_group("Book club", telegram.bob, kind="supergroup")
    await there.says("chapter one was long")

    await there.takes_in(dave.account)
    room = await dave.follows_invitation()

    await room.sees("chapter one was long", by=telegram.alice)


@pytest.mark.capability("history", way="telegram-to-matrix")
async def test_what_was_missed_on_telegram_comes(dave, telegram):
    """What Telegram failed to tell dave's session comes with the next thing that it tells."""
    await telegram.alice.writes_to(dave.account, "chapter one was long")
    room = await dave.follows_invitation()
    await room.sees("chapter one was long", by=telegram.alice)

    await dave.account.misses_the_next()
    await telegram.alice.writes_to(dave.account, "chapter two was better")
    await telegram.alice.writes_to(dave.account, "and so was chapter three")

    await room.sees("chapter two was better", by=telegram.alice)
    await room.sees("and so was chapter three", by=telegram.alice)


@pytest.mark.capability("history", way="discord-to-matrix")
async def test_what_was_said_before_on_discord_is_there(erin, discord):
    """Who orders a room for a channel sees what was said there before."""
    there = discord.alice.beside()
    await there.says("chapter one was long")

    await erin.keys.orders(erin.bot, f"create-portal {there.place}", "Portal created")
    room = await erin.follows_invitation()

    await room.sees("chapter one was long", by=discord.alice)


@pytest.mark.capability("history", way="discord-to-matrix")
async def test_what_was_missed_on_discord_comes(erin, discord):
    """What Discord failed to tell erin's session comes when the bridge has begun another."""
    await discord.alice.writes_to(erin.account, "chapter one was long")
    room = await erin.follows_invitation(by=discord.alice)
    await room.sees("chapter one was long", by=discord.alice)

    await erin.account.misses_the_next()
    await discord.alice.writes_to(erin.account, "chapter two was better")
    await erin.account.connects_anew()

    await room.sees("chapter two was better", by=discord.alice)


@pytest.mark.capability("supergroup migration", way="telegram-to-matrix")
@pytest.mark.basic_group
async def test_group_goes_on_as_a_supergroup(scene, matrix, telegram):
    """When a basic group becomes a supergroup, people of it and of the room go on talking with each other."""
    scene.judges_not("Upgraded this group")
    supergroup = await telegram.alice.upgrades_group()
    scene.moves("telegram", supergroup)
    await matrix.bob.sees_bridged_to(supergroup)

    await telegram.alice.says("we have grown")
    await matrix.bob.sees("we have grown", by=telegram.alice)
    await matrix.bob.says("so we have")

    await telegram.alice.sees("so we have", by=matrix.bob)
