"""Quotes, answers to messages elsewhere, forwards and pins: what others see of them."""

from typing import Any

import pytest

from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Chat
from fakes.telegram.world.media import location
from fakes.telegram.world.messages import Draft
from fakes.telegram.world.world import place_of
from tests.telegram.scene import Scene, send
from tests.telegram.wire import RpcFailure


@pytest.fixture
def scene() -> Scene:
    return Scene()


def number_of(scene: Scene, ref: int, chat: Chat) -> int:
    """Return what the bot calls a message."""
    return scene.world.box_for(scene.bot, place_of(chat)).number(ref) or 0


def last(scene: Scene) -> TLObject:
    message: TLObject = scene.bob_client.updates()[-1]["message"]
    return message


def answer(scene: Scene, ref: int, chat: Chat, **more: Any) -> TLObject:
    """Let the bot answer in the supergroup; return what bob sees."""
    reply = tl("inputReplyToMessage", reply_to_msg_id=number_of(scene, ref, chat), **more)
    random_id = scene.world.next_ref
    send(scene.bot_client, scene.peer(scene.supergroup, scene.bot), "re", random_id, reply_to=reply)
    header: TLObject = last(scene)["reply_to"]
    return header


def test_a_quote_is_shown_with_its_place(scene: Scene) -> None:
    """The part that is answered comes along; words that nobody wrote can't be quoted."""
    ref = scene.say("one two three")

    header = answer(scene, ref, scene.supergroup, quote_text="two", quote_offset=4)

    assert (header["quote"], header["quote_text"], header["quote_offset"]) == (True, "two", 4)
    assert header["reply_to_msg_id"] == number_of(scene, ref, scene.supergroup)
    quotes = [record.detail.get("quote") for record in scene.hub.records if record.kind == "message"]
    assert quotes == [None, "two"]
    with pytest.raises(RpcFailure, match="QUOTE_TEXT_INVALID"):
        answer(scene, ref, scene.supergroup, quote_text="four")


def test_an_answer_to_elsewhere_says_where(scene: Scene) -> None:
    """Who wrote it and when shows to all; its place only to those who are there."""
    ref = scene.say("over there", scene.group)
    carol = scene.world.people.create("Carol")
    scene.world.invite(scene.supergroup, scene.alice, [carol])

    header = answer(scene, ref, scene.group, reply_to_peer_id=scene.peer(scene.group, scene.bot))

    assert header["reply_from"]["from_id"] == tl("peerUser", user_id=scene.alice.id)
    assert header["reply_to_peer_id"] == tl("peerChat", chat_id=scene.group.id)
    message = scene.world.message(scene.world.next_ref - 1)
    hidden = scene.server.views.messages.message(message, carol)["reply_to"]
    assert "reply_to_peer_id" not in hidden.fields
    assert hidden["reply_from"]["from_id"] == tl("peerUser", user_id=scene.alice.id)


def test_an_unknown_message_can_not_be_answered(scene: Scene) -> None:
    """A number of another place, or of none, is refused."""
    with pytest.raises(RpcFailure, match="REPLY_MESSAGE_ID_INVALID"):
        answer(scene, scene.say("hi", scene.group), scene.supergroup, reply_to_peer_id=tl("inputPeerSelf"))


def forward(scene: Scene, refs: list[int], *, random_ids: list[int] | None = None, **flags: Any) -> list[TLObject]:
    """Let the bot forward from the supergroup to the group; return what bob sees."""
    seen = len(scene.bob_client.updates())
    scene.bot_client.call(
        "messages.forwardMessages",
        from_peer=scene.peer(scene.supergroup, scene.bot),
        to_peer=scene.peer(scene.group, scene.bot),
        id=[number_of(scene, ref, scene.supergroup) for ref in refs],
        random_id=random_ids or [ref + 1000 for ref in refs],
        **flags,
    )
    return [update["message"] for update in scene.bob_client.updates()[seen:]]


def test_a_forward_names_its_author(scene: Scene) -> None:
    """The header tells who wrote it and when, also of what was forwarded before."""
    (message,) = forward(scene, [scene.say("news")])

    assert message["message"] == "news"
    assert message["fwd_from"]["from_id"] == tl("peerUser", user_id=scene.alice.id)
    ref = scene.world.next_ref - 1
    again = scene.world.forward(scene.bob, [scene.world.message(ref)], place_of(scene.supergroup))[0].messages[0]
    assert again.forwarded is not None
    assert again.forwarded.author_id == scene.alice.id
    assert scene.last().detail["forwarded"]["author"] == str(scene.alice.id)


def test_who_hides_is_a_name_only(scene: Scene) -> None:
    """A person's privacy leaves the name alone."""
    scene.alice.hides_forwards = True

    header = forward(scene, [scene.say("news")])[0]["fwd_from"]

    assert (header.get("from_id"), header["from_name"]) == (None, "Alice")


def test_a_copy_names_nobody(scene: Scene) -> None:
    """Without the author there is no header; captions can be left out with it."""
    post = scene.world.write(scene.alice, place_of(scene.supergroup), [Draft("here", media=location(1, 2))])[0]
    ref = post.messages[0].ref

    (copy,) = forward(scene, [ref], drop_author=True)
    (bare,) = forward(scene, [ref], random_ids=[9], drop_author=True, drop_media_captions=True)

    assert (copy.get("fwd_from"), copy["message"]) == (None, "here")
    assert (bare["message"], bare["media"].name) == ("", "messageMediaGeo")


def test_an_album_stays_one(scene: Scene) -> None:
    """Its copies share an id of their own."""
    drafts = [Draft(media=location(1, 2), album=77), Draft(media=location(1, 2), album=77)]
    posts = scene.world.write(scene.alice, place_of(scene.supergroup), drafts)

    copies = forward(scene, [post.messages[0].ref for post in posts])

    assert copies[0]["grouped_id"] == copies[1]["grouped_id"] != 77


@pytest.mark.parametrize("where", ["chat", "message"])
def test_protected_content_stays(scene: Scene, where: str) -> None:
    """Neither a protected chat's messages nor a protected message can be forwarded."""
    ref = scene.say("secret")
    thing = scene.supergroup if where == "chat" else scene.world.message(ref)
    thing.protected = True

    with pytest.raises(RpcFailure, match="CHAT_FORWARDS_RESTRICTED"):
        forward(scene, [ref])


def test_forwards_have_rules(scene: Scene) -> None:
    """Something must be forwarded, each under an id, and service messages can't be."""
    ref = scene.say("hi")
    created = next(ref for ref in range(1, 9) if scene.world.message(ref).place == place_of(scene.supergroup))

    for name, refs, random_ids in (
        ("MESSAGE_IDS_EMPTY", [], [1]),
        ("RANDOM_ID_INVALID", [ref], [1, 2]),
        ("MESSAGE_ID_INVALID", [created], [1]),
    ):
        with pytest.raises(RpcFailure) as caught:
            forward(scene, refs, random_ids=random_ids)
        assert caught.value.name == name


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_pin_is_an_update_and_a_service_message(scene: Scene, kind: str) -> None:
    """Everybody learns the number under which they know the message; unpinning is told without a message."""
    chat = scene.group if kind == "group" else scene.supergroup
    ref = scene.say("notice", chat)
    number = scene.world.box_for(scene.bob, place_of(chat)).number(ref)
    about = {"peer": scene.peer(chat, scene.bot), "id": number_of(scene, ref, chat)}
    update = "updatePinnedMessages" if kind == "group" else "updatePinnedChannelMessages"
    before = len(scene.bob_client.updates())

    answer = scene.bot_client.call("messages.updatePinnedMessage", **about)
    pinned, told = scene.bob_client.updates()[before:]

    assert [each.name for each in answer["updates"]] == [pinned.name, told.name]
    assert (pinned.name, pinned["pinned"], pinned["messages"]) == (update, True, [number])
    assert told["message"]["action"].name == "messageActionPinMessage"
    assert told["message"]["reply_to"]["reply_to_msg_id"] == number
    assert (scene.last().kind, scene.hub.records[-2].detail["act"]) == ("call", "pinned")
    with pytest.raises(RpcFailure, match="CHAT_NOT_MODIFIED"):
        scene.bot_client.call("messages.updatePinnedMessage", **about)

    scene.bot_client.call("messages.updatePinnedMessage", unpin=True, **about)
    assert scene.bob_client.updates()[-1].get("pinned") is None
    assert scene.bob_client.updates()[-1].name == update


def test_a_pin_shows_on_the_message_and_all_are_unpinned(scene: Scene) -> None:
    """Until its deletion or until all are taken away at once."""
    refs = [scene.say(text) for text in ("a", "b", "c")]
    place = place_of(scene.supergroup)
    for ref in refs:
        scene.world.pin(scene.alice, scene.world.message(ref))
    scene.world.delete(scene.alice, [scene.world.message(refs[0])])

    assert [message.ref for message in scene.world.pinned(scene.bob, place)] == refs[:0:-1]
    assert scene.server.views.messages.message(scene.world.message(refs[1]), scene.bob)["pinned"]
    answer = scene.bot_client.call("messages.unpinAllMessages", peer=scene.peer(scene.supergroup, scene.bot))
    assert answer["pts_count"] == 2
    assert scene.world.pinned(scene.bob, place) == []


def test_a_pin_for_oneself_tells_nobody(scene: Scene) -> None:
    """In a private chat one side may pin alone."""
    hello = scene.world.send(scene.bob, place_of(scene.group), "hi").messages[0]
    private = scene.world.forward(scene.bob, [hello], type(hello.place).private(scene.bob.id, scene.alice.id))
    message = private[0].messages[0]
    before = scene.alice.box.pts

    scene.world.pin(scene.bob, message, alone=True)

    assert (message.ref in scene.bob.box.pinned, message.ref in scene.alice.box.pinned) == (True, False)
    assert scene.alice.box.pts == before
