"""What an announcement channel publishes comes to its followers."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord.channel import ANNOUNCEMENT
from tests.discord.api import Api


class News:
    """A news channel of one guild, which a channel of another follows; the bot is in both."""

    def __init__(self) -> None:
        self.api = Api()
        scene = self.api.scene
        self.source = scene.world.channels.create(scene.guild, "news", ANNOUNCEMENT)
        self.abroad = scene.world.guilds.create("Abroad", scene.bot, [scene.stranger], "")
        self.follower = scene.world.channels.create(self.abroad, "echo")
        self.hook = self.api.ask(
            scene.bot, "POST", f"/channels/{self.source.id}/followers", {"webhook_channel_id": self.follower.id}
        ).body["webhook_id"]

    def publishes(self, **body: Any) -> Any:
        """Let the bot say something in the news channel and publish it."""
        here, bot = f"/channels/{self.source.id}/messages", self.api.scene.bot
        said = self.api.ask(bot, "POST", here, {"content": "news", **body}).body["id"]
        return self.api.ask(bot, "POST", f"{here}/{said}/crosspost")

    def echoes(self) -> list[Any]:
        """Return what the stranger reads in the following channel, but for the notice of the following itself."""
        found = self.api.ask(self.api.scene.stranger, "GET", f"/channels/{self.follower.id}/messages").body
        return [one for one in found if one["type"] == 0]


def test_a_published_message_comes_to_followers() -> None:
    """It comes by the follower's webhook, marked as published and pointing at the first; the first is marked, too."""
    news = News()
    embed = {"title": "t", "description": "d"}

    published = news.publishes(embeds=[embed]).body

    (echo,) = news.echoes()
    assert (echo["content"], echo["embeds"][0]["title"], echo["webhook_id"]) == ("news", "t", news.hook)
    assert (published["flags"], echo["flags"]) == (1 << 0, 1 << 1)
    reference = echo["message_reference"]
    assert (reference["guild_id"], reference["channel_id"]) == (news.api.scene.guild.id, news.source.id)
    assert reference["message_id"] == published["id"]


def test_followers_are_told() -> None:
    """Somebody who sees the following channel alone hears of the message and of no mention in it."""
    news = News()
    answered = news.publishes(content="@everyone, news")

    (data,) = [event.data for event in answered.events if event.name == "MESSAGE_CREATE"]
    assert (data["channel_id"], data["mention_everyone"], data["mentions"]) == (news.follower.id, False, [])


def test_only_what_is_published_is_carried() -> None:
    """What is said and not published stays, once published is enough, and an unfollowed channel gets nothing."""
    news = News()
    scene = news.api.scene
    news.api.ask(scene.bot, "POST", f"/channels/{news.source.id}/messages", {"content": "quiet"})
    assert news.echoes() == []
    first = news.publishes().body["id"]
    again = news.api.ask(scene.bot, "POST", f"/channels/{news.source.id}/messages/{first}/crosspost")
    assert (again.body["code"], len(news.echoes())) == (40033, 1)

    news.api.ask(scene.bot, "DELETE", f"/webhooks/{news.hook}")
    news.publishes()

    assert len(news.echoes()) == 1


@pytest.mark.parametrize("file", [False, True])
def test_files_are_carried(file: bool) -> None:
    """A file of a published message is the echo's, too."""
    news = News()
    scene = news.api.scene
    body: dict[str, Any] = {}
    if file:
        upload = scene.world.uploads.create(news.source, "a.bin", 1)
        scene.world.uploads.put(upload.key, upload.secret, b"x")
        body = {"attachments": [{"id": "0", "filename": "a.bin", "uploaded_filename": upload.key}]}

    news.publishes(**body)

    assert [one["filename"] for one in news.echoes()[0]["attachments"]] == ["a.bin"] * file
