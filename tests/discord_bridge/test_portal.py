"""A portal carries what it should, once, in order, under the right name, and nothing back; each defect breaks one."""

from __future__ import annotations

import pytest

from tests.discord_bridge.stage import ACCOUNT, ADMIN, ALICE, CHANNEL, OTHER_ROOM, STRANGER, WEBHOOK, Stage

GHOST = f"@discord_{ALICE}:here"
RELAY = f"{WEBHOOK}{CHANNEL}"
THREE = (1, 2, 3)


async def spoken(*defects: str) -> Stage:
    """Let alice and bob say three things each, and wait."""
    stage = Stage(*defects).bridged()
    for number in THREE:
        stage.discord_says(number, f"d{number}")
        await stage.matrix_says(number, f"m{number}")
    await stage.settled()
    return stage


async def test_both_directions_arrive_once_in_order() -> None:
    """Three messages each way arrive as said, under their authors' names."""
    stage = await spoken()
    assert stage.matrix.said() == [(GHOST, f"d{number}") for number in THREE]
    assert stage.discord.posts == [(RELAY, "Bob", f"m{number}") for number in THREE]
    assert stage.matrix.names[GHOST] == "Alice"
    assert stage.matrix.said(OTHER_ROOM) == []


@pytest.mark.parametrize(
    ("defect", "on_matrix", "on_discord"),
    [
        ("drops", ["d1", "d3"], ["m1", "m3"]),
        ("duplicates", ["d1", "d1", "d2", "d2", "d3", "d3"], ["m1", "m1", "m2", "m2", "m3", "m3"]),
        ("reorders", ["d1", "d3", "d2"], ["m1", "m3", "m2"]),
        ("alters", ["1d", "2d", "3d"], ["1m", "2m", "3m"]),
    ],
)
async def test_a_seeded_defect_changes_what_arrives(defect: str, on_matrix: list[str], on_discord: list[str]) -> None:
    """What the test above asserts fails both ways with each of these."""
    stage = await spoken(defect)
    assert [body for _, body in stage.matrix.said()] == on_matrix
    assert [text for _, _, text in stage.discord.posts] == on_discord


async def test_a_seeded_wrong_author_shows() -> None:
    """The words arrive, under other names."""
    stage = await spoken("wrong-author")
    assert {sender for sender, _ in stage.matrix.said()} == {f"@discord_{ACCOUNT}:here"}
    assert {name for _, name, _ in stage.discord.posts} == {"Somebody else"}


async def test_a_seeded_leak_shows() -> None:
    """The words arrive in the other room and channel, too."""
    stage = await spoken("leaks")
    assert len(stage.matrix.said(OTHER_ROOM)) == 3
    assert len({webhook for webhook, _, _ in stage.discord.posts}) == 2


async def test_a_seeded_unexpected_call_shows() -> None:
    """A route that doesn't exist is called, once a message."""
    calls = (await spoken("unexpected-call")).discord.calls
    assert calls == [("GET", f"/channels/{CHANNEL}/unexpected-call")] * 6


@pytest.mark.parametrize(("defects", "echoes"), [((), []), (("echoes",), ["Bob: m1"])])
async def test_a_relayed_message_isnt_bridged_back(defects: tuple[str, ...], echoes: list[str]) -> None:
    """Discord shows the bridge its own message; it comes back only with the defect, and alice's comes anyway."""
    stage = Stage(*defects).bridged()
    await stage.matrix_says(1, "m1")
    await stage.settled()
    webhook = {"id": RELAY, "username": "Bob"}
    stage.gateway("MESSAGE_CREATE", id="1001", channel_id=CHANNEL, author=webhook, webhook_id=RELAY, content="m1")
    stage.discord_says(2, "d2")
    await stage.settled()
    assert [body for _, body in stage.matrix.said()] == [*echoes, "d2"]


@pytest.mark.parametrize(("defect", "edits"), [("", ["* d1 b"]), ("swallows-edits", [])])
async def test_an_edit_on_discord_arrives_once(defect: str, edits: list[str]) -> None:
    """An edit arrives, its repetition with the same timestamp doesn't; with the defect none does."""
    stage = await spoken(*filter(None, [defect]))
    for _ in range(2):
        stage.discord_says(1, "d1 b", kind="UPDATE", edited_timestamp="2026-01-01T00:00:00+00:00")
    await stage.settled()
    assert [body for _, body in stage.matrix.said()[3:]] == edits


@pytest.mark.parametrize(("defect", "changes"), [("", [("edit", "1001", "m1 b")]), ("swallows-edits", [])])
async def test_an_edit_on_matrix_arrives(defect: str, changes: list[tuple[str, str, str]]) -> None:
    """The relayed message is changed; with the defect it stays."""
    stage = await spoken(*filter(None, [defect]))
    relation = {"rel_type": "m.replace", "event_id": "$m1"}
    edit = {"m.new_content": {"msgtype": "m.text", "body": "m1 b"}, "m.relates_to": relation}
    await stage.matrix_says(4, "* m1 b", edit)
    await stage.settled()
    assert stage.discord.changes == changes


@pytest.mark.parametrize(
    ("defect", "redacted", "after"), [("", 1, 3), ("swallows-deletes", 0, 3), ("resurrects", 1, 4)]
)
async def test_a_delete_on_discord_arrives(defect: str, redacted: int, after: int) -> None:
    """The event is redacted and stays so; one defect leaves it, another says it again."""
    stage = await spoken(*filter(None, [defect]))
    messages = len(stage.matrix.events)
    stage.gateway("MESSAGE_DELETE", id="1", channel_id=CHANNEL)
    await stage.settled()
    assert len(stage.matrix.redactions) == redacted
    assert len(stage.matrix.events) - messages + 3 == after


@pytest.mark.parametrize(("defect", "deleted", "posts"), [("", 1, 3), ("swallows-deletes", 0, 3), ("resurrects", 1, 4)])
async def test_a_redaction_on_matrix_arrives(defect: str, deleted: int, posts: int) -> None:
    """The relayed message is deleted; one defect leaves it, another posts it again."""
    stage = await spoken(*filter(None, [defect]))
    redaction = {"type": "m.room.redaction", "event_id": "$r", "room_id": "!room:here", "sender": "@bob:here"}
    await stage.listener.take({**redaction, "content": {"redacts": "$m1"}})
    await stage.settled()
    assert stage.discord.changes == [("delete", "1001", "")] * deleted
    assert len(stage.discord.posts) == posts


async def test_replies_point_at_what_they_answer() -> None:
    """A reply from Discord is a reply on Matrix; a relayed one is an embed that names whom it answers."""
    stage = await spoken()
    stage.discord_says(4, "yes", message_reference={"message_id": "1001", "channel_id": CHANNEL})
    await stage.matrix_says(5, "no", {"m.relates_to": {"m.in_reply_to": {"event_id": "$m1"}}})
    await stage.settled()
    reply = next(event for event in stage.matrix.events.values() if event["content"]["body"] == "yes")
    assert reply["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": "$m1"}}
    (embed,) = stage.discord.embeds[-1]
    assert embed["description"] == f"**[Replying to](https://discord.com/channels/100/{CHANNEL}/1001) Bob**\nm1"


async def test_a_logged_in_user_speaks_as_the_account() -> None:
    """The admin's message is posted by the account, not by the relay."""
    stage = Stage().bridged()
    await stage.matrix_says(1, "hello", sender=ADMIN)
    await stage.settled()
    assert stage.discord.calls == [("POST", f"/channels/{CHANNEL}/messages")]
    assert stage.discord.posts == []


async def test_strangers_are_ignored() -> None:
    """Who has no permission isn't carried; who has one is."""
    stage = Stage().bridged()
    await stage.matrix_says(1, "stranger", sender=STRANGER)
    await stage.matrix_says(2, "friend")
    await stage.settled()
    assert [text for _, _, text in stage.discord.posts] == ["friend"]


async def test_an_unbridged_guild_is_ignored() -> None:
    """What is said before the room is bridged never arrives; what is said after does."""
    stage = Stage()
    stage.discord_says(1, "too early")
    await stage.settled()
    stage.bridged().discord_says(2, "now")
    await stage.settled()
    assert stage.matrix.said() == [(GHOST, "now")]


async def test_reactions_come_and_go() -> None:
    """A reaction on Discord is one on Matrix, and goes when it goes."""
    stage = await spoken()
    reaction = {"message_id": "1", "channel_id": CHANNEL, "user_id": ALICE, "emoji": {"id": None, "name": "👍"}}
    stage.gateway("MESSAGE_REACTION_ADD", **reaction)
    stage.gateway("MESSAGE_REACTION_REMOVE", **reaction)
    await stage.settled()
    (event_id,) = [key for key, event in stage.matrix.events.items() if event.get("type") == "m.reaction"]
    assert stage.matrix.redactions == [event_id]
