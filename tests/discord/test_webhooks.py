"""Webhooks in the world."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from fakes.discord.channel import CATEGORY, FORUM
from fakes.discord.drafts import read_draft
from fakes.discord.errors import ApiError
from fakes.discord.webhooks import MAX_IN_CHANNEL
from tests.discord.api import Api
from tests.discord.pictures import png
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


class Hook:
    """A webhook and its paths; with a forum's kind, of a forum."""

    def __init__(self, kind: int = 0) -> None:
        self.api = Api()
        scene = self.api.scene
        self.channel = scene.world.channels.create(scene.guild, "place", kind)
        self.webhook = scene.world.webhooks.create(scene.alice, self.channel, "relay")
        self.path = f"/webhooks/{self.webhook.id}/{self.webhook.token}"

    def post(self, body: Any, **query: str) -> Any:
        """Execute the webhook and wait for the message."""
        return self.api.ask(None, "POST", self.path, body, wait="true", **query).body

    def thread(self) -> str:
        """Open a thread in the channel; return its id."""
        path = f"/channels/{self.channel.id}/threads"
        return str(self.api.ask(self.api.scene.alice, "POST", path, {"name": "side", "type": 11}).body["id"])


def test_a_webhook_speaks_in_its_channels_threads() -> None:
    """A message with thread_id lies in the thread, and is found, changed and removed there alone."""
    hook = Hook()
    thread = hook.thread()

    sent = hook.post({"content": "aside"}, thread_id=thread)

    path = f"{hook.path}/messages/{sent['id']}"
    assert sent["channel_id"] == thread
    assert hook.api.ask(None, "GET", path).body["code"] == 10008
    assert hook.api.ask(None, "PATCH", path, {"content": "new"}, thread_id=thread).body["content"] == "new"
    assert hook.api.ask(None, "DELETE", path, thread_id=thread).status == 204


def test_a_webhook_has_no_other_channels_threads() -> None:
    """A thread of another channel, and what is no thread, are 10003."""
    hook = Hook()
    scene = hook.api.scene
    other = hook.api.ask(scene.alice, "POST", f"/channels/{scene.channel.id}/threads", {"name": "x", "type": 11}).body

    for thread in (other["id"], scene.channel.id):
        assert hook.post({"content": "x"}, thread_id=thread)["code"] == 10003


def test_a_webhook_opens_a_forums_posts() -> None:
    """With thread_name the message opens a post, whose id it shares and whose owner the webhook is."""
    hook = Hook(FORUM)

    sent = hook.post({"content": "first", "thread_name": "Topic"})

    post = hook.api.ask(hook.api.scene.alice, "GET", f"/channels/{sent['channel_id']}").body
    assert (post["name"], post["parent_id"], post["owner_id"]) == ("Topic", hook.channel.id, hook.webhook.id)
    assert sent["id"] == sent["channel_id"]
    assert hook.post({"content": "second"}, thread_id=sent["channel_id"])["channel_id"] == sent["channel_id"]


@pytest.mark.parametrize(
    ("kind", "body", "query", "code"),
    [
        (FORUM, {}, {}, 220001),
        (FORUM, {"thread_name": "a"}, {"thread_id": "1"}, 220002),
        (0, {"thread_name": "a"}, {}, 220003),
        (FORUM, {"thread_name": "a", "applied_tags": ["1"]}, {}, 10087),
        (FORUM, {"thread_name": "x" * 101}, {}, 50035),
    ],
)
def test_forum_posts_have_rules(kind: int, body: dict[str, Any], query: dict[str, str], code: int) -> None:
    """No thread, two threads, a thread outside a forum, unknown tags and long names have their codes."""
    assert Hook(kind).post({"content": "x", **body}, **query)["code"] == code


def test_a_webhook_changes() -> None:
    """Name, avatar and channel change; the avatar lies on the CDN and its hash is the messages' author's."""
    hook = Hook()
    scene = hook.api.scene
    picture = "data:image/png;base64," + base64.b64encode(png()).decode()

    body = {"name": "new", "avatar": picture, "channel_id": scene.channel.id}
    changed = hook.api.ask(scene.alice, "PATCH", f"/webhooks/{hook.webhook.id}", body).body

    assert (changed["name"], changed["channel_id"]) == ("new", scene.channel.id)
    assert scene.world.assets.find(f"/avatars/{hook.webhook.id}/{changed['avatar']}")
    assert hook.post({"content": "x"})["author"]["avatar"] == changed["avatar"]
    assert hook.api.ask(None, "PATCH", hook.path, {"avatar": None}).body["avatar"] is None


def test_a_wrong_avatar_is_refused() -> None:
    """An avatar that is no picture is 50035 at its field."""
    hook = Hook()

    answer = hook.api.ask(None, "PATCH", hook.path, {"avatar": "data:text/plain;base64,eA=="})

    assert answer.body["errors"]["avatar"]["_errors"]


def test_a_category_has_no_webhooks() -> None:
    """A webhook in a category is 50024, and in a forum it isn't."""
    scene = Scene()
    category = scene.world.channels.create(scene.guild, "c", CATEGORY)

    with pytest.raises(ApiError) as refused:
        scene.world.webhooks.create(scene.alice, category, "relay")

    assert refused.value.code == 50024


@pytest.mark.parametrize("form", ["slack", "github"])
def test_foreign_forms_are_refused_by_name(form: str) -> None:
    """Slack's and GitHub's forms aren't served, and the refusal says which was asked for."""
    hook = Hook()

    assert hook.api.ask(None, "POST", f"{hook.path}/{form}", {"text": "x"}).status == 501
    assert hook.api.refusals() == [f"POST /webhooks/{{webhook}}/{{token}}/{form}"]
