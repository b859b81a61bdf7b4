"""Each seeded defect of files, people and places does what its name says, and nothing does unasked."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord_bridge.restore import restore
from fakes.discord_bridge.threads import HAS_THREAD
from tests.discord_bridge.stage import ACCOUNT, ADMIN, ALICE, BOB, CHANNEL, ROOM, STRANGER, Stage

GHOST = f"@discord_{ALICE}:here"
URL = "https://cdn.discordapp.com/attachments/101/5/a.txt"
FILE = {"id": "5", "filename": "a.txt", "description": "words", "size": 5, "url": URL, "content_type": "text/plain"}


def staged(defect: str) -> Stage:
    return Stage(*filter(None, [defect])).bridged()


@pytest.mark.parametrize(
    ("defect", "bodies", "data", "kinds"),
    [
        ("", ["look", "words"], b"hello", ["text/plain"]),
        ("drops-files", ["look"], b"hello", []),
        ("doubles-files", ["look", "words", "words"], b"hello", ["text/plain"] * 2),
        ("spoils-files", ["look", "words"], b"helln", ["text/plain"]),
        ("mistypes-files", ["look", "words"], b"hello", ["application/octet-stream"]),
        ("loses-captions", ["a.txt"], b"hello", ["text/plain"]),
    ],
)
async def test_a_file_from_discord_shows_the_defect(
    defect: str, bodies: list[str], data: bytes, kinds: list[str]
) -> None:
    """Number, bytes, type and words of a file tell which defect it met."""
    stage = staged(defect)
    stage.cdn.files[URL] = b"hello"
    stage.discord_says(1, "look", attachments=[FILE])
    await stage.settled()
    assert [content["body"] for content in stage.shown()] == bodies
    assert [content["info"]["mimetype"] for content in stage.shown() if "url" in content] == kinds
    assert [held for held, _ in stage.matrix.files.values()] == [data]


@pytest.mark.parametrize(
    ("defect", "files", "texts"),
    [
        ("", [(b"hello", "a.txt")], ["words"]),
        ("drops-files", [], ["words"]),
        ("doubles-files", [(b"hello", "a.txt")] * 2, ["words"]),
        ("spoils-files", [(b"helln", "a.txt")], ["words"]),
        ("mistypes-files", [(b"hello", "a.bin")], ["words"]),
        ("loses-captions", [(b"hello", "a.txt")], [""]),
    ],
)
async def test_a_file_from_matrix_shows_the_defect(
    defect: str, files: list[tuple[bytes, str]], texts: list[str]
) -> None:
    """The same on the way to Discord."""
    stage = staged(defect)
    stage.matrix.files["mxc://here/a"] = (b"hello", "text/plain")
    file = {"msgtype": "m.file", "url": "mxc://here/a", "info": {"mimetype": "text/plain"}}
    await stage.matrix_sends(1, {**file, "body": "words", "filename": "a.txt"})
    await stage.settled()
    assert [(upload.data, upload.name) for upload in stage.discord.uploads] == files
    assert [text for _, _, text in stage.discord.posts] == texts


@pytest.mark.parametrize(("defect", "name"), [("", "Alice"), ("wrong-name", "Not Alice")])
async def test_a_wrong_name_shows(defect: str, name: str) -> None:
    """The ghost bears another name, and so does who is relayed."""
    stage = staged(defect)
    stage.discord_says(1, "hi")
    await stage.matrix_says(2, "ho")
    await stage.settled()
    assert stage.matrix.names[GHOST] == name
    assert [said.removesuffix("Bob") for _, said, _ in stage.discord.posts] == [name.removesuffix("Alice")]


@pytest.mark.parametrize(("defect", "meant"), [("", ALICE), ("wrong-mention", ACCOUNT)])
async def test_a_wrong_mention_shows(defect: str, meant: str) -> None:
    """Both ways somebody else is meant."""
    stage = staged(defect)
    mentions = [{"id": ALICE, "username": "alice", "global_name": "Alice"}]
    stage.discord_says(1, f"<@{ALICE}>", mentions=mentions)
    html = f'<a href="https://matrix.to/#/{GHOST}">Alice</a>'
    await stage.matrix_says(2, "Alice", {"format": "org.matrix.custom.html", "formatted_body": html})
    await stage.settled()
    assert stage.shown()[0]["m.mentions"] == {"user_ids": [stage.bridge.matrix_id(meant)]}
    assert [text for _, _, text in stage.discord.posts] == [f"<@{meant}>"]


def reaction(name: str) -> dict[str, Any]:
    return {"message_id": "1", "channel_id": CHANNEL, "user_id": ALICE, "emoji": {"id": None, "name": name}}


@pytest.mark.parametrize(
    ("defect", "reactor", "redacted"),
    [("", GHOST, "$2"), ("wrong-reactor", f"@discord_{ACCOUNT}:here", "$2"), ("unreacts-wrong", GHOST, "$3")],
)
async def test_a_wrong_reaction_shows(defect: str, reactor: str, redacted: str) -> None:
    """Somebody else reacts, or another reaction goes."""
    stage = staged(defect)
    stage.discord_says(1, "hi")
    stage.gateway("MESSAGE_REACTION_ADD", **reaction("👍"))
    stage.gateway("MESSAGE_REACTION_ADD", **reaction("🎉"))
    stage.gateway("MESSAGE_REACTION_REMOVE", **reaction("👍"))
    await stage.settled()
    assert {event["sender"] for event in stage.matrix.events.values() if event["type"] == "m.reaction"} == {reactor}
    assert stage.matrix.redactions == [redacted]


@pytest.mark.parametrize(("defect", "acked"), [("", [0, 1]), ("wrong-reader", [1, 0])])
async def test_a_wrong_reader_shows(defect: str, acked: list[int]) -> None:
    """Another account acknowledges what was read."""
    stage, other = staged(defect), Stage()
    stage.discord_says(1, "hi")
    await stage.settled()
    stage.bridge.user(ADMIN).token, stage.bridge.user(BOB).token = "admin", "bob"
    stage.bridge.user(BOB).session = other.bridge.user(ADMIN).session
    receipt = {"$1": {"m.read": {BOB: {"ts": 1}}}}
    await stage.listener.take({"type": "m.receipt", "room_id": ROOM, "content": receipt})
    await stage.settled()
    assert [len(stage.discord.calls), len(other.discord.calls)] == acked


@pytest.mark.parametrize(("defect", "seconds"), [("", 12), ("types-forever", 3600)])
async def test_endless_typing_shows(defect: str, seconds: int) -> None:
    """A ghost types for as long as the defect says."""
    stage = staged(defect)
    stage.discord_says(1, "hi")
    await stage.settled()
    stage.gateway("TYPING_START", channel_id=CHANNEL, user_id=ALICE)
    await stage.settled()
    assert stage.matrix.typing == [(GHOST, seconds * 1000)]


@pytest.mark.parametrize(("defect", "joined"), [("", []), ("follows-anybody", [(GHOST, "!else:here")])])
async def test_a_ghost_that_follows_shows(defect: str, joined: list[tuple[str, str]]) -> None:
    """A stranger's invitation is taken only with the defect."""
    stage = staged(defect)
    invitation = {"type": "m.room.member", "state_key": GHOST, "room_id": "!else:here", "sender": STRANGER}
    await stage.listener.take({**invitation, "content": {"membership": "invite"}})
    assert stage.matrix.present == joined


@pytest.mark.parametrize(("defect", "threaded"), [("", True), ("loses-threads", False)])
async def test_a_lost_thread_shows(defect: str, threaded: bool) -> None:
    """What is said in the thread stands in the room, and the other way round."""
    stage = staged(defect)
    stage.discord_says(1, "root", flags=HAS_THREAD)
    await stage.settled()
    person = {"id": ALICE, "username": "alice", "global_name": "Alice"}
    stage.gateway("MESSAGE_CREATE", id="11", channel_id="1", author=person, content="in")
    await stage.matrix_says(2, "too", {"m.relates_to": {"rel_type": "m.thread", "event_id": "$1"}})
    await stage.settled()
    assert ("m.relates_to" in stage.shown()[-1]) is threaded
    assert stage.discord.threads == ["1" if threaded else ""]


@pytest.mark.parametrize(("defect", "guests"), [("", [ADMIN]), ("invites-everybody", [ADMIN, BOB])])
async def test_an_invitation_of_everybody_shows(defect: str, guests: list[str]) -> None:
    """To a new room somebody is invited whose account had no part in it, if they have logged in."""
    stage = staged(defect)
    stage.bridge.user(BOB).token = "bob"
    stage.gateway("GUILD_CREATE", id="100", name="Guild", channels=[{"id": "666", "name": "hidden", "type": 0}])
    await stage.bridge.bridge_guild(stage.bridge.user(ADMIN), "100", entire=True)
    await stage.settled()
    assert [invited for _, invited in stage.matrix.invitations if invited in {ADMIN, BOB}][2:] == guests


@pytest.mark.parametrize(("defect", "heard"), [("", []), ("leaks-hidden", ["secret"])])
async def test_a_leak_of_a_hidden_channel_shows(defect: str, heard: list[str]) -> None:
    """What is said where nothing is bridged reaches a room only with the defect."""
    stage = staged(defect)
    secret = {"id": "1", "channel_id": "666", "guild_id": "100", "content": "secret"}
    stage.gateway("MESSAGE_CREATE", author={"id": ALICE, "username": "a"}, **secret)
    await stage.settled()
    assert [body for _, body in stage.matrix.said()] == heard


@pytest.mark.parametrize(("defect", "body", "edits"), [("", "* b", 1), ("edits-as-new", "b", 0)])
async def test_an_edit_as_news_shows(defect: str, body: str, edits: int) -> None:
    """An edit is a new message, both ways."""
    stage = staged(defect)
    stage.discord_says(1, "a")
    await stage.matrix_says(2, "a")
    await stage.settled()
    stage.discord_says(1, "b", kind="UPDATE", edited_timestamp="2026-01-01T00:00:00+00:00")
    relation = {"rel_type": "m.replace", "event_id": "$m2"}
    await stage.matrix_says(3, "* b", {"m.new_content": {"msgtype": "m.text", "body": "b"}, "m.relates_to": relation})
    await stage.settled()
    assert stage.shown()[-1]["body"] == body
    assert (len(stage.discord.changes), len(stage.discord.posts)) == (edits, 2 - edits)


@pytest.mark.parametrize(("defect", "bodies"), [("", ["a", "b"]), ("backfills-twice", ["a", "b", "b"])])
async def test_a_double_past_shows(defect: str, bodies: list[str]) -> None:
    """What was missed arrives twice."""
    stage = staged(defect)
    stage.discord_says(1, "a")
    await stage.settled()
    author = {"id": ALICE, "username": "alice"}
    past = {"1": "a", "2": "b"}
    stage.discord.past = [{"id": key, "channel_id": CHANNEL, "author": author, "content": past[key]} for key in past]
    channels = [{"id": CHANNEL, "name": "general", "type": 0, "last_message_id": "2"}]
    stage.gateway("GUILD_CREATE", id="100", name="Guild", channels=channels, roles=[])
    await stage.settled()
    assert [content["body"] for content in stage.shown()] == bodies


@pytest.mark.parametrize(("defect", "after"), [("", []), ("rises-after-restart", ["gone"])])
async def test_a_rising_message_shows(defect: str, after: list[str]) -> None:
    """What was deleted is said again when the bridge starts."""
    stage = staged(defect)
    stage.bridge.user(ADMIN).keep()
    stage.discord_says(1, "gone")
    stage.gateway("MESSAGE_DELETE", id="1", channel_id=CHANNEL)
    await stage.settled()
    again = Stage(archive=stage.archive, bare=True)
    restore(again.bridge)
    await again.settled()
    assert [content["body"] for content in again.shown()] == after


@pytest.mark.parametrize(("defect", "length"), [("", 2100), ("truncates", 2000)])
async def test_a_cut_text_shows(defect: str, length: int) -> None:
    """Discord gets 2,000 characters and no complaint; without the defect it gets, and refuses, all of them."""
    stage = staged(defect)
    await stage.matrix_says(1, "x" * 2100)
    await stage.settled()
    assert [len(text) for _, _, text in stage.discord.posts] == [length]
