"""People's accounts: their gateway session, DMs and group DMs as rooms of their own."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest

from fakes.discord_bridge.rights import MANAGE_WEBHOOKS
from fakes.discord_bridge.rights import may as has
from fakes.discord_bridge.user_protocol import Inflater, UserProtocol
from tests.discord_bridge.stage import ACCOUNT, ADMIN, ALICE, BOB, BOT, Stage

GHOST, DM_ROOM = f"@discord_{ALICE}:here", "!dm:here"
PERSON = {"id": ALICE, "username": "alice", "global_name": "Alice"}
CAROL = {"id": "17", "username": "carol", "global_name": "Carol"}
DM = {"id": "55", "type": 1, "recipients": [PERSON], "last_message_id": "1"}
GROUP = {"id": "56", "type": 3, "name": "us", "recipients": [PERSON, CAROL], "last_message_id": "2"}
READY = {"t": "READY", "s": 1, "op": 0, "d": {"session_id": "s", "resume_gateway_url": "wss://resume.test"}}
HELLO = {"op": 10, "d": {"heartbeat_interval": 41250}}


async def opened(*channels: dict[str, Any]) -> Stage:
    stage = Stage()
    stage.bridge.user(ADMIN).token = "a.person"
    stage.matrix.made = DM_ROOM
    user = {"id": ACCOUNT, "username": "admin"}
    friends = [{"id": ALICE, "type": 1}]
    stage.gateway("READY", user=user, private_channels=list(channels), relationships=friends)
    await stage.settled()
    return stage


def says(stage: Stage, channel: str, number: int, text: str) -> None:
    message = {"id": str(number), "channel_id": channel, "author": PERSON, "content": text}
    stage.gateway("MESSAGE_CREATE", **message)


async def test_a_dm_is_a_room_of_the_other_sides_ghost() -> None:
    """The ghost makes it and invites the account's user; what is said arrives there, and answers go back."""
    stage = await opened(DM)
    says(stage, "55", 3, "hello")
    await stage.matrix_says(4, "hi", sender=ADMIN, room=DM_ROOM)
    await stage.settled()
    assert (GHOST, ADMIN) in stage.matrix.invitations
    assert stage.matrix.said(DM_ROOM) == [(GHOST, "hello")]
    assert stage.discord.calls == [("POST", "/channels/55/messages")]


async def test_nobody_else_speaks_in_a_dm() -> None:
    """What a guest says in the room goes nowhere, though a relay has no part in it."""
    stage = await opened(DM)
    await stage.matrix_says(4, "hi", sender=BOB, room=DM_ROOM)
    await stage.settled()
    assert (stage.discord.calls, stage.discord.posts) == ([], [])


@pytest.mark.parametrize(
    ("event", "data", "heard"),
    [
        ("RELATIONSHIP_REMOVE", {"id": ALICE, "type": 1}, 0),
        ("RELATIONSHIP_UPDATE", {"id": ALICE, "type": 2}, 0),
        ("RELATIONSHIP_ADD", {"id": ALICE, "type": 1}, 1),
    ],
)
async def test_only_friends_are_written_to(event: str, data: dict[str, Any], heard: int) -> None:
    """Discord suspects accounts that write to strangers, so the bridge refuses to, and says so in the room."""
    stage = await opened(DM)
    says(stage, "55", 3, "hello")
    stage.gateway(event, **data)
    await stage.matrix_says(4, "hi", sender=ADMIN, room=DM_ROOM)
    await stage.settled()

    assert len(stage.discord.calls) == heard
    bodies = [str(sent["content"].get("body", "")) for sent in stage.matrix.events.values()]
    assert sum("can't direct message a stranger" in body for body in bodies) == 1 - heard


async def test_only_the_newest_dms_get_rooms_at_once() -> None:
    """As many as the config says; the others with their first message."""
    stage = await opened(DM, GROUP)
    assert [stage.bridge.portals[id_].room for id_ in ("55", "56")] == ["", DM_ROOM]
    stage.matrix.made = "!late:here"
    says(stage, "55", 3, "hello")
    await stage.settled()
    assert stage.matrix.said("!late:here") == [(GHOST, "hello")]


async def test_a_groups_ghosts_are_all_there() -> None:
    """The bot makes a group's room; everybody's ghost is in it, comes when they come, and goes when they go."""
    stage = await opened(GROUP)
    assert stage.matrix.invitations[0] == (BOT, ADMIN)
    assert {ghost for ghost, _ in stage.matrix.present} == {GHOST, "@discord_17:here"}
    stage.gateway("CHANNEL_RECIPIENT_ADD", channel_id="56", user={"id": "18", "username": "dave"})
    stage.gateway("CHANNEL_RECIPIENT_REMOVE", channel_id="56", user=CAROL)
    await stage.settled()
    assert stage.bridge.portals["56"].channel.recipients == [ALICE, "18"]
    assert ("@discord_18:here", DM_ROOM) in stage.matrix.present


async def test_a_new_dm_becomes_a_room() -> None:
    """Whoever writes for the first time gets a room."""
    stage = await opened()
    stage.gateway("CHANNEL_CREATE", **DM)
    await stage.settled()
    assert stage.bridge.portals["55"].room == DM_ROOM


async def test_a_persons_guilds_come_with_the_log_in() -> None:
    """A person's guilds are whole in READY, and known at once."""
    stage = Stage()
    channels = [{"id": "71", "name": "there", "type": 0}]
    guild = {"id": "70", "name": "Other", "channels": channels, "roles": []}
    stage.gateway("READY", user={"id": ACCOUNT, "username": "admin"}, guilds=[guild, {"id": "9", "unavailable": True}])
    await stage.settled()
    assert stage.bridge.portals["71"].channel.guild == "70"
    assert "9" not in stage.bridge.guilds


async def test_a_bad_token_ends_the_log_in() -> None:
    """When Discord says that the token is no good, the account is logged out."""
    stage = await opened()
    stage.gateway("INVALID_AUTH")
    await stage.settled()
    assert not stage.bridge.user(ADMIN).logged_in
    assert stage.discord.closed


def test_a_cut_session_is_resumed() -> None:
    """The first hello is answered with identify, the next with resume at the last event."""
    protocol = UserProtocol("a.person")
    (identify,) = protocol.took(HELLO).send
    assert (identify["op"], identify["d"]["token"]) == (2, "a.person")
    assert protocol.took(READY).event == ("READY", READY["d"])
    assert protocol.closed(4000)
    assert protocol.resume_url == "wss://resume.test"
    assert protocol.took(HELLO).send == [{"op": 6, "d": {"token": "a.person", "session_id": "s", "seq": 1}}]


@pytest.mark.parametrize(("payload", "op"), [({"op": 9, "d": False}, 2), ({"op": 9, "d": True}, 6), ({"op": 7}, 6)])
def test_an_ended_session_begins_anew(payload: dict[str, Any], op: int) -> None:
    """An invalid session is identified again, one that may be resumed is resumed."""
    protocol = UserProtocol("a.person")
    protocol.took(HELLO)
    protocol.took(READY)
    assert protocol.took(payload).again
    assert protocol.took(HELLO).send[0]["op"] == op


@pytest.mark.parametrize(("code", "again"), [(4004, False), (4014, False), (4000, True), (None, True), (4009, True)])
def test_some_ends_are_for_good(code: int | None, again: bool) -> None:
    """A refused token isn't tried again, anything that may pass is."""
    assert UserProtocol("a.person").closed(code) is again


def test_a_dead_connection_is_noticed() -> None:
    """A heartbeat that isn't answered before the next means that nobody is there."""
    protocol = UserProtocol("a.person")
    assert protocol.beat() == {"op": 1, "d": None}
    protocol.took({"op": 11})
    assert protocol.beat() is not None
    assert protocol.beat() is None


def test_a_stream_is_inflated_piece_by_piece() -> None:
    """A payload may come in several frames, and the next needs what came before."""
    stream, inflater = zlib.compressobj(), Inflater()
    for number in range(2):
        data = stream.compress(json.dumps({"op": number}).encode()) + stream.flush(zlib.Z_SYNC_FLUSH)
        assert inflater.payload(data[:3]) is None
        assert inflater.payload(data[3:]) == {"op": number}


@pytest.mark.parametrize(
    ("owner", "role", "deny", "allow", "may"),
    [
        (ACCOUNT, 0, 0, 0, True), ("1", 8, MANAGE_WEBHOOKS, 0, True), ("1", MANAGE_WEBHOOKS, 0, 0, True),
        ("1", MANAGE_WEBHOOKS, MANAGE_WEBHOOKS, 0, False), ("1", 0, 0, MANAGE_WEBHOOKS, True), ("1", 0, 0, 0, False),
    ],
)  # fmt: skip
def test_rights_come_from_roles_and_overwrites(owner: str, role: int, deny: int, allow: int, may: bool) -> None:
    """The owner and administrators may everything; a channel's overwrites change what roles grant."""
    roles = [{"id": "100", "permissions": "0"}, {"id": "5", "permissions": str(role)}]
    overwrites = [{"id": "5", "deny": str(deny), "allow": str(allow)}]
    guild = {"id": "100", "owner_id": owner, "roles": roles}
    assert has(MANAGE_WEBHOOKS, ACCOUNT, guild, overwrites, ["5"]) is may
