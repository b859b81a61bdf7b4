"""The bot answers as the real one does, to those who may ask."""

from __future__ import annotations

import pytest

from tests.discord_bridge.stage import ADMIN, BOB, BOT, CHANNEL, ROOM, WEBHOOK, Stage

DM = "!dm:here"


async def answers(stage: Stage, *commands: str, sender: str = ADMIN, room: str = ROOM) -> list[str]:
    """Type commands one after the other; return what the bot said."""
    before = set(stage.matrix.events)
    for number, command in enumerate(commands):
        await stage.matrix_says(1000 + number, command, sender=sender, room=room)
        await stage.settled()
    new = [event for key, event in stage.matrix.events.items() if key not in before and not key.startswith("$m")]
    return [str(event["content"]["body"]) for event in new if event["sender"] == BOT]


async def test_a_room_is_bridged_and_relayed() -> None:
    """The two commands that make a room carry messages, and their answers."""
    stage = Stage()
    assert await answers(stage, f"!discord bridge {CHANNEL}", "!discord set-relay --create") == [
        "Room successfully bridged",
        f"Saved webhook mautrix ({WEBHOOK}) as portal relay webhook",
    ]
    stage.discord_says(1, "hello")
    await stage.settled()
    assert [body for _, body in stage.matrix.said()] == ["hello"]


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("!discord bridge 5", "Channel not found"),
        ("!discord bridge general", "**Usage**: `!discord bridge [--replace[=delete]] <channel ID>`"),
        ("!discord frobnicate", "Unknown command, use the `help` command for help."),
        ("!discord unset-relay", "That command can only be ran in portal rooms."),
        ("!discord set-relay !no:where --create", "Portal with room ID !no:where not found"),
        ("!discord ping", "You're logged in as @bridge (`8`)"),
        ("!discord guilds mode 100", "Guild (100) is currently set to never bridge messages (`nothing`)"),
        ("!discord login-qr", "You're already logged in"),
        ("!discord discard-megolm-session", "The stand-in bridge doesn't do `discard-megolm-session` yet"),
    ],
)
async def test_a_command_is_answered(command: str, answer: str) -> None:
    """Each answer is the real bridge's, or says that the stand-in can't."""
    (said,) = await answers(Stage(), command)
    assert said.startswith(answer)


async def test_a_channel_has_one_room() -> None:
    """A second room is refused until the first is given up."""
    stage = Stage().bridged()
    (refused,) = await answers(stage, f"!discord bridge {CHANNEL}", room=DM)
    assert refused.startswith(f"That channel is already bridged to #general (https://matrix.to/#/{ROOM}). Rerun")
    assert await answers(stage, f"!discord bridge --replace {CHANNEL}", room=DM) == ["Room successfully bridged"]


async def test_relay_users_cant_command() -> None:
    """What bob types is relayed as he typed it, and not obeyed."""
    stage = Stage().bridged()
    assert await answers(stage, "!discord unbridge", sender=BOB) == []
    assert [text for _, _, text in stage.discord.posts] == ["!discord unbridge"]
    assert stage.bridge.portals[CHANNEL].room == ROOM


async def test_an_invitation_makes_a_management_room() -> None:
    """Whoever may use the bridge gets a room in which commands need no prefix; others are told why not."""
    stage = Stage()
    stage.matrix.members = {ADMIN, BOT}
    for sender in (ADMIN, BOB):
        invitation = {"type": "m.room.member", "state_key": BOT, "room_id": DM, "sender": sender}
        await stage.listener.take({**invitation, "content": {"membership": "invite", "is_direct": True}})
    said = [str(event["content"]["body"]) for event in stage.matrix.events.values()]
    assert said[:3] == ["Hello", "This room has been registered as your bridge management/status room.", "Connected"]
    assert said[3].startswith("You are not whitelisted to use this bridge.")
    assert await answers(stage, "ping", room=DM) == ["You're logged in as @bridge (`8`)"]
