"""Reactions: from Discord and Telegram to Matrix, which is as far as the relays carry them."""

from __future__ import annotations

import pytest

from suites.roundtrip.directions import NETWORKS

from_outside = pytest.mark.parametrize("here", ["discord", "telegram"])
"""Runs a test once for each network whose reactions reach Matrix."""


@pytest.mark.capability("reaction")
@pytest.mark.parametrize("asked_on", NETWORKS)
@from_outside
async def test_reaction_reaches_matrix(scene, matrix, here, asked_on):
    """Whoever wrote a message, and where, alice's reaction to it here shows on Matrix as hers."""
    alice, carol = scene.on(here).alice, scene.on(asked_on).carol
    said = await carol.says("who is in favour?")
    await scene.has_everywhere(said)
    seen_here, on_matrix = await scene.shown_to(alice, said), await scene.shown_to(matrix.bob, said)

    await alice.reacts(seen_here, "👍")

    await matrix.bob.sees_reaction("👍", by=alice, to=on_matrix)


@pytest.mark.capability("reaction")
@from_outside
async def test_reaction_is_taken_back(scene, matrix, here):
    """What alice takes back here goes from bob's sight on Matrix."""
    alice = scene.on(here).alice
    said = await scene.on(here).carol.says("who is in favour?")
    await scene.has_everywhere(said)
    reaction = await alice.reacts(said, "🎉")
    seen = await matrix.bob.sees_reaction("🎉", by=alice, to=await scene.shown_to(matrix.bob, said))

    await alice.takes_back(reaction)

    await matrix.bob.sees_deleted(seen)


@pytest.mark.capability("reaction")
@from_outside
async def test_several_react(scene, matrix, here):
    """Each of two people has a reaction of their own on Matrix, though the emoji is the same."""
    cast = scene.on(here)
    said = await cast.carol.says("who is in favour?")
    await scene.has_everywhere(said)
    on_matrix = await scene.shown_to(matrix.bob, said)

    await cast.alice.reacts(said, "❤")
    await cast.bob.reacts(said, "❤")

    await matrix.bob.sees_reaction("❤", by=cast.alice, to=on_matrix)
    await matrix.bob.sees_reaction("❤", by=cast.bob, to=on_matrix)


async def test_other_reaction_takes_the_place_of_the_first(scene, matrix, telegram):
    """Telegram gives everybody one reaction: alice's second one takes the place of her first on Matrix, too."""
    said = await telegram.carol.says("who is in favour?")
    await scene.has_everywhere(said)
    on_matrix = await scene.shown_to(matrix.bob, said)
    await telegram.alice.reacts(said, "👍")
    first = await matrix.bob.sees_reaction("👍", by=telegram.alice, to=on_matrix)

    await telegram.alice.reacts(said, "👎")

    await matrix.bob.sees_reaction("👎", by=telegram.alice, to=on_matrix)
    await matrix.bob.sees_deleted(first)


async def test_discord_shows_several_reactions_of_one_person(scene, matrix, discord):
    """On Discord alice may react as often as she likes, and Matrix shows each."""
    said = await discord.carol.says("who is in favour?")
    await scene.has_everywhere(said)
    on_matrix = await scene.shown_to(matrix.bob, said)

    await discord.alice.reacts(said, "👍")
    await discord.alice.reacts(said, "🎉")

    await matrix.bob.sees_reaction("👍", by=discord.alice, to=on_matrix)
    await matrix.bob.sees_reaction("🎉", by=discord.alice, to=on_matrix)


@pytest.mark.capability("reaction", way="matrix-to-telegram")
async def test_person_with_an_account_reacts_as_themselves(scene, dave, telegram):
    """What dave, who has logged in to Telegram, gives on Matrix, Telegram shows as his account's."""
    said = await telegram.alice.says("who is in favour?")
    heard = await dave.sees("who is in favour?", by=telegram.alice)
    await scene.has_everywhere(said)

    await dave.reacts(heard, "👍")

    await telegram.bob.sees_reaction("👍", by=dave, to=said)


@pytest.mark.capability("reaction", way="matrix-to-discord")
async def test_person_with_a_discord_account_reacts_as_themselves(scene, erin, discord):
    """What erin, who has logged in to Discord, gives on Matrix, Discord shows as her account's."""
    said = await discord.alice.says("who is in favour?")
    heard = await erin.sees("who is in favour?", by=discord.alice)
    await scene.has_everywhere(said)

    await erin.reacts(heard, "👍")

    await discord.bob.sees_reaction("👍", by=erin, to=said)
