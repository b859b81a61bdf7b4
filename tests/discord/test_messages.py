"""Messages in the world: what is kept, told and refused."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord.drafts import MAX_CONTENT, read_draft
from fakes.discord.errors import ApiError
from fakes.discord.history import Side
from fakes.discord.message import message_json
from fakes.discord.permissions import Permission
from tests.discord.scene import Scene


def test_a_message_is_told_and_witnessed() -> None:
    """A message becomes one event and one fact, with the author's visible name, the scope and the same id."""
    scene = Scene()

    message = scene.says(scene.alice, "hi")

    assert scene.names() == ["MESSAGE_CREATE"]
    assert scene.events[0].data["id"] == message.id
    (fact,) = scene.facts
    assert (fact.kind, fact.ref, fact.text, fact.scope) == ("message", message.id, "hi", "scene")
    assert fact.author is not None
    assert (fact.author.name, fact.author.via) == ("Alice A", "person")


def test_a_reply_shows_what_it_answers() -> None:
    """A reply has type 19, carries the replied-to message, and mentions its author."""
    scene = Scene()
    first = scene.says(scene.bob, "question")

    reply = scene.says(scene.alice, "answer", message_reference={"message_id": first.id})

    shown = message_json(scene.channel, reply)
    assert (shown["type"], shown["referenced_message"]["content"]) == (19, "question")
    assert [user["id"] for user in shown["mentions"]] == [scene.bob.id]
    assert scene.facts[-1].target == first.id


def test_a_reply_to_nothing_is_refused() -> None:
    """A reply to a message that doesn't exist is 50035, unless it says that it need not exist."""
    scene = Scene()
    reference = {"message_id": "1"}

    with pytest.raises(ApiError, match="Invalid Form Body"):
        scene.says(scene.alice, "answer", message_reference=reference)
    assert scene.says(scene.alice, "anyway", message_reference=reference | {"fail_if_not_exists": False}).reply_to == ""


def test_an_edit_stamps_the_answer_and_the_event_alike() -> None:
    """The edited message and its event carry the same edited_timestamp."""
    scene = Scene()
    message = scene.says(scene.alice, "before")
    scene.clock.now += 5

    edited = scene.world.messages.edit(
        scene.alice, scene.channel, message.id, read_draft({"content": "after"}), "control"
    )

    event = scene.events[-1]
    assert (event.name, event.data["content"]) == ("MESSAGE_UPDATE", "after")
    assert event.data["edited_timestamp"] == message_json(scene.channel, edited)["edited_timestamp"] is not None


def test_only_the_author_edits() -> None:
    """Bob can't edit alice's message, and alice can."""
    scene = Scene()
    message = scene.says(scene.alice, "mine")
    draft = read_draft({"content": "changed"})

    with pytest.raises(ApiError) as refused:
        scene.world.messages.edit(scene.bob, scene.channel, message.id, draft, "control")

    assert refused.value.code == 50005
    assert scene.world.messages.edit(scene.alice, scene.channel, message.id, draft, "control").content == "changed"


def test_deleting_anothers_message_needs_manage_messages() -> None:
    """Bob may not delete alice's message; the bot, with MANAGE_MESSAGES, may, and then it is gone."""
    scene = Scene()
    message = scene.says(scene.alice, "mine")

    with pytest.raises(ApiError) as refused:
        scene.world.messages.delete(scene.bob, scene.channel, message.id, "control")
    scene.world.messages.delete(scene.bot, scene.channel, message.id, "control")

    assert refused.value.code == 50013
    assert message.id not in scene.channel.messages
    assert scene.names()[-1] == "MESSAGE_DELETE"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"content": "x" * (MAX_CONTENT + 1)}, ["content"]),
        ({"content": "x", "nonce": "n" * 26}, ["nonce"]),
        ({"embeds": [{}, {"title": "t" * 257}]}, ["embeds", "1", "title"]),
        ({"content": "x", "message_reference": {"message_id": "x"}}, ["message_reference", "message_id"]),
        ({"content": ["x"]}, ["content"]),
    ],
)
def test_a_wrong_field_is_named_by_its_path(body: dict[str, Any], path: list[str]) -> None:
    """A field outside its limits is 50035 with the error under the field's path."""
    with pytest.raises(ApiError) as refused:
        read_draft(body)

    node = refused.value.body()["errors"]
    for part in path:
        node = node[part]
    assert node["_errors"][0]["message"]


def test_the_limit_itself_is_allowed() -> None:
    """A message of exactly 2,000 characters goes through, whatever they are made of."""
    scene = Scene()

    assert scene.says(scene.alice, "🎉" * MAX_CONTENT).content == "🎉" * MAX_CONTENT


@pytest.mark.parametrize("content", ["", "   \n"])
def test_an_empty_message_is_refused(content: str) -> None:
    """A message of nothing, or of white space alone, is 50006."""
    scene = Scene()

    with pytest.raises(ApiError) as refused:
        scene.says(scene.alice, content)
    assert refused.value.code == 50006


def test_an_enforced_nonce_posts_once() -> None:
    """The same nonce gives the same message when enforced, and another one when not."""
    scene = Scene()
    first = scene.says(scene.alice, "hi", nonce="n1", enforce_nonce=True)

    assert scene.says(scene.alice, "hi", nonce="n1", enforce_nonce=True).id == first.id
    assert scene.says(scene.alice, "hi", nonce="n1").id != first.id
    assert scene.events[0].data["nonce"] == "n1"


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        ("before", ["4", "3"]),
        ("after", ["7", "6"]),
        ("around", ["5"]),
        ("around", ["6", "5"]),
        ("around", ["7", "6", "5", "4", "3"]),
        ("before", ["4", "3", "2", "1", "0"]),
    ],
)
def test_history_goes_around_an_anchor(side: Side, expected: list[str]) -> None:
    """History before, after and around a message is newest first and nearest to it."""
    scene = Scene()
    messages = [scene.says(scene.alice, str(number)) for number in range(10)]

    found = scene.world.messages.history(scene.bob, scene.channel, len(expected), messages[5].id, side)

    assert [message.content for message in found] == expected


def test_history_needs_a_permission() -> None:
    """Who may not read the history gets an empty list; before that, the messages."""
    scene = Scene()
    scene.says(scene.alice, "old")
    assert len(scene.world.messages.history(scene.bob, scene.channel, 50)) == 1

    scene.allow(scene.bob.id, deny=Permission.READ_MESSAGE_HISTORY)

    assert scene.world.messages.history(scene.bob, scene.channel, 50) == []


def test_mentions_follow_what_is_allowed() -> None:
    """A mention counts unless allowed_mentions leaves it out."""
    scene = Scene()
    text = f"<@{scene.bob.id}> @everyone"

    loud, quiet = scene.says(scene.alice, text), scene.says(scene.alice, text, allowed_mentions={"parse": []})

    assert ([one.name for one in loud.mentions], loud.mention_everyone) == (["bob"], True)
    assert (quiet.mentions, quiet.mention_everyone) == ([], False)


def test_bulk_delete_takes_many_at_once() -> None:
    """Several messages go with one event and a fact each; a single one is refused."""
    scene = Scene()
    ids = [scene.says(scene.alice, str(number)).id for number in range(3)]

    with pytest.raises(ApiError, match="Invalid Form Body"):
        scene.world.messages.bulk_delete(scene.bot, scene.channel, ids[:1], "wire")
    scene.world.messages.bulk_delete(scene.bot, scene.channel, ids, "wire")

    assert scene.events[-1].data["ids"] == ids
    assert [fact.target for fact in scene.facts if fact.kind == "delete"] == ids


def test_the_witness_tells_the_names_behind_tags() -> None:
    """People, roles and channels are told by the names that clients show; what isn't known stands as it is."""
    scene = Scene()
    role = scene.world.guilds.create_role(scene.guild, "crew", 0)
    text = f"<@{scene.bob.id}> of <@&{role.id}> in <#{scene.channel.id}>, not <@1>"

    scene.says(scene.alice, text)

    assert scene.facts[-1].detail["names"] == {
        f"<@{scene.bob.id}>": scene.bob.as_author().name,
        f"<@&{role.id}>": "@crew",
        f"<#{scene.channel.id}>": "#general",
    }
