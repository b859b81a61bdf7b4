"""Reactions in the world."""

from __future__ import annotations

import pytest

from fakes.discord.errors import ApiError
from fakes.discord.message import message_json
from fakes.discord.permissions import Permission
from fakes.discord.reactions import MAX_EMOJI
from tests.discord.api import Api
from tests.discord.pictures import gif, png
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


def test_a_variation_selector_makes_no_other_emoji() -> None:
    """One heart with and one without its selector are the same reaction, also when it is taken away."""
    scene = Scene()
    message = scene.says(scene.alice, "hi")
    for person, emoji in ((scene.alice, "❤️"), (scene.bob, "❤")):
        scene.world.reactions.add(person, scene.channel, message, emoji, "control")
    assert message.reactions == {"❤️": [scene.alice.id, scene.bob.id]}

    scene.world.reactions.remove(scene.alice, scene.channel, message, "❤", "control")

    assert message.reactions == {"❤️": [scene.bob.id]}


def test_a_custom_emoji_has_its_id() -> None:
    """A guild's emoji reacts under its own name, whatever name was sent, and tells whether it moves."""
    scene = Scene()
    emoji = scene.world.expressions.create_emoji(scene.guild, scene.alice, "blob", gif(frames=2))
    message = scene.says(scene.alice, "hi")

    scene.world.reactions.add(scene.bob, scene.channel, message, f"other:{emoji.id}", "wire")

    assert scene.events[-1].data["emoji"] == {"id": emoji.id, "name": "blob", "animated": True}
    assert scene.facts[-1].text == f"blob:{emoji.id}"


def test_a_strangers_emoji_is_unknown() -> None:
    """An emoji of a guild that the person isn't in is 10014; one of another of its guilds needs a right."""
    scene = Scene()
    other = scene.world.guilds.create("Other", scene.alice, [], "")
    emoji = scene.world.expressions.create_emoji(other, scene.alice, "blob", png())
    message, name = scene.says(scene.alice, "hi"), f"blob:{emoji.id}"

    with pytest.raises(ApiError) as refused:
        scene.world.reactions.add(scene.bob, scene.channel, message, name, "wire")
    assert refused.value.code == 10014
    scene.world.guilds.join(other, scene.bob, "control")
    scene.allow(scene.bob.id, deny=Permission.USE_EXTERNAL_EMOJIS)
    with pytest.raises(ApiError) as refused:
        scene.world.reactions.add(scene.bob, scene.channel, message, name, "wire")
    assert refused.value.code == 50013
    scene.world.reactions.add(scene.alice, scene.channel, message, name, "wire")
    assert message.reactions == {name: [scene.alice.id]}


def test_a_message_bears_twenty_emoji() -> None:
    """The 21st emoji is 30010, while one that is there takes another person."""
    scene = Scene()
    message = scene.says(scene.alice, "hi")
    emoji = [chr(0x1F600 + number) for number in range(MAX_EMOJI + 1)]
    for one in emoji[:-1]:
        scene.world.reactions.add(scene.alice, scene.channel, message, one, "control")

    with pytest.raises(ApiError) as refused:
        scene.world.reactions.add(scene.alice, scene.channel, message, emoji[-1], "control")
    scene.world.reactions.add(scene.bob, scene.channel, message, emoji[0], "control")

    assert refused.value.code == 30010
    assert len(message.reactions) == MAX_EMOJI


def test_super_reactions_are_counted_apart() -> None:
    """A super reaction is counted with the plain ones and beside them, and is taken away by its own path."""
    api = Api()
    alice, bob = api.scene.alice, api.scene.bob
    message = f"{api.messages}/{api.scene.says(alice, 'hi').id}"
    path = f"{message}/reactions/%F0%9F%91%8D"
    api.ask(alice, "PUT", f"{path}/@me", type="1")
    api.ask(bob, "PUT", f"{path}/@me", type="0", location="Message")

    (shown,) = api.ask(alice, "GET", message).body["reactions"]
    api.scene.clock.now += 1

    assert (shown["count"], shown["count_details"]) == (2, {"normal": 1, "burst": 1})
    assert (shown["me"], shown["me_burst"]) == (False, True)
    assert [one["id"] for one in api.ask(bob, "GET", path, type="1").body] == [alice.id]
    assert api.ask(alice, "DELETE", f"{path}/1/@me").events[0].data["burst"] is True


def test_moderators_clear_reactions() -> None:
    """All reactions with an emoji, or all, go by one event and a fact each; without MANAGE_MESSAGES it is 50013."""
    api = Api()
    scene = api.scene
    message = scene.says(scene.alice, "hi")
    for person, emoji in ((scene.alice, "👍"), (scene.bob, "👍"), (scene.bob, "🎉")):
        scene.world.reactions.add(person, scene.channel, message, emoji, "control")
    path = f"{api.messages}/{message.id}/reactions"

    refused = api.ask(scene.bob, "DELETE", path)
    some = api.ask(scene.bot, "DELETE", f"{path}/%F0%9F%91%8D")
    scene.clock.now += 1
    rest = api.ask(scene.bot, "DELETE", path)

    assert refused.body["code"] == 50013
    assert [(one.name, one.data["emoji"]["name"]) for one in some.events] == [("MESSAGE_REACTION_REMOVE_EMOJI", "👍")]
    assert [one.name for one in rest.events] == ["MESSAGE_REACTION_REMOVE_ALL"]
    assert [one.text for one in scene.facts if one.kind == "unreaction"] == ["👍", "👍", "🎉"]
    assert message.reactions == {}


def test_reactors_come_by_pages() -> None:
    """Reactors come by growing id, so many at a time, after an id."""
    api = Api()
    scene = api.scene
    message = scene.says(scene.alice, "hi")
    for person in (scene.bot, scene.bob, scene.alice):
        scene.world.reactions.add(person, scene.channel, message, "👍", "control")
    path = f"{api.messages}/{message.id}/reactions/%F0%9F%91%8D"

    first = [one["id"] for one in api.ask(scene.bot, "GET", path, limit="2").body]
    rest = [one["id"] for one in api.ask(scene.bot, "GET", path, after=first[-1]).body]

    assert first + rest == [scene.alice.id, scene.bob.id, scene.bot.id]
