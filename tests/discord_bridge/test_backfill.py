"""What was said while nobody listened, and a bridge that goes on after a restart as if it had never stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from fakes.discord_bridge.archive import place_of
from fakes.discord_bridge.backfill import MISSED
from fakes.discord_bridge.restore import restore
from tests.discord_bridge.stage import ADMIN, ALICE, CHANNEL, GUILD, ROOM, Stage


def past(*numbers: int) -> list[Mapping[str, Any]]:
    person = {"id": ALICE, "username": "alice", "global_name": "Alice"}
    return [{"id": str(number), "channel_id": CHANNEL, "author": person, "content": f"d{number}"} for number in numbers]


def comes_back(stage: Stage, newest: int) -> None:
    """Let the gateway tell of the guild again, as after a cut."""
    channels = [{"id": CHANNEL, "name": "general", "type": 0, "last_message_id": str(newest)}]
    stage.gateway("GUILD_CREATE", id=GUILD, name="Guild", channels=channels, roles=[])


def bodies(stage: Stage) -> list[str]:
    return [content["body"] for content in stage.shown()]


@pytest.mark.parametrize(
    ("missed", "arrived"),
    [
        ((1,), ["d1"]),
        ((1, 2, 3, 4), ["d1", "d2", "d3", "d4"]),
        ((1, 2, 3, 4, 5), ["d1", MISSED, "d3", "d4", "d5"]),
    ],
)
async def test_what_was_missed_is_carried_once(missed: tuple[int, ...], arrived: list[str]) -> None:
    """Everything since the last message arrives in order, once; beyond the limit the room is told of a gap."""
    stage = Stage().bridged()
    stage.discord_says(1, "d1")
    await stage.settled()
    stage.discord.past = past(*missed)
    for _ in range(2):
        comes_back(stage, missed[-1])
    await stage.settled()
    assert bodies(stage) == arrived


async def test_a_channel_that_missed_nothing_asks_nothing() -> None:
    """A room that never had a message isn't filled after the fact."""
    stage = Stage().bridged()
    stage.discord.past = past(1)
    comes_back(stage, 1)
    await stage.settled()
    assert bodies(stage) == []


async def test_a_new_room_begins_with_its_past() -> None:
    """A room made for a channel holds what was said before, up to the limit, then what made it."""
    stage = Stage()
    stage.matrix.made = ROOM
    await stage.bridge.bridge_guild(stage.bridge.user(ADMIN), GUILD, entire=False)
    stage.discord.past = past(*range(1, 101))
    stage.discord_says(100, "d100")
    await stage.settled()
    assert bodies(stage) == [f"d{number}" for number in range(41, 101)]


async def restarted(stage: Stage) -> Stage:
    """Return a bridge that starts with what the other left behind."""
    after = Stage(archive=stage.archive, bare=True)
    after.matrix.events, after.discord.past = stage.matrix.events, stage.discord.past
    restore(after.bridge)
    after.log_in()
    return after


async def test_a_restart_forgets_nothing() -> None:
    """Rooms, relays, messages, reactions and log-ins are as before: edits, deletes and answers find what they mean."""
    stage = Stage().bridged()
    stage.bridge.user(ADMIN).keep()
    stage.discord_says(1, "d1")
    await stage.matrix_says(2, "m2")
    emoji = {"id": None, "name": "👍"}
    reaction = {"message_id": "1", "channel_id": CHANNEL, "user_id": ALICE, "emoji": emoji}
    stage.gateway("MESSAGE_REACTION_ADD", **reaction)
    await stage.settled()
    after = await restarted(stage)
    after.discord_says(1, "d1")
    after.discord_says(1, "d1 b", kind="UPDATE", edited_timestamp="2026-01-01T00:00:00+00:00")
    after.gateway("MESSAGE_REACTION_REMOVE", **reaction)
    after.gateway("MESSAGE_DELETE", id="1", channel_id=CHANNEL)
    await after.settled()
    assert bodies(after) == ["d1", "* d1 b"]
    assert len(after.matrix.redactions) == 2
    assert after.bridge.portals[CHANNEL].room == ROOM
    assert after.bridge.portals[CHANNEL].relay is not None
    assert after.bridge.user(ADMIN).token == "Bot x"


async def test_an_unbridged_room_stays_so() -> None:
    """What was given up before the restart is given up after it."""
    stage = Stage().bridged()
    stage.discord_says(1, "d1")
    await stage.settled()
    stage.bridge.unbind(stage.bridge.portals[CHANNEL])
    after = await restarted(stage)
    assert after.bridge.portals[CHANNEL].room == ""
    assert list(after.archive.all("message")) == []


def test_a_database_has_its_place() -> None:
    """An SQLite address names its file; any other gets a file of its own, always the same."""
    assert str(place_of("file:/data/x.db?_txlock=immediate")) == "/data/x.db"
    assert place_of("postgres://a/b") == place_of("postgres://a/b") != place_of("postgres://a/c")
