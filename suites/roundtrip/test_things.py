"""Polls, places and forwards, as far as bridges bring them."""

from __future__ import annotations

import pytest

from harness.core.carried import Poll, Spot
from harness.core.rich import quote, rich
from suites.roundtrip.directions import each_way, only

LUNCH = Poll("Where do we eat?", ("at home", "at the inn"))
TOWER = Spot(50.083611, 14.395833)


@pytest.mark.capability("poll")
@each_way
async def test_poll_arrives(scene, here, there):
    """What alice asks here with answers to choose from, bob can read there, question and answers."""
    alice, bob = scene.on(here).alice, scene.on(there).bob

    await alice.asks(LUNCH)
    await scene.settles()

    await bob.sees_telling(LUNCH.question, *LUNCH.answers, by=alice, within=1)


@pytest.mark.capability("location")
@only("telegram-to-matrix", "matrix-to-telegram", "telegram-to-discord")
async def test_location_arrives(scene, here, there):
    """Where alice is, as she shows it here, bob can see there."""
    alice, bob = scene.on(here).alice, scene.on(there).bob

    await alice.shares(TOWER)
    await scene.settles()

    await bob.sees_spot(TOWER, within=1)


@pytest.mark.capability("forward")
@only("discord-to-matrix", "discord-to-telegram", "telegram-to-matrix", "telegram-to-discord")
async def test_forward_arrives(scene, here, there):
    """What carol said and alice forwards, bob sees as forwarded by alice."""
    alice, carol, bob = scene.on(here).alice, scene.on(here).carol, scene.on(there).bob
    said = await carol.says("the ship sails at noon")
    await scene.has_everywhere(said)

    await alice.forwards(said)

    await bob.sees_telling("orwarded", "the ship sails at noon", by=alice)


@pytest.mark.capability("reply", way="telegram-to-matrix")
async def test_quoted_part_is_shown(scene, matrix, telegram):
    """What alice quotes of carol's words to answer it, bob sees on Matrix above the answer."""
    said = await telegram.carol.says("bread is dear and wine is cheap")
    await scene.has_everywhere(said)

    await telegram.alice.quotes(said, "wine is cheap", "not here")

    await matrix.bob.sees_formatted(rich(quote("wine is cheap"), "\nnot here"), by=telegram.alice)
