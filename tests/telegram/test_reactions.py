"""Custom reactions, several of one person, what a chat takes; and signs of what somebody does."""

from typing import Any

import pytest

from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world.world import place_of
from tests.telegram.scene import Scene
from tests.telegram.wire import Client, RpcFailure


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.say("react to this")
    return scene


def emoji(*names: str) -> list[TLObject]:
    return [tl("reactionEmoji", emoticon=name) for name in names]


def react(scene: Scene, client: Client, *chosen: TLObject) -> TLObject:
    person = scene.bob if client is scene.bob_client else scene.bot
    number = max(scene.supergroup.box.numbers())
    peer = scene.peer(scene.supergroup, person)
    return client.call("messages.sendReaction", peer=peer, msg_id=number, reaction=list(chosen))


def test_a_custom_emoji_is_a_reaction(scene: Scene) -> None:
    """By its document; the record has its id; one that nobody made is refused."""
    made = scene.world.files.add_emoji("🙂", b"x", "image/webp", 0)
    custom = tl("reactionCustomEmoji", document_id=made.id)

    answer = react(scene, scene.bob_client, custom)

    assert answer["updates"][0]["reactions"]["results"][0]["reaction"] == custom
    assert (scene.last().kind, scene.hub.records[-2].text) == ("call", str(made.id))
    with pytest.raises(RpcFailure, match="DOCUMENT_INVALID"):
        react(scene, scene.bob_client, tl("reactionCustomEmoji", document_id=1))


def test_people_with_premium_have_three(scene: Scene) -> None:
    """In the order in which they chose; everybody else has one."""
    with pytest.raises(RpcFailure, match="REACTIONS_TOO_MANY"):
        react(scene, scene.bob_client, *emoji("👍", "🔥"))
    scene.bob.premium = True

    answer = react(scene, scene.bob_client, *emoji("👍", "🔥", "🎉"))

    results = answer["updates"][0]["reactions"]["results"]
    assert [(each["chosen_order"], each["reaction"]["emoticon"]) for each in results] == [
        (0, "👍"),
        (1, "🔥"),
        (2, "🎉"),
    ]
    with pytest.raises(RpcFailure, match="REACTIONS_TOO_MANY"):
        react(scene, scene.bob_client, *emoji("👍", "🔥", "🎉", "💯"))


def test_a_chat_says_what_it_takes(scene: Scene) -> None:
    """Its administrators do, clients see it, and others' reactions are refused."""
    scene.world.promote(scene.supergroup, scene.bot)
    some = tl("chatReactionsSome", reactions=emoji("🎉"))
    named: dict[str, Any] = {"peer": scene.peer(scene.supergroup, scene.bot), "available_reactions": some}

    scene.bot_client.call("messages.setChatAvailableReactions", **named)

    assert scene.server.views.chats.full(scene.supergroup, scene.bob)["available_reactions"] == some
    react(scene, scene.bob_client, *emoji("🎉"))
    with pytest.raises(RpcFailure, match="REACTION_INVALID"):
        react(scene, scene.bob_client, *emoji("👍"))
    named["peer"] = scene.peer(scene.supergroup, scene.bob)
    with pytest.raises(RpcFailure, match="CHAT_ADMIN_REQUIRED"):
        scene.bob_client.call("messages.setChatAvailableReactions", **named)


def test_who_reacted_comes_in_pages(scene: Scene) -> None:
    """Of all reactions, or of one."""
    react(scene, scene.bob_client, *emoji("👍"))
    react(scene, scene.bot_client, *emoji("🔥"))
    place = place_of(scene.supergroup)
    about = {
        "peer": scene.peer(scene.supergroup, scene.bob),
        "id": max(scene.world.box_for(scene.bob, place).numbers()),
    }

    first = scene.bob_client.call("messages.getMessageReactionsList", limit=1, **about)
    second = scene.bob_client.call("messages.getMessageReactionsList", limit=1, offset=first["next_offset"], **about)
    (fire,) = emoji("🔥")
    only = scene.bob_client.call("messages.getMessageReactionsList", limit=9, reaction=fire, **about)

    assert [each["reactions"][0]["peer_id"]["user_id"] for each in (first, second)] == [scene.bob.id, scene.bot.id]
    assert (first["count"], second.get("next_offset"), only["count"]) == (2, None, 1)


def test_other_signs_than_writing_reach_others(scene: Scene) -> None:
    """As what they are; the stream has no typing for them."""
    action = tl("sendMessageUploadPhotoAction", progress=3)

    scene.bot_client.call("messages.setTyping", peer=scene.peer(scene.supergroup, scene.bot), action=action)

    assert scene.bob_client.updates()[-1]["action"] == action
    assert "typing" not in [record.kind for record in scene.hub.records]
