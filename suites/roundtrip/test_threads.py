"""Conversations beside the conversation: threads on Discord and Matrix, topics of a forum on Telegram."""

from __future__ import annotations

import pytest

SOON = 2.0  # seconds in which it would have come where nobody claims that it does


@pytest.mark.capability("thread", way="discord-to-matrix")
async def test_thread_on_discord_is_one_on_matrix(scene, matrix, discord):
    """What alice says in a thread on Discord, bob sees in the thread of the same message."""
    said = await discord.alice.says("who is coming?")
    seen = await matrix.bob.sees("who is coming?", by=discord.alice)
    await scene.has_everywhere(said)

    there = await discord.alice.opens_thread(said, "the guests")
    await there.says("all of us")

    await matrix.bob.sees_in_thread("all of us", by=discord.alice, root=seen)


@pytest.mark.capability("thread", way="matrix-to-discord")
async def test_answer_goes_to_the_thread_on_discord(scene, matrix, discord):
    """What bob says in a thread that was begun on Discord goes there, although he is relayed."""
    said = await discord.alice.says("who is coming?")
    seen = await matrix.bob.sees("who is coming?", by=discord.alice)
    await scene.has_everywhere(said)
    there = await discord.alice.opens_thread(said, "the guests")
    await there.says("all of us")
    await matrix.bob.sees_in_thread("all of us", by=discord.alice, root=seen)

    await matrix.bob.says_in_thread("me too", seen)

    await there.sees("me too", by=matrix.bob)


@pytest.mark.capability("thread", way="matrix-to-discord")
async def test_thread_on_matrix_is_one_on_discord(scene, erin, discord):
    """When erin, who has logged in to Discord, begins a thread on Matrix, her account begins one on Discord."""
    said = await discord.alice.says("who is coming?")
    heard = await erin.sees("who is coming?", by=discord.alice)
    await scene.has_everywhere(said)

    await erin.says_in_thread("all of us", heard)

    await discord.alice.in_thread(said).sees("all of us", by=erin)


@pytest.mark.capability("thread", way="telegram-to-matrix")
async def test_topic_is_a_thread_on_matrix(matrix, telegram):
    """What alice says about a topic of a forum, bob sees in a thread."""
    guests = await telegram.alice.opens_topic("The guests")

    await telegram.alice.says_in(guests, "all of us")

    await matrix.bob.sees("all of us", by=telegram.alice)
    await matrix.bob.sees_in_a_thread("all of us", by=telegram.alice, within=SOON)


@pytest.mark.capability("thread", way="matrix-to-telegram")
async def test_thread_on_matrix_is_a_topic(scene, matrix, telegram):
    """What bob says in the thread of what was said about a topic goes to that topic; Discord's relay begins none."""
    scene.judges_not("all of us")
    guests = await telegram.alice.opens_topic("The guests")
    await telegram.alice.says_in(guests, "who is coming?")
    seen = await matrix.bob.sees("who is coming?", by=telegram.alice)

    await matrix.bob.says_in_thread("all of us", seen)

    await telegram.alice.sees_in(guests, "all of us", by=matrix.bob, within=SOON)
