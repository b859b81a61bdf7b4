"""Permissions computed from roles and overwrites, for calls and for events."""

from __future__ import annotations

import pytest

from fakes.discord.errors import ApiError
from fakes.discord.permissions import ALL, Permission, in_channel, in_guild
from tests.discord.scene import Scene


def test_the_owner_may_everything() -> None:
    """The owner has every bit, even where everybody is denied."""
    scene = Scene()
    scene.allow(scene.guild.id, deny=Permission.VIEW_CHANNEL)

    assert in_channel(scene.guild, scene.channel, scene.alice.id) == ALL


def test_an_administrator_may_everything() -> None:
    """A role with ADMINISTRATOR gives every bit; without it bob has @everyone's."""
    scene = Scene()
    assert in_guild(scene.guild, scene.bob.id) != ALL

    role = scene.world.guilds.create_role(scene.guild, "boss", int(Permission.ADMINISTRATOR))
    scene.world.guilds.grant(scene.guild, scene.bob, role.id)

    assert in_guild(scene.guild, scene.bob.id) == ALL


def test_a_stranger_may_nothing() -> None:
    """Who isn't in the guild has no bit, while bob, who is, has some."""
    scene = Scene()

    assert in_guild(scene.guild, scene.bob.id)
    assert in_guild(scene.guild, scene.stranger.id) == 0


def test_a_members_overwrite_wins_over_everyones() -> None:
    """What everyone is denied in a channel, a member's own overwrite gives back."""
    scene = Scene()
    scene.allow(scene.guild.id, deny=Permission.SEND_MESSAGES)
    scene.allow(scene.bob.id, allow=Permission.SEND_MESSAGES)

    assert in_channel(scene.guild, scene.channel, scene.bob.id) & Permission.SEND_MESSAGES
    assert not in_channel(scene.guild, scene.channel, scene.bot.id) & Permission.SEND_MESSAGES


def test_an_unseen_channel_takes_every_right() -> None:
    """Without VIEW_CHANNEL no other bit of the channel counts."""
    scene = Scene()
    assert in_channel(scene.guild, scene.channel, scene.bob.id)

    scene.allow(scene.bob.id, deny=Permission.VIEW_CHANNEL)

    assert in_channel(scene.guild, scene.channel, scene.bob.id) == 0


def test_events_go_to_those_who_see_the_channel() -> None:
    """A message's event is for everybody who may see the channel, and for nobody else."""
    scene = Scene()
    scene.allow(scene.bob.id, deny=Permission.VIEW_CHANNEL)

    scene.says(scene.alice, "hush")

    assert scene.events[-1].to == {scene.alice.id, scene.bot.id}


@pytest.mark.parametrize(("permission", "code"), [(Permission.VIEW_CHANNEL, 50001), (Permission.SEND_MESSAGES, 50013)])
def test_calls_need_permissions(permission: int, code: int) -> None:
    """A denied permission refuses what it allowed a moment before."""
    scene = Scene()
    see = scene.world.channels.seen_by
    scene.says(scene.bob, "still allowed")
    scene.allow(scene.bob.id, deny=permission)

    with pytest.raises(ApiError) as refused:
        scene.says(scene.bob, "denied") if code == 50013 else see(scene.bob, scene.channel.id)
    assert refused.value.code == code
