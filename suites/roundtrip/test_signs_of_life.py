"""Signs of people who say nothing: they type, they have read, they are there."""

from __future__ import annotations

import pytest

between_the_outside = pytest.mark.parametrize(("here", "there"), [("discord", "telegram"), ("telegram", "discord")])
"""Runs a test once from either network outside to the other."""

SOON = 2.0  # seconds in which a sign would have come where nobody claims that it does


@pytest.mark.capability("typing", way="discord-to-matrix")
async def test_typing_on_discord_shows(discord, matrix):
    """Whom the bridge knows already and who types on Discord, bob sees typing."""
    await discord.alice.says("let me think")
    await matrix.bob.sees("let me think", by=discord.alice)

    await discord.alice.types()

    await matrix.bob.sees_typing(by=discord.alice)


@pytest.mark.capability("typing", way="telegram-to-matrix")
async def test_typing_on_telegram_shows(dave, matrix, telegram):
    """Who types on Telegram, bob sees typing, where somebody has logged in: bots aren't told."""
    await telegram.alice.types()

    await matrix.bob.sees_typing(by=telegram.alice)


@pytest.mark.capability("typing", way="matrix-to-telegram")
async def test_typing_shows_on_telegram(dave, telegram):
    """Who has logged in to Telegram and types on Matrix, bob sees typing there as themselves."""
    await dave.types()

    await telegram.bob.sees_typing(by=dave)


@pytest.mark.capability("typing", way="matrix-to-discord")
async def test_typing_shows_on_discord(erin, discord):
    """Who has logged in to Discord and types on Matrix, bob sees typing there as themselves."""
    await erin.types()

    await discord.bob.sees_typing(by=erin)


@pytest.mark.capability("typing")
@between_the_outside
async def test_typing_is_relayed(dave, scene, here, there):
    """Who types on one network outside is seen typing on the other."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    await alice.says("let me think")
    await bob.sees("let me think", by=alice)

    await alice.types()

    await bob.sees_typing(by=alice, within=SOON)


@pytest.mark.capability("read receipt", way="matrix-to-telegram")
async def test_reading_shows_on_telegram(scene, dave, telegram):
    """What dave, who has logged in to Telegram, reads on Matrix, his account has read."""
    said = await telegram.alice.says("have you seen this?")
    heard = await dave.sees("have you seen this?", by=telegram.alice)
    await scene.has_everywhere(said)

    await dave.reads(heard)

    await telegram.bob.sees_read(said, by=dave)


@pytest.mark.capability("read receipt", way="matrix-to-discord")
async def test_reading_shows_on_discord(scene, erin, discord):
    """What erin, who has logged in to Discord, reads on Matrix, her account has read."""
    said = await discord.alice.says("have you seen this?")
    heard = await erin.sees("have you seen this?", by=discord.alice)
    await scene.has_everywhere(said)

    await erin.reads(heard)

    await discord.bob.sees_read(said, by=erin)


@pytest.mark.capability("read receipt", way="discord-to-matrix")
async def test_own_reading_on_discord_shows(scene, erin, matrix, discord):
    """What erin, as whom the bridge may act on Matrix, reads on Discord, she has read on Matrix."""
    await erin.lets_the_bridge_act()
    said = await discord.alice.says("have you seen this?")
    seen = await matrix.bob.sees("have you seen this?", by=discord.alice)
    await scene.has_everywhere(said)

    await erin.account.reads(said)

    await matrix.bob.sees_read(seen, by=erin)


@pytest.mark.capability("presence", way="telegram-to-matrix")
async def test_being_on_telegram_shows(dave, matrix, telegram):
    """Whom dave knows on Telegram, bob sees on Matrix as there when they are."""
    await telegram.alice.says("back in a minute")
    await matrix.bob.sees("back in a minute", by=telegram.alice)
    await dave.account.knows(telegram.alice)

    await telegram.alice.goes_online()

    await matrix.bob.sees_online(telegram.alice)


@pytest.mark.capability("presence", way="matrix-to-telegram")
async def test_being_there_shows_on_telegram(dave, telegram):
    """Who has logged in to Telegram and is there on Matrix is there on Telegram."""
    await dave.goes_online()

    await telegram.bob.sees_online(dave)


@pytest.mark.capability("presence", way="discord-to-matrix")
async def test_being_on_discord_shows(matrix, discord):
    """Who is there on Discord, bob sees on Matrix as there."""
    await discord.alice.says("back in a minute")
    await matrix.bob.sees("back in a minute", by=discord.alice)

    await discord.alice.goes_online()

    await matrix.bob.sees_online(discord.alice, within=SOON)
