"""What people and rooms are called, and what they look like."""

from __future__ import annotations

import pytest

from harness.core.attachment import picture
from suites.roundtrip.directions import NETWORKS

PORTRAIT = picture(seed=7, width=64, height=64)
OUTSIDE = ["discord", "telegram"]
FROM_OUTSIDE = [(here, there) for here in OUTSIDE for there in NETWORKS if here != there]

from_outside = pytest.mark.parametrize(("here", "there"), FROM_OUTSIDE)
"""Runs a test once from either network outside to each other network."""

SOON = 2.0  # seconds in which a name would have come where nobody claims that it does


@pytest.mark.capability("name and avatar")
@pytest.mark.parametrize("there", ["discord", "telegram"])
@pytest.mark.parametrize("here", ["matrix"])
async def test_new_name_on_matrix_is_the_next_words(scene, here, there):
    """Who takes another name on Matrix says the next thing by it, and bob sees that there."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    await alice.says("you know me")
    await bob.sees("you know me", by=alice)

    await alice.takes_another_name()
    await alice.says("by another name")

    await bob.sees("by another name", by=alice)


@pytest.mark.capability("name and avatar")
@from_outside
async def test_new_name_is_known_once_heard_of(scene, matrix, here, there):
    """Who takes another name here goes by it on Matrix once they are heard of, and bob sees what they say by it."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    await alice.says("you know me")
    await bob.sees("you know me", by=alice)

    await alice.takes_another_name()
    await alice.shows_up()
    await matrix.bob.sees_named(alice)
    await alice.says("by another name")

    await bob.sees("by another name", by=alice)


@pytest.mark.capability("name and avatar", way="discord-to-matrix")
async def test_nickname_shows_on_matrix(matrix, discord):
    """Who has a name of their own in the guild goes by it on Matrix."""
    await discord.alice.is_nicknamed("Ally of the valley")

    await discord.alice.shows_up()

    await matrix.bob.sees_named(discord.alice, "Ally of the valley", within=SOON)


@pytest.mark.capability("name and avatar")
@pytest.mark.parametrize("here", OUTSIDE)
async def test_portrait_shows_on_matrix(scene, matrix, here):
    """Who has a portrait here has the very same on Matrix once they have said something."""
    alice = scene.on(here).alice
    await alice.is_pictured(PORTRAIT)

    await alice.says("this is me")

    await matrix.bob.sees_portrait(PORTRAIT, of=alice)


@pytest.mark.capability("name and avatar", way="matrix-to-discord")
async def test_portrait_shows_on_discord(matrix, discord):
    """Who has a portrait on Matrix is relayed to Discord with the address of one."""
    await matrix.alice.is_pictured(PORTRAIT)

    await matrix.alice.says("this is me")

    await discord.bob.sees_portrayed("this is me", by=matrix.alice)


@pytest.mark.capability("room name and avatar")
@pytest.mark.parametrize(
    ("here", "name", "shown"), [("discord", "summer-trip", "#summer-trip"), ("telegram", "Summer trip", "Summer trip")]
)
async def test_room_name_shows_on_matrix(host, scene, matrix, here, name, shown):
    """What a channel or chat is called, the room is called, where the bridge may name it."""
    await host.lets_bridges_govern(scene.on(here).alice)

    await scene.on(here).alice.names_room(name)

    await matrix.bob.sees_room_named(shown)


@pytest.mark.capability("room name and avatar", way="discord-to-matrix")
async def test_topic_shows_on_matrix(host, matrix, discord):
    """A channel's topic is the room's."""
    await host.lets_bridges_govern()

    await discord.alice.describes_room("where to go, and when")

    await matrix.bob.sees_room_described("where to go, and when")


@pytest.mark.capability("room name and avatar", way="telegram-to-matrix")
async def test_room_picture_shows_on_matrix(host, matrix, telegram):
    """A chat's photo is the room's picture, byte for byte."""
    await host.lets_bridges_govern(telegram.alice)

    await telegram.alice.pictures_room(PORTRAIT)

    await matrix.bob.sees_room_pictured(PORTRAIT)


@pytest.mark.capability("room name and avatar", way="matrix-to-telegram")
async def test_room_name_shows_on_telegram(host, dave, telegram):
    """What dave, who governs the chat too, calls the room, the chat is called."""
    await host.lets_govern(dave)
    await telegram.alice.appoints(dave.account)

    await dave.names_room("Summer trip")

    await telegram.bob.sees_room_named("Summer trip", by=dave)


@pytest.mark.capability("room name and avatar", way="matrix-to-telegram")
async def test_topic_shows_on_telegram(host, dave, telegram):
    """What dave, who governs the chat too, says that the room is about, the chat says of itself."""
    await host.lets_govern(dave)
    await telegram.alice.appoints(dave.account)

    await dave.describes_room("where to go, and when")

    await telegram.bob.sees_room_described("where to go, and when", by=dave)


@pytest.mark.capability("room name and avatar", way="matrix-to-telegram")
async def test_room_picture_shows_on_telegram(host, dave, telegram):
    """The picture that dave, who governs the chat too, gives the room is the chat's photo, byte for byte."""
    await host.lets_govern(dave)
    await telegram.alice.appoints(dave.account)

    await dave.pictures_room(PORTRAIT)

    await telegram.bob.sees_room_pictured(PORTRAIT, by=dave)


@pytest.mark.capability("room name and avatar", way="matrix-to-discord")
async def test_room_name_shows_on_discord(host, erin, discord):
    """When erin, who has logged in to Discord, calls the room otherwise, her account renames the channel."""
    await host.lets_govern(erin)

    await erin.names_room("summer-trip")

    await discord.bob.sees_room_renamed(by=erin, within=SOON)
