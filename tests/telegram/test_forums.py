"""Forums: topics are begun, found, changed, pinned and ended; what is said in one stays in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fakes.telegram.control import Control
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Draft, WorldError
from fakes.telegram.world.chats import ADMIN_RIGHTS, CREATOR_RIGHTS
from fakes.telegram.world.topics import COLORS
from fakes.telegram.world.world import place_of
from tests.telegram.scene import Scene, send
from tests.telegram.wire import Client, RpcFailure, connected

PAGE = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id", "hash"), 0) | {"limit": 10}
PLACES: dict[str, Any] = {"offset_date": 0, "offset_id": 0, "offset_topic": 0, "limit": 10}


class Forum(Scene):
    """Alice's supergroup is a forum; bob and the bot are ordinary members."""

    def __init__(self) -> None:
        super().__init__()
        self.world.make_forum(self.supergroup, self.alice, enabled=True)
        self.bob_peer = self.peer(self.supergroup, self.bob)

    def call(self, method: str, client: Client | None = None, **fields: Any) -> TLObject:
        person = self.bot if client is self.bot_client else self.bob
        return (client or self.bob_client).call(method, channel=tl("inputChannel", **self.channel(person)), **fields)

    def begin(self, title: str, client: Client | None = None, random_id: int = 1, **more: Any) -> int:
        answer = self.call("channels.createForumTopic", client, title=title, random_id=random_id, **more)
        number: int = answer["updates"][0]["id"]
        return number

    def topics(self, **more: Any) -> list[TLObject]:
        found: list[TLObject] = self.call("channels.getForumTopics", **(PLACES | more))["topics"]
        return found

    def say_in(self, topic: int, text: str, random_id: int, **reply: Any) -> TLObject:
        named = tl("inputReplyToMessage", **({"reply_to_msg_id": topic} | reply))
        answer = send(self.bob_client, self.bob_peer, text, random_id, reply_to=named)
        message: TLObject = answer["updates"][1]["message"]
        return message


@pytest.fixture
def forum() -> Forum:
    return Forum()


def refused(code: int, name: str, act: Callable[[], object]) -> None:
    with pytest.raises((RpcFailure, WorldError)) as caught:
        act()
    assert (getattr(caught.value, "code", 0), getattr(caught.value, "name", "")) == (code, name)


def test_a_topic_is_begun_by_a_message(forum: Forum) -> None:
    """All hear of it by a service message, whose number is the topic's; a strange colour becomes the first."""
    number = forum.begin("News", icon_color=COLORS[2])
    (update,) = forum.bot_client.updates()[-1:]
    strange = forum.begin("Old", random_id=2, icon_color=5)

    assert (update["message"]["id"], update["message"]["action"]) == (
        number,
        tl("messageActionTopicCreate", title="News", icon_color=COLORS[2]),
    )
    shown = {topic["id"]: topic for topic in forum.topics()}
    assert sorted(shown) == [1, number, strange]
    assert (shown[1]["title"], shown[number]["title"], shown[number]["my"]) == ("General", "News", True)
    assert (shown[number]["icon_color"], shown[strange]["icon_color"]) == (COLORS[2], COLORS[0])
    assert forum.hub.records[-1].kind == "call"


def test_what_is_said_in_a_topic_stays_in_it(forum: Forum) -> None:
    """By naming the topic, or a message of it; the header says which, and the thread has these and no others."""
    number = forum.begin("News")
    first = forum.say_in(number, "first", 11)
    answer = forum.say_in(first["id"], "answer", 12)
    named = forum.say_in(first["id"], "named", 13, top_msg_id=number)
    general = send(forum.bob_client, forum.bob_peer, "general", 14)["updates"][1]["message"]

    assert first["reply_to"] == tl("messageReplyHeader", forum_topic=True, reply_to_msg_id=number)
    header = tl("messageReplyHeader", forum_topic=True, reply_to_msg_id=first["id"], reply_to_top_id=number)
    assert (answer["reply_to"], named["reply_to"]) == (header, header)
    assert general.get("reply_to") is None

    def said(topic: int) -> list[str]:
        thread = forum.bob_client.call("messages.getReplies", peer=forum.bob_peer, msg_id=topic, **PAGE)["messages"]
        return [message["message"] for message in thread if message.name == "message"]

    assert said(number) == ["named", "answer", "first"]
    assert said(1) == ["general"]
    assert [record.detail["topic"] for record in forum.hub.records if record.text == "answer"] == [str(number)]


def test_a_search_keeps_to_a_topic(forum: Forum) -> None:
    """With top_msg_id only that topic's messages are found."""
    number = forum.begin("News")
    forum.say_in(number, "word here", 11)
    send(forum.bob_client, forum.bob_peer, "word there", 12)
    named = {"peer": forum.bob_peer, "q": "word", "filter": tl("inputMessagesFilterEmpty")}
    paged = {field: value for field, value in PAGE.items() if field != "offset_date"}
    about: dict[str, Any] = {**named, **paged, "min_date": 0, "max_date": 0}

    everywhere = forum.bob_client.call("messages.search", **about)["messages"]
    inside = forum.bob_client.call("messages.search", **about, top_msg_id=number)["messages"]

    assert [message["message"] for message in everywhere] == ["word there", "word here"]
    assert [message["message"] for message in inside] == ["word here"]


def test_topics_come_by_who_spoke_last(forum: Forum) -> None:
    """Pinned ones first; with an offset those after it; by a word of the title; with how much is unread."""
    old, new = forum.begin("Old news"), forum.begin("New news", random_id=2)
    assert [topic["id"] for topic in forum.topics()][:2] == [new, old]
    forum.world.write(forum.alice, place_of(forum.supergroup), [Draft("hello", topic=old)])

    first, second, *_ = forum.topics()
    assert (first["id"], first["unread_count"], second["id"]) == (old, 1, new)
    assert [topic["id"] for topic in forum.topics(offset_topic=old, limit=1)] == [new]
    assert [topic["id"] for topic in forum.topics(q="new N")] == [new]
    forum.bob_client.call("messages.readDiscussion", peer=forum.bob_peer, msg_id=old, read_max_id=first["top_message"])
    assert forum.topics()[0]["unread_count"] == 0


def test_a_topic_is_changed_by_whom_it_belongs_to(forum: Forum) -> None:
    """Its beginner and administrators with manage_topics; each change is told by a message in the topic."""
    number = forum.begin("News")
    edit: dict[str, Any] = {"topic_id": number, "title": "Views"}
    refused(400, "CHAT_ADMIN_REQUIRED", lambda: forum.call("channels.editForumTopic", forum.bot_client, **edit))
    told = forum.call("channels.editForumTopic", **edit)["updates"][0]["message"]
    forum.world.promote(forum.supergroup, forum.bot, CREATOR_RIGHTS)
    forum.call("channels.editForumTopic", forum.bot_client, topic_id=number, title="Views again")

    assert told["action"] == tl("messageActionTopicEdit", title="Views")
    assert told["reply_to"]["reply_to_msg_id"] == number
    assert forum.topics()[0]["title"] == "Views again"
    again: dict[str, Any] = {"topic_id": number, "title": "Views again"}
    refused(400, "TOPIC_NOT_MODIFIED", lambda: forum.call("channels.editForumTopic", **again))
    refused(400, "TOPIC_TITLE_EMPTY", lambda: forum.call("channels.editForumTopic", topic_id=number, title=" "))
    refused(400, "TOPIC_ID_INVALID", lambda: forum.call("channels.editForumTopic", topic_id=99, title="x"))


def test_a_closed_topic_takes_no_messages(forum: Forum) -> None:
    """But from those who govern it, until it is open again."""
    begun = forum.world.begin_topic(forum.supergroup, forum.alice, "Closed")
    number = begun.change_in(forum.supergroup).ids[0]
    topic = forum.world.topic(forum.supergroup, number)
    forum.world.edit_topic(forum.supergroup, topic, forum.alice, closed=True)

    refused(400, "TOPIC_CLOSED", lambda: forum.say_in(number, "no", 5))
    forum.world.write(forum.alice, place_of(forum.supergroup), [Draft("hello", topic=number)])
    forum.world.edit_topic(forum.supergroup, topic, forum.alice, closed=False)
    assert forum.say_in(number, "yes", 6)["message"] == "yes"


def test_a_topic_is_ended_with_all_in_it(forum: Forum) -> None:
    """By who may delete; nobody writes there any more, and it is told to be gone; the general one stays."""
    number = forum.begin("News")
    forum.say_in(number, "first", 5)
    refused(403, "CHAT_ADMIN_REQUIRED", lambda: forum.call("channels.deleteTopicHistory", top_msg_id=number))
    forum.world.promote(forum.supergroup, forum.bob, ADMIN_RIGHTS)

    ended = forum.call("channels.deleteTopicHistory", top_msg_id=number)

    assert ended["pts_count"] == 2
    assert forum.bot_client.updates()[-1]["messages"] == [number, number + 1]
    assert [topic["id"] for topic in forum.topics()] == [1]
    (gone,) = forum.call("channels.getForumTopicsByID", topics=[number])["topics"]
    assert gone == tl("forumTopicDeleted", id=number)
    refused(400, "TOPIC_DELETED", lambda: forum.say_in(number, "late", 6))
    refused(400, "TOPIC_ID_INVALID", lambda: forum.call("channels.deleteTopicHistory", top_msg_id=1))


def test_pinned_topics_come_first(forum: Forum) -> None:
    """Who may manage topics pins up to five; all are told."""
    numbers = [forum.begin(f"Topic {each}", random_id=each + 1) for each in range(6)]
    pin: dict[str, Any] = {"topic_id": numbers[0], "pinned": True}
    refused(400, "CHAT_ADMIN_REQUIRED", lambda: forum.call("channels.updatePinnedForumTopic", **pin))
    forum.world.promote(forum.supergroup, forum.bob, CREATOR_RIGHTS)

    for number in numbers[:5]:
        forum.call("channels.updatePinnedForumTopic", topic_id=number, pinned=True)

    assert [topic["id"] for topic in forum.topics()][:5] == numbers[4::-1]
    update = tl("updateChannelPinnedTopic", pinned=True, channel_id=forum.supergroup.id, topic_id=numbers[4])
    assert forum.bot_client.updates()[-1] == update
    last: dict[str, Any] = {"topic_id": numbers[5], "pinned": True}
    refused(400, "PINNED_TOO_MUCH", lambda: forum.call("channels.updatePinnedForumTopic", **last))
    forum.call("channels.updatePinnedForumTopic", topic_id=numbers[0], pinned=False)
    assert forum.bot_client.updates()[-1].get("pinned") is None
    forum.call("channels.updatePinnedForumTopic", **last)


def test_only_a_forum_has_topics(forum: Forum) -> None:
    """The switch is for those who may change a supergroup; without it there is no topic."""
    refused(400, "CHAT_ADMIN_REQUIRED", lambda: forum.call("channels.toggleForum", enabled=False, tabs=False))
    forum.world.promote(forum.supergroup, forum.bob, ADMIN_RIGHTS)
    forum.call("channels.toggleForum", enabled=False, tabs=False)

    refused(400, "CHANNEL_FORUM_MISSING", lambda: forum.begin("News"))
    refused(400, "CHANNEL_FORUM_MISSING", forum.topics)
    refused(400, "CHAT_NOT_MODIFIED", lambda: forum.call("channels.toggleForum", enabled=False, tabs=False))
    (chat,) = forum.call("channels.toggleForum", enabled=True, tabs=False)["chats"]
    assert chat["forum"]
    assert forum.begin("News") > 1


def test_beginning_topics_can_be_forbidden(forum: Forum) -> None:
    """A chat's default rights say whether ordinary members may."""
    forum.world.restrict_all(forum.supergroup, forum.alice, frozenset({"manage_topics"}))

    refused(403, "CHAT_WRITE_FORBIDDEN", lambda: forum.begin("News"))
    forum.world.begin_topic(forum.supergroup, forum.alice, "News")


@pytest.mark.parametrize("layer", [198, 228, 229])
def test_every_layer_has_its_own_words_for_topics(forum: Forum, layer: int) -> None:
    """Newer layers name a peer and ask messages.*; all get the same topics."""
    number = forum.begin("News")
    client = connected(forum.server, layer).log_in(forum.bot)
    channel = forum.channel(forum.bot)
    if layer > 220:
        named = {"peer": TLObject("inputPeerChannel", channel)}
        found = client.call("messages.getForumTopics", **named, **PLACES)
    else:
        found = client.call("channels.getForumTopics", channel=TLObject("inputChannel", channel), **PLACES)

    assert [(topic["id"], topic["title"]) for topic in found["topics"]] == [(number, "News"), (1, "General")]
    assert found["chats"][0]["forum"]


async def test_topics_are_ordered(forum: Forum) -> None:
    """The control API makes a forum, begins, changes and ends a topic, and lets people write in it."""
    orders = Control(forum.server).operations()
    chat = forum.world.create_chat("supergroup", "Other", forum.alice, [forum.bob])
    about = {"chat": str(chat.id)}
    await orders["chat.update"]({**about, "forum": True})
    topic = (await orders["topic.create"]({**about, "title": "News", "by": str(forum.bob.id)}))["id"]
    await orders["message.send"]({**about, "author": str(forum.bob.id), "text": "in it", "topic": topic})
    await orders["topic.update"]({**about, "topic": topic, "title": "Views", "closed": True, "pinned": True})

    (said, _) = forum.world.said_in(chat, forum.world.topic(chat, int(topic)))
    assert (said.text, chat.pinned_topics, chat.topics[int(topic)].title) == ("in it", [int(topic)], "Views")
    await orders["topic.delete"]({**about, "topic": topic})
    assert list(chat.topics) == [1]
