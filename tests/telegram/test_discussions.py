"""A channel and its discussion group: posts are copied there, and answers to the copies are the posts' comments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fakes.telegram.control import Control
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Happened, Message, Person, WorldError
from fakes.telegram.world.world import place_of
from tests.telegram.scene import Scene, send
from tests.telegram.wire import RpcFailure

PAGE = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id", "hash"), 0) | {"limit": 10}


class Linked(Scene):
    """Alice's channel, whose posts are discussed in her supergroup; bob reads one and talks in the other."""

    def __init__(self) -> None:
        super().__init__()
        self.channel_chat = self.world.create_chat("supergroup", "Paper", self.alice, [self.bob], broadcast=True)
        self.world.discuss_in(self.channel_chat, self.supergroup, self.alice)
        hashes = self.server.views.hashes
        access_hash = hashes.of(self.bob.id, "channel", self.channel_chat.id)
        self.channel_peer = tl("inputPeerChannel", channel_id=self.channel_chat.id, access_hash=access_hash)
        self.group_peer = self.peer(self.supergroup, self.bob)

    def post(self, text: str) -> Message:
        return self.world.send(self.alice, place_of(self.channel_chat), text).messages[0]

    def copy(self, post: Message, viewer: Person | None = None) -> TLObject:
        """Return the copy in the group, as somebody (bob) sees it."""
        copy = self.world.copy_of(post)
        assert copy is not None
        return self.server.views.messages.message(copy, viewer or self.bob)

    def comment(self, number: int, text: str, random_id: int) -> TLObject:
        reply = tl("inputReplyToMessage", reply_to_msg_id=number)
        updates = send(self.bob_client, self.group_peer, text, random_id, reply_to=reply)["updates"]
        message: TLObject = updates[1]["message"]
        return message

    def seen(self, post: Message) -> TLObject:
        return self.server.views.messages.message(post, self.bob)


@pytest.fixture
def linked() -> Linked:
    return Linked()


def refused(name: str, act: Callable[[], object]) -> None:
    with pytest.raises((RpcFailure, WorldError)) as caught:
        act()
    assert getattr(caught.value, "name", "") == name


def test_a_post_is_copied_in_the_channels_name(linked: Linked) -> None:
    """Pinned, from the channel to everybody (its author too), with where the post stands."""
    happened: list[Happened] = []
    linked.world.listen(happened.append)
    post = linked.post("news")
    copy = linked.copy(post)
    paper = tl("peerChannel", channel_id=linked.channel_chat.id)

    assert (copy["message"], copy["from_id"], copy["pinned"]) == ("news", paper, True)
    for_author = linked.copy(post, linked.alice)
    assert (for_author["from_id"], for_author.get("out")) == (paper, None)
    source = {"from_id": paper, "channel_post": 3, "saved_from_peer": paper, "saved_from_msg_id": 3}
    assert copy["fwd_from"].fields == {**source, "date": post.date}
    kinds = [update.name for update in linked.bob_client.updates()[-3:]]
    assert kinds == ["updateNewChannelMessage", "updateNewChannelMessage", "updatePinnedChannelMessages"]
    assert [each.kind for each in happened] == ["message", "message", "pin"]
    assert [record.detail.get("as") for record in linked.hub.records if record.text == "news"] == [
        None,
        str(linked.channel_chat.id),
    ]


def test_answers_are_comments(linked: Linked) -> None:
    """The post counts them, the thread has them, and an answer to an answer names the thread too."""
    post = linked.post("news")
    root = linked.copy(post)["id"]
    first = linked.comment(root, "first", 11)
    second = linked.comment(first["id"], "second", 12)
    linked.say("something else")

    counted = linked.seen(post)["replies"]
    assert (counted["comments"], counted["channel_id"], counted["replies"]) == (True, linked.supergroup.id, 2)
    assert counted["max_id"] == second["id"]
    assert linked.copy(post)["replies"].get("comments") is None
    assert first["reply_to"].get("reply_to_top_id") is None
    assert (second["reply_to"]["reply_to_msg_id"], second["reply_to"]["reply_to_top_id"]) == (first["id"], root)
    answer = linked.bob_client.call("messages.getReplies", peer=linked.channel_peer, msg_id=3, **PAGE)
    assert [message["message"] for message in answer["messages"]] == ["second", "first"]


def test_a_discussion_is_found_from_its_post(linked: Linked) -> None:
    """The message that it begins with, its last number and what is unread; the same from the group's side."""
    post = linked.post("news")
    root = linked.copy(post)["id"]
    linked.world.send(linked.alice, place_of(linked.supergroup), "comment", reply_to=post.copy_ref)

    for peer, number in ((linked.channel_peer, 3), (linked.group_peer, root)):
        found = linked.bob_client.call("messages.getDiscussionMessage", peer=peer, msg_id=number)
        assert [message["id"] for message in found["messages"]] == [root]
        assert (found["max_id"], found["unread_count"]) == (root + 1, 1)
    assert {chat["id"] for chat in found["chats"]} == {linked.supergroup.id, linked.channel_chat.id}


def test_a_post_from_before_is_discussed_nowhere(linked: Linked) -> None:
    """Only what is posted while the chats are linked has comments."""
    linked.world.discuss_in(linked.channel_chat, None, linked.alice)
    post = linked.post("alone")

    assert linked.seen(post).get("replies") is None
    ask = {"peer": linked.channel_peer, "msg_id": 3}
    refused("MSG_ID_INVALID", lambda: linked.bob_client.call("messages.getDiscussionMessage", **ask))


def test_an_edited_post_is_edited_in_its_discussion(linked: Linked) -> None:
    """And everybody there is told."""
    post = linked.post("news")
    linked.world.edit(linked.alice, post, "news, corrected")

    assert linked.copy(post)["message"] == "news, corrected"
    assert [update.name for update in linked.bob_client.updates()[-2:]] == ["updateEditChannelMessage"] * 2


def test_a_forwarded_post_names_its_channel(linked: Linked) -> None:
    """Who posted it stays unknown."""
    (forwarded,) = linked.world.forward(linked.bob, [linked.post("news")], place_of(linked.group))
    header = linked.server.views.messages.message(forwarded.messages[0], linked.bob)["fwd_from"]

    assert header["from_id"] == tl("peerChannel", channel_id=linked.channel_chat.id)
    assert (header["channel_post"], header.get("saved_from_peer")) == (3, None)


def test_a_link_is_one_channels_with_one_group(linked: Linked) -> None:
    """Either side shows it; another group takes the place of the first; only those with the rights may."""
    channel = TLObject("inputChannel", linked.channel_peer.fields)
    full = linked.bob_client.call("channels.getFullChannel", channel=channel)
    assert full["full_chat"]["linked_chat_id"] == linked.supergroup.id
    assert [chat["has_link"] for chat in full["chats"]] == [True, True]
    group = tl("inputChannel", **linked.channel(linked.bob))
    ask: dict[str, Any] = {"broadcast": channel, "group": tl("inputChannelEmpty")}
    refused("CHAT_ADMIN_REQUIRED", lambda: linked.bob_client.call("channels.setDiscussionGroup", **ask))
    turned = {"broadcast": group, "group": channel}
    refused("BROADCAST_ID_INVALID", lambda: linked.bob_client.call("channels.setDiscussionGroup", **turned))
    refused("LINK_NOT_MODIFIED", lambda: linked.world.discuss_in(linked.channel_chat, linked.supergroup, linked.alice))
    refused("MEGAGROUP_ID_INVALID", lambda: linked.world.discuss_in(linked.channel_chat, linked.group, linked.alice))

    other = linked.world.create_chat("supergroup", "Other", linked.alice)
    linked.world.discuss_in(linked.channel_chat, other, linked.alice)
    assert (linked.supergroup.linked_to, other.linked_to) == (None, linked.channel_chat.id)


async def test_a_link_is_ordered(linked: Linked) -> None:
    """The control API links a channel, and with null unlinks it."""
    update = Control(linked.server).operations()["chat.update"]
    await update({"chat": str(linked.channel_chat.id), "discussion": None})
    assert linked.channel_chat.linked_to is None
    await update({"chat": str(linked.channel_chat.id), "discussion": str(linked.supergroup.id)})
    assert linked.supergroup.linked_to == linked.channel_chat.id
