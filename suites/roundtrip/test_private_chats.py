"""Conversations of their own: two people alone with each other, and groups that somebody founds."""

from __future__ import annotations

import pytest


@pytest.mark.capability("direct message", way="telegram-to-matrix")
async def test_direct_message_from_telegram_opens_a_room(dave, telegram):
    """When alice writes to dave on Telegram, he is invited to a room of hers, where her words stand."""
    await telegram.alice.writes_to(dave.account, "are you free tonight?")

    there = await dave.follows_invitation()

    await there.sees("are you free tonight?", by=telegram.alice)


@pytest.mark.capability("direct message", way="matrix-to-telegram")
async def test_direct_answer_comes_to_telegram(dave, telegram):
    """What dave answers in that room comes to alice alone, from his own account."""
    await telegram.alice.writes_to(dave.account, "are you free tonight?")
    there = await dave.follows_invitation()

    await there.says("after six")

    await telegram.alice.hears("after six", by=dave.account)


@pytest.mark.capability("direct message", way="matrix-to-telegram")
async def test_direct_message_from_matrix_comes_to_telegram(dave, telegram):
    """When dave opens a room with alice's ghost, what he says there comes to her, from his own account."""
    await telegram.alice.says("write to me")
    await dave.sees("write to me", by=telegram.alice)

    there = await dave.opens_room_with(telegram.alice)
    await there.sees_notice(by=telegram.alice)
    await there.says("are you free tonight?")

    await telegram.alice.hears("are you free tonight?", by=dave.account)


@pytest.mark.capability("direct message", way="discord-to-matrix")
async def test_direct_message_from_discord_opens_a_room(erin, discord):
    """When alice writes to erin on Discord, she is invited to a room of alice's, where alice's words stand."""
    await discord.alice.writes_to(erin.account, "are you free tonight?")

    there = await erin.follows_invitation(by=discord.alice)

    await there.sees_opening("are you free tonight?", by=discord.alice)


@pytest.mark.capability("direct message", way="matrix-to-discord")
async def test_direct_answer_comes_to_discord(erin, discord):
    """What erin answers her friend alice in that room comes to alice alone, from erin's own account."""
    await discord.alice.befriends(erin.account)
    await discord.alice.writes_to(erin.account, "are you free tonight?")
    there = await erin.follows_invitation(by=discord.alice)
    await there.sees_opening("are you free tonight?", by=discord.alice)

    await there.says("after six")

    await discord.alice.hears("after six", by=erin.account)


@pytest.mark.capability("read receipt", way="telegram-to-matrix")
async def test_reading_on_telegram_shows(dave, telegram):
    """What alice has read of what dave says to her alone, he sees that she has read."""
    await telegram.alice.writes_to(dave.account, "are you free tonight?")
    there = await dave.follows_invitation()
    said = await there.says("after six")
    heard = await telegram.alice.hears("after six", by=dave.account)

    await telegram.alice.reads_from(dave.account, heard)

    await there.sees_read(said, by=telegram.alice)


@pytest.mark.capability("group creation", way="matrix-to-telegram")
async def test_room_on_matrix_becomes_a_group_on_telegram(dave, telegram):
    """When dave has a room with bob, whom he knows, made a supergroup, bob is in it, and hears what dave says."""
    await telegram.bob.writes_to(dave.account, "shall we?")
    await dave.follows_invitation(by=telegram.bob)
    here = await dave.founds_room("Book club", telegram.bob)

    await here.orders("create supergroup", "Telegram chat created")

    bob = await telegram.bob.is_taken_along(by=dave.account)

    await here.says("welcome")
    await bob.sees("welcome", by=dave.account)


@pytest.mark.capability("group creation", way="telegram-to-matrix")
async def test_group_on_telegram_opens_a_room(dave, telegram):
    """When alice founds a group with dave, he is invited to a room of that name."""
    await telegram.alice.founds_group("Book club", dave.account, telegram.bob)

    there = await dave.follows_invitation()

    await there.sees_room_named("Book club")
