"""Messages that are pinned, and let go."""

from __future__ import annotations

import pytest

SOON = 2.0  # seconds in which a pin would have shown where nobody claims that it does


@pytest.mark.capability("pin", way="telegram-to-matrix")
async def test_pin_shows_on_matrix(scene, dave, matrix, telegram):
    """What alice pins on Telegram is pinned in the room, where somebody has logged in, until she lets it go."""
    said = await telegram.alice.says("we meet at five")
    seen = await matrix.bob.sees("we meet at five", by=telegram.alice)
    await scene.has_everywhere(said)

    await telegram.alice.pins(said)
    pinned = await matrix.bob.sees_pinned(seen)
    await telegram.alice.unpins(said)

    await matrix.bob.sees_unpinned(seen, after=pinned)


@pytest.mark.capability("pin", way="matrix-to-telegram")
async def test_pin_shows_on_telegram(host, scene, dave, telegram):
    """What dave, who has logged in to Telegram, pins in the room is pinned in the chat, until he lets it go."""
    await host.lets_govern(dave)
    await telegram.alice.appoints(dave.account)
    said = await telegram.alice.says("we meet at five")
    heard = await dave.sees("we meet at five", by=telegram.alice)
    await scene.has_everywhere(said)

    await dave.pins(heard)
    await telegram.bob.sees_pinned(said, by=dave)
    await dave.unpins(heard)

    await telegram.bob.sees_unpinned(said, by=dave)


@pytest.mark.capability("pin", way="discord-to-matrix")
async def test_pin_on_discord_shows_on_matrix(scene, matrix, discord):
    """What is pinned on Discord is pinned in the room."""
    await discord.carol.appoints(discord.alice)
    said = await discord.alice.says("we meet at five")
    seen = await matrix.bob.sees("we meet at five", by=discord.alice)
    await scene.has_everywhere(said)

    await discord.alice.pins(said)

    await matrix.bob.sees_pinned(seen, within=SOON)


@pytest.mark.capability("pin", way="matrix-to-discord")
async def test_pin_shows_on_discord(host, scene, erin, discord):
    """What erin, who governs the guild too, pins in the room is pinned in the channel."""
    await host.lets_govern(erin)
    await discord.carol.appoints(erin.account)
    said = await discord.alice.says("we meet at five")
    heard = await erin.sees("we meet at five", by=discord.alice)
    await scene.has_everywhere(said)

    await erin.pins(heard)

    await discord.bob.sees_a_pin(by=erin, within=SOON)
