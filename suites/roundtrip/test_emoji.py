"""Custom emoji, still and moving, among words and alone: pictures on every network that has them."""

from __future__ import annotations

import pytest

from harness.core.attachment import animation, picture
from harness.core.rich import rich
from suites.roundtrip.directions import each_way, only

STILL, MOVING = picture(seed=11, name="wave.png"), animation(seed=12, name="dance.gif")


@pytest.mark.capability("custom emoji")
@each_way
async def test_custom_emoji_arrives(scene, here, there):
    """A custom emoji among alice's words here is the same picture among them there."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    emoji = await alice.makes_emoji(STILL)

    await alice.says(rich("well done ", emoji, " everybody"))

    await bob.sees_emoji(rich("well done ", emoji, " everybody"), STILL, by=alice)


@pytest.mark.capability("custom emoji")
@only("discord-to-matrix", "telegram-to-matrix")
async def test_moving_emoji_arrives(scene, here, there):
    """A custom emoji that moves here is the same moving picture there."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    emoji = await alice.makes_emoji(MOVING)

    await alice.says(rich("look ", emoji))

    await bob.sees_emoji(rich("look ", emoji), MOVING, by=alice)
