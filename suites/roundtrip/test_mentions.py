"""Mentions of people, roles and places: on Matrix they are links, and elsewhere what each network has for them."""

from __future__ import annotations

import pytest

from harness.core.rich import bold, marked, rich
from suites.roundtrip.directions import only


@pytest.mark.capability("mention")
@only("discord-to-matrix", "discord-to-telegram", "telegram-to-matrix", "telegram-to-discord")
async def test_mention_of_a_neighbour_arrives(scene, here, there):
    """Whom alice mentions, bob sees mentioned: carol, on alice's network; where there is no carol, by her name."""
    alice, carol, bob = scene.on(here).alice, scene.on(here).carol, scene.on(there).bob

    await alice.says(rich("let us ask ", alice.names(carol), " about it"))

    await bob.sees_formatted(rich("let us ask ", bob.names(carol), " about it"), by=alice)


@pytest.mark.capability("mention", way="matrix-to-discord")
async def test_mention_from_matrix_calls_a_person_on_discord(matrix, discord):
    """Carol's ghost, mentioned on Matrix, is carol herself on Discord, whom her clients tell of it."""
    await matrix.alice.says(rich("come here, ", matrix.alice.names(discord.carol), "!"))

    await discord.bob.sees_formatted(rich("come here, ", discord.bob.names(discord.carol), "!"), by=matrix.alice)


@pytest.mark.capability("mention", way="matrix-to-telegram")
async def test_mention_from_matrix_calls_a_person_on_telegram(matrix, telegram):
    """Carol's ghost, mentioned on Matrix, is carol herself on Telegram."""
    await matrix.alice.says(rich("come here, ", matrix.alice.names(telegram.carol), "!"))

    named = telegram.bob.names(telegram.carol, by=matrix.alice)
    await telegram.bob.sees_formatted(rich("come here, ", named, "!"), by=matrix.alice)


@pytest.mark.capability("role mention")
@only("discord-to-matrix", "discord-to-telegram")
async def test_mention_of_a_role_arrives(scene, here, there):
    """A role of Discord's, which nobody else has, is named elsewhere, in bold."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    crew = await alice.makes_role("crew")

    await alice.says(rich("where is the ", crew, " today"))

    await bob.sees_formatted(rich("where is the ", bold("@crew"), " today"), by=alice)


@pytest.mark.capability("room mention", way="discord-to-matrix")
async def test_mention_of_a_channel_is_one_of_its_room(matrix, discord):
    """The channel, mentioned on Discord, is a link to its room on Matrix."""
    await discord.alice.says(rich("we talk in ", marked("#superbridge", "room", discord.alice.place), " only"))

    await matrix.bob.sees_formatted(
        rich("we talk in ", marked("#superbridge", "room", matrix.bob.place), " only"), by=discord.alice
    )


@pytest.mark.capability("room mention", way="matrix-to-discord")
async def test_mention_of_a_room_is_one_of_its_channel(matrix, discord):
    """The room, linked to on Matrix, is a mention of its channel on Discord."""
    await matrix.alice.says(rich("we talk in ", marked("#superbridge", "room", matrix.alice.place), " only"))

    await discord.bob.sees_formatted(
        rich("we talk in ", marked("#superbridge", "room", discord.bob.place), " only"), by=matrix.alice
    )


@pytest.mark.capability("mention of everybody", way="discord-to-matrix")
async def test_call_for_everybody_calls_the_room(matrix, discord):
    """Carol, who owns the guild, calls everybody on Discord, and so everybody in the room; other words call nobody."""
    await discord.carol.says("@everyone, dinner is ready!")
    await discord.carol.says("not yet")

    assert matrix.bob.is_called_by(await matrix.bob.sees("@room, dinner is ready!", by=discord.carol))
    assert not matrix.bob.is_called_by(await matrix.bob.sees("not yet", by=discord.carol))
