"""Reactions in the world."""

from __future__ import annotations

import pytest

from fakes.discord.errors import ApiError
from fakes.discord.message import message_json
from fakes.discord.permissions import Permission
from tests.discord.scene import Scene


def test_a_reaction_counts_once_a_person() -> None:
    """Two people's reactions count two; the same one again changes and tells nothing."""
    scene = Scene()
    message = scene.says(scene.alice, "hi")

    for person in (scene.alice, scene.bob, scene.bob):
        scene.world.reactions.add(person, scene.channel, message, "👍", "control")

    (reaction,) = message_json(scene.channel, message, scene.bob.id)["reactions"]
    assert (reaction["count"], reaction["me"]) == (2, True)
    assert scene.names().count("MESSAGE_REACTION_ADD") == 2
    assert [fact.target for fact in scene.facts if fact.kind == "reaction"] == [message.id, message.id]


def test_a_removed_reaction_is_gone() -> None:
    """A reaction taken away leaves the message and is told; taking it away again isn't."""
    scene = Scene()
    message = scene.says(scene.alice, "hi")
    scene.world.reactions.add(scene.bob, scene.channel, message, "👍", "control")

    for _ in range(2):
        scene.world.reactions.remove(scene.bob, scene.channel, message, "👍", "control")

    assert "reactions" not in message_json(scene.channel, message)
    assert scene.names().count("MESSAGE_REACTION_REMOVE") == 1


@pytest.mark.parametrize("emoji", ["👍", "❤️", "❤", "1️⃣", "🇩🇪", "👨‍👩‍👧", "‼️"])
def test_unicode_emoji_are_known(emoji: str) -> None:
    """Emoji of every make are taken."""
    scene = Scene()
    message = scene.says(scene.alice, "hi")

    scene.world.reactions.add(scene.bob, scene.channel, message, emoji, "wire")

    assert message.reactions == {emoji: [scene.bob.id]}


@pytest.mark.parametrize("emoji", ["x", "thumbsup", "party:123", "ä"])
def test_other_text_is_no_emoji(emoji: str) -> None:
    """Letters, and custom emoji that no guild has, are 10014."""
    scene = Scene()
    message = scene.says(scene.alice, "hi")

    with pytest.raises(ApiError) as refused:
        scene.world.reactions.add(scene.bob, scene.channel, message, emoji, "wire")
    assert refused.value.code == 10014


def test_a_new_emoji_needs_a_permission_that_a_known_one_doesnt() -> None:
    """Without ADD_REACTIONS bob joins alice's reaction, and can't begin another."""
    scene = Scene()
    message = scene.says(scene.alice, "hi")
    scene.world.reactions.add(scene.alice, scene.channel, message, "👍", "control")
    scene.allow(scene.bob.id, deny=Permission.ADD_REACTIONS)

    scene.world.reactions.add(scene.bob, scene.channel, message, "👍", "control")
    with pytest.raises(ApiError) as refused:
        scene.world.reactions.add(scene.bob, scene.channel, message, "🎉", "control")
    assert refused.value.code == 50013
