"""Webhooks in the world."""

from __future__ import annotations

import pytest

from fakes.discord.drafts import read_draft
from fakes.discord.errors import ApiError
from fakes.discord.webhooks import MAX_IN_CHANNEL
from tests.discord.scene import Scene


def test_a_webhook_speaks_under_any_name() -> None:
    """A webhook's message shows the name that it asked for and is witnessed as a webhook's."""
    scene = Scene()
    webhook = scene.world.webhooks.create(scene.bot, scene.channel, "relay")

    draft = read_draft({"content": "hi", "username": "Carol", "avatar_url": "https://example.com/a.png"})
    message = scene.world.webhooks.execute(webhook, draft, "wire")

    fact = scene.facts[-1]
    assert fact.author is not None
    assert (fact.author.via, fact.author.name, fact.author.id) == ("webhook", "Carol", webhook.id)
    assert fact.detail["avatar_url"] == "https://example.com/a.png"
    assert scene.events[-1].data["webhook_id"] == webhook.id == message.webhook_id


def test_making_a_webhook_needs_a_permission() -> None:
    """Bob may not make a webhook; the bot, with MANAGE_WEBHOOKS, may."""
    scene = Scene()

    with pytest.raises(ApiError) as refused:
        scene.world.webhooks.create(scene.bob, scene.channel, "relay")
    assert refused.value.code == 50013
    assert scene.world.webhooks.create(scene.bot, scene.channel, "relay").channel_id == scene.channel.id


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "Discord helper", "my CLYDE", None, 5])
def test_a_webhooks_name_has_rules(name: object) -> None:
    """A name that is empty, too long or Discord's own is 50035 at the field ``name``."""
    scene = Scene()

    with pytest.raises(ApiError) as refused:
        scene.world.webhooks.create(scene.bot, scene.channel, name)
    assert refused.value.body()["errors"]["name"]["_errors"]


def test_a_message_under_a_forbidden_name_is_refused() -> None:
    """A message under a name that holds ``discord`` is 50035 at ``username``."""
    with pytest.raises(ApiError) as refused:
        read_draft({"content": "hi", "username": "Alice (Discord)"})
    assert "discord" in refused.value.body()["errors"]["username"]["_errors"][0]["message"]


def test_a_token_opens_one_webhook() -> None:
    """A webhook answers to its own token only: 50027 for another, 10015 for an unknown id."""
    scene = Scene()
    webhook = scene.world.webhooks.create(scene.bot, scene.channel, "relay")

    assert scene.world.webhooks.by_token(webhook.id, webhook.token) is webhook
    for webhook_id, code in ((webhook.id, 50027), ("1", 10015)):
        with pytest.raises(ApiError) as refused:
            scene.world.webhooks.by_token(webhook_id, "wrong")
        assert refused.value.code == code


def test_a_webhook_reaches_its_own_messages_only() -> None:
    """A webhook finds what it posted, and 10008 for what somebody else said."""
    scene = Scene()
    webhook = scene.world.webhooks.create(scene.bot, scene.channel, "relay")
    own = scene.world.webhooks.execute(webhook, read_draft({"content": "hi"}), "wire")
    other = scene.says(scene.alice, "mine")

    assert scene.world.webhooks.message(webhook, own.id) == (scene.channel, own)
    with pytest.raises(ApiError) as refused:
        scene.world.webhooks.message(webhook, other.id)
    assert refused.value.code == 10008


def test_a_channel_holds_fifteen_webhooks() -> None:
    """The sixteenth webhook of a channel is 30007."""
    scene = Scene()
    for number in range(MAX_IN_CHANNEL):
        scene.world.webhooks.create(scene.bot, scene.channel, f"relay {number}")

    with pytest.raises(ApiError) as refused:
        scene.world.webhooks.create(scene.bot, scene.channel, "one more")
    assert refused.value.code == 30007
