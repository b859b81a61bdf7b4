"""A flawed event by every way that events travel: the server that meets it never has it as it was forged."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.control import ActError
from fakes.federation.event_flaws import EVENT_FLAWS
from fakes.federation.flaws import Effect
from fakes.federation.versions import VERSIONS
from tests.federation.link import Link

ANN, BOB = "@ann:a.test", "@bob:b.test"
REFUSED = [flaw.name for flaw in EVENT_FLAWS.values() if flaw.effect is Effect.REFUSED and flaw.name != "surrogate"]
TAKEN = [flaw.name for flaw in EVENT_FLAWS.values() if flaw.effect is Effect.ACCEPTED]


@pytest.fixture
async def link():
    link = Link("a.test", "b.test")
    link.now -= 60
    link.peers["a.test"].keys.rotate(link.peers["a.test"].now())
    link.now += 60
    await link.act("a.test", "user.create", name="ann")
    await link.act("b.test", "user.create", name="bob")
    return link


async def _room(link: Link, **more: Any) -> str:
    return str((await link.act("a.test", "room.create", creator=ANN, version="11", **more))["room"])


async def _join(link: Link, room: str, flaw: str = "") -> Any:
    return await link.act("b.test", "room.join", user=BOB, room=room, via="a.test", flaw=flaw)


def _has(link: Link, room: str, event: str) -> Any:
    kept = link.peers["b.test"].rooms[room].find(event)
    return kept.event["content"].get("body") if kept is not None else None


@pytest.mark.parametrize("flaw", ["", *REFUSED, *TAKEN, "changed_body"])
async def test_transaction(link, flaw):
    """By /send: what must be refused isn't there, what must be redacted is without content, and all else is there."""
    room = await _room(link)
    await _join(link, room)

    said = await link.act("a.test", "message.send", user=ANN, room=room, text="hi", flaw=flaw)
    fence = await link.act("a.test", "message.send", user=ANN, room=room, text="fence")

    assert _has(link, room, fence["event"]) == "fence"
    assert _has(link, room, said["event"]) == (None if flaw in REFUSED or flaw == "changed_body" else "hi")
    assert (said["event"] in link.peers["b.test"].rooms[room].events) == (flaw not in REFUSED)


@pytest.mark.parametrize("flaw", ["", *REFUSED])
async def test_missing_events(link, flaw):
    """By /get_missing_events: an honest event that follows a flawed one is taken, the flawed one isn't."""
    room = await _room(link)
    await _join(link, room)

    hidden = await link.act("a.test", "message.send", user=ANN, room=room, text="hid", flaw=flaw, to=[], follow=True)
    after = await link.act("a.test", "message.send", user=ANN, room=room, text="after")

    assert _has(link, room, after["event"]) == "after"
    assert _has(link, room, hidden["event"]) == (None if flaw else "hid")


@pytest.mark.parametrize("flaw", ["", "unsigned", "wrong_key", "bad_base64", "other_server", "float", "long_sender"])
async def test_state_of_a_join(link, flaw):
    """By /send_join's state: a flawed topic isn't part of the room that somebody joins."""
    room = await _room(link)
    order = {"user": ANN, "room": room, "type": "m.room.topic", "content": {"topic": "t"}, "state_key": ""}
    await link.act("a.test", "event.send", **order, flaw=flaw, follow=True)

    await _join(link, room)

    topic = link.peers["b.test"].rooms[room].get("m.room.topic")
    assert (topic is None) == bool(flaw)


@pytest.mark.parametrize("flaw", [name for name in REFUSED if name not in ("changed_room", "too_big")])
async def test_join_is_refused(link, flaw):
    """By /send_join itself: nobody comes in by a flawed join, and then comes in by an honest one."""
    link.peers["b.test"].keys.rotate(link.peers["b.test"].now() - 1)
    room = await _room(link)

    with pytest.raises(ActError):
        await _join(link, room, flaw)
    assert link.peers["a.test"].rooms[room].members() == [ANN]

    await _join(link, room)
    assert link.peers["a.test"].rooms[room].members() == [ANN, BOB]


@pytest.mark.parametrize("flaw", ["unsigned", "wrong_key", "changed_body", "changed_sender", "old_key", "float"])
async def test_invite_is_refused(link, flaw):
    """By /invite: nobody signs a flawed invite, and an honest one is signed."""
    room = await _room(link, join_rule="invite")

    with pytest.raises(ActError):
        await link.act("a.test", "room.invite", user=ANN, room=room, target=BOB, flaw=flaw)
    assert (await link.act("b.test", "user.invitations", user=BOB))["invitations"] == []

    await link.act("a.test", "room.invite", user=ANN, room=room, target=BOB)
    assert len((await link.act("b.test", "user.invitations", user=BOB))["invitations"]) == 1
    await _join(link, room)


def test_effects_differ_by_version():
    """The table says since when a rule holds: floats from version 6 on, keys' times from 5 on."""
    assert [EVENT_FLAWS["float"].effect_in(VERSIONS[name]) for name in "56"] == [Effect.ACCEPTED, Effect.REFUSED]
    assert [EVENT_FLAWS["old_key"].effect_in(VERSIONS[name]) for name in "45"] == [Effect.ACCEPTED, Effect.REFUSED]
