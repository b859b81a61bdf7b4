"""Spaces of users and guilds, and who is in them."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord_bridge.guilds import GuildError
from fakes.discord_bridge.restore import restore
from tests.discord_bridge.stage import ADMIN, ALICE, BOB, BOT, CHANNEL, GUILD, OTHER, ROOM, Stage
from tests.discord_bridge.test_answers import answers
from tests.discord_bridge.test_directs import DM, GROUP, opened

GUILD_SPACE, OWN, CATEGORY = "!space1:here", "!space2:here", "103"
ICON = f"https://cdn.discordapp.com/icons/{GUILD}/abc.png"
IN_A_CATEGORY = {"id": CHANNEL, "name": "general", "type": 0, "parent_id": CATEGORY}


async def bridged(*channels: dict[str, Any], entire: bool = False, **guild: Any) -> Stage:
    stage = Stage()
    stage.cdn.files[ICON] = b"\x89PNG\r\n\x1a\n picture"
    stage.gateway("GUILD_CREATE", id=GUILD, name="Guild", channels=list(channels), **guild)
    await stage.bridge.bridge_guild(stage.bridge.user(ADMIN), GUILD, entire=entire)
    await stage.settled()
    return stage


def made(stage: Stage) -> dict[str, dict[str, Any]]:
    """Return what each room was asked to be, by its id."""
    return {room: asked for room, _, asked in stage.matrix.created}


def children(stage: Stage, space: str) -> dict[str, Any]:
    """Return a space's children as they are now."""
    held = [
        (key, content) for room, kind, content, key in stage.matrix.state if (room, kind) == (space, "m.space.child")
    ]
    return {room: content for room, content in dict(held).items() if content}


async def test_a_bridged_guild_is_a_space_in_its_users_own() -> None:
    """Both are spaces of room version 11, and the user is invited to both."""
    stage = await bridged()
    spaces = made(stage)
    assert [spaces[space]["name"] for space in (GUILD_SPACE, OWN)] == ["Guild", "Discord"]
    assert {asked["room_version"] for asked in spaces.values()} == {"11"}
    assert children(stage, OWN) == {GUILD_SPACE: {"via": ["here"]}}
    assert stage.matrix.invitations == [(BOT, ADMIN)] * 2
    assert spaces[OWN]["power_level_override"] == {"users": {BOT: 9001, ADMIN: 50}}


DENIED = {"id": GUILD, "allow": "0", "deny": "1024"}
HIDDEN = {"id": "666", "name": "ticket", "type": 0, "permission_overwrites": [DENIED]}
SHOWN = {**HIDDEN, "permission_overwrites": [DENIED, {"id": "5", "allow": "1024", "deny": "0"}]}


@pytest.mark.parametrize(("channel", "rooms"), [(SHOWN, 1), (HIDDEN, 0)], ids=["shown", "hidden"])
@pytest.mark.parametrize("when", ["before", "later", "again"])
async def test_a_hidden_channel_gets_no_room(when: str, channel: dict[str, Any], rooms: int) -> None:
    """Of a guild that is bridged in full, the account hears of channels that it may not see; they get none."""
    stage = await bridged(*([channel] if when == "before" else []), entire=True)
    if when == "later":
        stage.gateway("CHANNEL_CREATE", guild_id=GUILD, **channel)
    elif when == "again":
        stage.gateway("GUILD_CREATE", id=GUILD, name="Guild", channels=[channel])
    await stage.settled()
    assert [asked["name"] for asked in made(stage).values()].count("#ticket") == rooms


async def test_a_new_channel_gets_one_room() -> None:
    """Its making and the first message in it both ask for a room."""
    stage = await bridged(entire=True)
    stage.gateway("CHANNEL_CREATE", guild_id=GUILD, **SHOWN)
    author = {"id": ALICE, "username": "alice"}
    stage.gateway("MESSAGE_CREATE", id="11", channel_id="666", guild_id=GUILD, author=author, content="in")
    await stage.settled()
    assert len([asked for _, _, asked in stage.matrix.created if asked["name"] == "#ticket"]) == 1


async def test_a_channels_room_is_in_its_guilds_space() -> None:
    """The room names the space when it is made, and the space its room afterwards."""
    stage = await bridged(entire=True)
    says = {"type": "m.space.parent", "state_key": GUILD_SPACE, "content": {"via": ["here"], "canonical": True}}
    assert says in made(stage)["!made:here"]["initial_state"]
    assert children(stage, GUILD_SPACE) == {"!made:here": {"via": ["here"]}}


async def test_a_category_is_a_space_of_its_own() -> None:
    """It is made even where channels wait for their first message, and holds the rooms of its channels."""
    stage = await bridged({"id": CATEGORY, "name": "talk", "type": 4}, IN_A_CATEGORY)
    category = stage.bridge.portals[CATEGORY].room
    assert made(stage)[category]["creation_content"] == {"type": "m.space"}
    assert children(stage, GUILD_SPACE) == {category: {"via": ["here"]}}
    await stage.bridge.open(stage.bridge.portals[CHANNEL], stage.bridge.user(ADMIN))
    assert children(stage, category) == {"!made:here": {"via": ["here"]}}


async def test_a_channel_that_moves_changes_spaces() -> None:
    """Out of the guild's space, and into the category's."""
    stage = await bridged({"id": CATEGORY, "name": "talk", "type": 4}, entire=True)
    stage.gateway("CHANNEL_UPDATE", guild_id=GUILD, **IN_A_CATEGORY)
    await stage.settled()
    category = stage.bridge.portals[CATEGORY].room
    assert stage.bridge.portals[CHANNEL].space == category
    assert stage.bridge.portals[OTHER].space == GUILD_SPACE


async def test_nobody_talks_in_a_category() -> None:
    """It can't be bridged like a channel."""
    stage = await bridged({"id": CATEGORY, "name": "talk", "type": 4})
    assert await answers(stage, f"!discord create-portal {CATEGORY}") == ["That channel can't be bridged"]


async def test_a_room_that_was_there_enters_the_space() -> None:
    """What is bridged by command is placed like any other, and taken out when it is unbridged."""
    stage = await bridged()
    assert await answers(stage, f"!discord bridge {CHANNEL}", room=ROOM) == ["Room successfully bridged"]
    assert ROOM in children(stage, GUILD_SPACE)
    await answers(stage, "!discord unbridge", room=ROOM)
    assert ROOM not in children(stage, GUILD_SPACE)


async def test_without_a_guild_space_rooms_stand_alone() -> None:
    """A room that is bridged by command in an unbridged guild is in no space, and none is made for it."""
    stage = Stage()
    await answers(stage, f"!discord bridge {CHANNEL}", room=ROOM)
    assert stage.matrix.created == []
    assert not [kind for _, kind, *_ in stage.matrix.state if kind.startswith("m.space")]


async def test_a_guilds_icon_is_its_spaces_picture() -> None:
    """It comes from the CDN, stands in the space from the start, and changes with the guild."""
    stage = await bridged(icon="abc")
    (mxc,) = stage.matrix.files
    assert {"type": "m.room.avatar", "state_key": "", "content": {"url": mxc}} in made(stage)[GUILD_SPACE][
        "initial_state"
    ]
    stage.gateway("GUILD_UPDATE", id=GUILD, name="Renamed", icon=None)
    await stage.settled()
    changed = [(kind, content) for room, kind, content, _ in stage.matrix.state if room == GUILD_SPACE]
    assert ("m.room.name", {"name": "Renamed"}) in changed
    assert ("m.room.avatar", {"url": ""}) in changed


async def test_unbridging_a_guild_gives_up_its_space() -> None:
    """Everybody is thrown out of it; and a guild that has none can't be unbridged."""
    stage = await bridged()
    await stage.bridge.unbridge_guild(stage.bridge.user(ADMIN), GUILD)
    assert stage.bridge.guilds[GUILD].space == ""
    assert stage.matrix.kicked == [(BOB, GUILD_SPACE)]
    with pytest.raises(GuildError, match="not bridged"):
        await stage.bridge.unbridge_guild(stage.bridge.user(ADMIN), GUILD)


async def test_dms_have_a_space_in_their_users_own() -> None:
    """It comes before every guild there, and holds the rooms of DMs and groups."""
    stage = await opened(DM)
    main, directs = [room for room, asked in made(stage).items() if asked["creation_content"].get("type")]
    assert children(stage, main) == {directs: {"via": ["here"], "order": " 0000"}}
    assert children(stage, directs) == {"!dm:here": {"via": ["here"]}}


async def test_a_groups_icon_is_its_rooms_picture() -> None:
    """A DM has none: clients show the other side's."""
    stage = Stage()
    stage.cdn.files["https://cdn.discordapp.com/channel-icons/56/g.png"] = b"icon"
    stage.gateway("CHANNEL_CREATE", **GROUP, icon="g")
    await stage.settled()
    assert "m.room.avatar" in {state["type"] for state in made(stage)["!made:here"]["initial_state"]}


async def test_spaces_outlive_a_restart() -> None:
    """Neither is made again."""
    before = await bridged()
    stage = Stage(archive=before.archive, bare=True)
    restore(stage.bridge)
    stage.log_in()
    await stage.bridge.spaces.of_guild(stage.bridge.guilds[GUILD], stage.bridge.user(ADMIN))
    assert stage.matrix.created == []


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("rejoin-space main", "Invited you to your main space (link (https://matrix.to/#/!space1:here))"),
        ("rejoin-space dms", "Invited you to your DM space (link (https://matrix.to/#/!space2:here))"),
        (f"rejoin-space {GUILD}", "Rejoining guild spaces is not yet implemented"),
        ("rejoin-space", "**Usage**: `$cmdprefix rejoin-space <guild ID/main/dms>`"),
    ],
)
async def test_a_space_that_was_left_invites_again(command: str, answer: str) -> None:
    """The user's own spaces do, in the real bridge's words; a guild's can't yet, there as here."""
    assert await answers(Stage(), f"!discord {command}") == [answer.replace("$cmdprefix", "!discord")]


async def test_a_ghost_bears_its_persons_picture() -> None:
    """It is carried from the CDN once, changes with the person's, and goes when theirs does."""
    stage = Stage().bridged()
    for number, avatar in enumerate(["one", "one", "a_two", None], 50):
        person = {"id": ALICE, "username": "alice", "avatar": avatar}
        address = f"https://cdn.discordapp.com/avatars/{ALICE}/{avatar}{'.gif' if avatar == 'a_two' else '.png'}"
        stage.cdn.files[address] = b"picture"
        message = {"id": str(number), "channel_id": CHANNEL, "guild_id": GUILD, "author": person, "content": "hi"}
        stage.gateway("MESSAGE_CREATE", **message)
        await stage.settled()
        seen = stage.matrix.avatars.get(f"@discord_{ALICE}:here", "")
        assert bool(seen) == bool(avatar), avatar
    assert len(stage.cdn.fetched) == 2


async def test_a_picture_that_cant_be_had_stops_nothing() -> None:
    """The ghost speaks without it."""
    stage = Stage().bridged()
    author = {"id": ALICE, "username": "alice", "avatar": "gone"}
    stage.gateway("MESSAGE_CREATE", id="50", channel_id=CHANNEL, guild_id=GUILD, author=author, content="hi")
    await stage.settled()
    assert stage.matrix.said() == [(f"@discord_{ALICE}:here", "hi")]
    assert stage.matrix.avatars == {}


async def test_webhooks_have_no_picture() -> None:
    """Many speak through one, so its ghost would change faces; the configuration may want that all the same."""
    stage = Stage().bridged()
    author = {"id": "70", "username": "hook", "avatar": "one", "bot": True}
    message = {
        "id": "50",
        "channel_id": CHANNEL,
        "guild_id": GUILD,
        "author": author,
        "content": "hi",
        "webhook_id": "70",
    }
    stage.gateway("MESSAGE_CREATE", **message)
    await stage.settled()
    assert stage.cdn.fetched == []
