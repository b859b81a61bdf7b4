"""Threads and read receipts, both ways."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord_bridge.threads import HAS_THREAD, JOIN, thread_name
from tests.discord_bridge.stage import ADMIN, BOB, CHANNEL, ROOM, Stage

IN_THREAD = {"m.relates_to": {"rel_type": "m.thread", "event_id": "$1", "is_falling_back": True}}


async def opened() -> Stage:
    """Let alice begin a thread with her first message."""
    stage = Stage().bridged()
    stage.discord_says(1, "root")
    await stage.settled()
    stage.discord_says(1, "root", kind="UPDATE", flags=HAS_THREAD)
    await stage.settled()
    return stage


def says_in_thread(stage: Stage, number: int, text: str, **more: Any) -> None:
    person = {"id": "7", "username": "alice", "global_name": "Alice"}
    message = {"id": str(number), "channel_id": "1", "guild_id": "100", "author": person, "content": text}
    stage.gateway("MESSAGE_CREATE", **message, **more)


async def test_a_thread_is_announced_once() -> None:
    """The bot says that there is a thread, in the thread, with a reaction to join by."""
    stage = await opened()
    stage.discord_says(1, "root", kind="UPDATE", flags=HAS_THREAD)
    await stage.settled()
    notices = [content for content in stage.shown() if content["msgtype"] == "m.notice"]
    assert [content["body"] for content in notices] == [
        "Thread created. Opening this thread will auto-join you to it on Discord."
    ]
    assert notices[0]["m.relates_to"]["event_id"] == "$1"
    assert [content["m.relates_to"]["key"] for content in stage.shown("m.reaction")] == [JOIN]


async def test_what_is_said_in_a_thread_stays_there() -> None:
    """Messages of the thread hang on its root, each falls back to the one before, and a reply answers its own."""
    stage = await opened()
    says_in_thread(stage, 11, "one")
    says_in_thread(stage, 12, "two", message_reference={"message_id": "11", "channel_id": "1"})
    says_in_thread(stage, 13, "three")
    await stage.settled()
    one, two, three = (content["m.relates_to"] for content in stage.shown()[-3:])
    assert [related["event_id"] for related in (one, two, three)] == ["$1"] * 3
    assert [related["is_falling_back"] for related in (one, two, three)] == [True, False, True]
    assert two["m.in_reply_to"] != three["m.in_reply_to"]


async def test_a_thread_that_is_not_known_is_left_out() -> None:
    """A thread that began with no message of the room isn't bridged, as by the real bridge."""
    stage = await opened()
    before = len(stage.shown())
    stage.gateway("MESSAGE_CREATE", id="9", channel_id="77", author={"id": "7", "username": "a"}, content="?")
    await stage.settled()
    assert len(stage.shown()) == before


async def test_a_relayed_message_goes_to_its_thread() -> None:
    """The webhook posts into the thread, and what it posted is found there."""
    stage = await opened()
    await stage.matrix_says(2, "hi", IN_THREAD)
    await stage.settled()
    assert stage.discord.threads == ["1"]
    entry = stage.bridge.portals[CHANNEL].ledger.of_event("$m2")
    assert entry is not None
    assert entry.thread == "1"


async def test_an_account_starts_a_thread() -> None:
    """A Matrix thread whose root is on Discord begins one there, named after its root; the message goes into it."""
    stage = Stage().bridged()
    stage.discord_says(1, "let us talk")
    await stage.settled()
    await stage.matrix_says(2, "hi", IN_THREAD, sender=ADMIN)
    await stage.settled()
    assert stage.discord.calls[0] == ("POST", f"/channels/{CHANNEL}/messages/1/threads")
    assert stage.discord.calls[1][1] != f"/channels/{CHANNEL}/messages"


async def test_nobody_starts_a_thread_without_an_account() -> None:
    """The relay can't: the sender is told so, in the thread."""
    stage = Stage().bridged()
    stage.discord_says(1, "root")
    await stage.settled()
    await stage.matrix_says(2, "hi", IN_THREAD)
    await stage.settled()
    notice = stage.shown()[-1]
    why = "can't create thread without being logged into Discord"
    assert notice["body"] == f"⚠ Your message was not bridged: {why}"
    assert notice["m.relates_to"]["rel_type"] == "m.thread"
    assert stage.discord.posts == []


async def test_reading_a_thread_joins_it_once() -> None:
    """Opening a thread joins its reader's account; somebody without an account joins nothing."""
    stage = await opened()
    for reader in (ADMIN, ADMIN, BOB):
        receipt = {"$1": {"m.read": {reader: {"ts": 1, "thread_id": "$1"}}}}
        await stage.listener.take({"type": "m.receipt", "room_id": ROOM, "content": receipt})
        await stage.settled()
    assert stage.discord.calls == [("PUT", "/channels/1/thread-members/@me")]


async def test_a_persons_reading_is_passed_on() -> None:
    """A person's account acknowledges what was read; a bot's has nothing to acknowledge."""
    stage = await opened()
    receipt = {"$1": {"m.read": {ADMIN: {"ts": 1}}}}
    for token in ("Bot x", "mfa"):
        stage.bridge.user(ADMIN).token = token
        await stage.listener.take({"type": "m.receipt", "room_id": ROOM, "content": receipt})
        await stage.settled()
    assert stage.discord.calls == [("POST", f"/channels/{CHANNEL}/messages/1/ack")]


@pytest.mark.parametrize(
    ("body", "name"),
    [("", "thread"), ("short words", "short words "), ("x" * 50, "x" * 40), ("a " * 30, "a " * 20)],
)
def test_a_threads_name_is_its_roots_beginning(body: str, name: str) -> None:
    """Whole words as far as they fit."""
    assert thread_name(body) == name
