"""Channels, guilds and who moves in them, in the world."""

from __future__ import annotations

import pytest

from fakes.discord.channels import ANNOUNCEMENT, CATEGORY
from fakes.discord.errors import ApiError
from fakes.discord.permissions import Permission
from tests.discord.scene import Scene


def test_a_channel_starts_with_its_categorys_overwrites() -> None:
    """A channel in a hidden category is hidden, and one outside of it isn't."""
    scene = Scene()
    channels = scene.world.channels
    category = channels.create(scene.guild, "hidden", CATEGORY)
    channels.update(
        category, {"permission_overwrites": [{"id": scene.guild.id, "deny": str(int(Permission.VIEW_CHANNEL))}]}
    )

    inside, outside = channels.create(scene.guild, "in", 0, category.id), channels.create(scene.guild, "out")

    assert channels.seen_by(scene.bob, outside.id) is outside
    with pytest.raises(ApiError) as refused:
        channels.seen_by(scene.bob, inside.id)
    assert refused.value.code == 50001


def test_a_deleted_channel_takes_its_webhooks_along() -> None:
    """After a channel's end neither it nor its webhooks are found, and the guild is told."""
    scene = Scene()
    webhook = scene.world.webhooks.create(scene.bot, scene.channel, "relay")
    kept = scene.world.channels.create(scene.guild, "kept")

    scene.world.channels.delete(scene.channel)

    assert scene.names()[-1] == "CHANNEL_DELETE"
    assert [one.id for one in scene.world.channels.of(scene.guild)] == [kept.id]
    with pytest.raises(ApiError) as refused:
        scene.world.webhooks.by_token(webhook.id, webhook.token)
    assert refused.value.code == 10015


def test_two_people_have_one_direct_message() -> None:
    """Whoever opens it, and however often, the direct message of two people is one; each sees the other in it."""
    scene = Scene()
    channels = scene.world.channels

    one, again = channels.direct(scene.alice, scene.bob), channels.direct(scene.bob, scene.alice)

    assert one is again
    assert scene.names().count("CHANNEL_CREATE") == 2
    assert channels.direct_json(one, scene.bob)["recipients"][0]["id"] == scene.alice.id


def test_typing_names_the_member() -> None:
    """Typing is told with who types, and witnessed."""
    scene = Scene()

    scene.world.channels.start_typing(scene.bob, scene.channel, "control")

    data = scene.events[-1].data
    assert (data["user_id"], data["member"]["user"]["id"]) == (scene.bob.id, scene.bob.id)
    assert [(fact.kind, fact.place) for fact in scene.facts] == [("typing", scene.channel.id)]


def test_announcements_are_written_like_text_and_categories_are_not() -> None:
    """A message goes into an announcement channel, and into a category it is 50008."""
    scene = Scene()
    scene.channel = scene.world.channels.create(scene.guild, "news", ANNOUNCEMENT)
    assert scene.says(scene.alice, "news").content == "news"

    scene.channel = scene.world.channels.create(scene.guild, "folder", CATEGORY)

    with pytest.raises(ApiError) as refused:
        scene.says(scene.alice, "lost")
    assert refused.value.code == 50008


def test_who_leaves_sees_nothing_more() -> None:
    """After leaving, bob is told that the guild is gone, and later messages aren't for him."""
    scene = Scene()

    scene.world.guilds.leave(scene.guild, scene.bob, "control")
    scene.says(scene.alice, "without bob")

    assert scene.names() == ["GUILD_DELETE", "GUILD_MEMBER_REMOVE", "MESSAGE_CREATE"]
    assert scene.events[0].to == {scene.bob.id}
    assert scene.bob.id not in scene.events[2].to
    assert scene.facts[0].detail == {"move": "leave"}


def test_an_invited_bot_brings_a_role_of_its_own() -> None:
    """A bot that joins with permissions has them by a managed role."""
    scene = Scene()

    (role,) = scene.guild.members[scene.bot.id].roles

    shown = scene.guild.roles[role].as_json()
    assert (shown["managed"], shown["tags"]) == (True, {"bot_id": scene.bot.id})


def test_a_message_carries_the_authors_membership() -> None:
    """A guild message's event holds the author's member object, without the user that it already has."""
    scene = Scene()

    scene.says(scene.bob, "hi")

    member = scene.events[-1].data["member"]
    assert "joined_at" in member
    assert "user" not in member


def test_names_are_kept_as_discord_keeps_them() -> None:
    """A text channel's name is lower-case with dashes; a category's stays as it was written."""
    scene = Scene()
    make = scene.world.channels.create

    assert make(scene.guild, " Off  Topic! ").name == "off-topic"
    assert make(scene.guild, "Off Topic!", CATEGORY).name == "Off Topic!"


def test_slow_mode_holds_people_and_no_bot() -> None:
    """In slow mode bob's second message is 20016 with the seconds left; the bot hurries, and bob may speak later."""
    scene = Scene()
    scene.world.channels.update(scene.channel, {"rate_limit_per_user": 30})
    scene.says(scene.bob, "one")
    scene.says(scene.bot, "one")
    scene.says(scene.bot, "two")
    scene.clock.now += 10

    with pytest.raises(ApiError) as refused:
        scene.says(scene.bob, "two")

    assert (refused.value.status, refused.value.code) == (429, 20016)
    assert refused.value.body()["retry_after"] == 20
    scene.clock.now += 20
    assert scene.says(scene.bob, "two").content == "two"
