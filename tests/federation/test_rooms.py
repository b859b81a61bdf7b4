"""Two forgers in a room of each version: what one says, the other has, verified."""

from __future__ import annotations

import pytest

from fakes.control import ActError
from fakes.federation.versions import EXPERIMENTAL, VERSIONS
from tests.federation.link import Link


@pytest.fixture
async def link():
    link = Link("a.test", "b.test")
    await link.act("a.test", "user.create", name="ann")
    await link.act("b.test", "user.create", name="bob")
    return link


async def _shared(link: Link, version: str) -> str:
    room = str((await link.act("a.test", "room.create", creator="@ann:a.test", version=version))["room"])
    await link.act("b.test", "room.join", user="@bob:b.test", room=room, via="a.test")
    return room


@pytest.mark.parametrize("api", ["v1", "v2"])
async def test_invite_and_join_in_both_forms(link, api):
    """The old forms of invite and send_join do as the new ones, in a room of a version that has both."""
    room = (await link.act("a.test", "room.create", creator="@ann:a.test", version="2", join_rule="invite"))["room"]

    await link.act("a.test", "room.invite", user="@ann:a.test", room=room, target="@bob:b.test", api=api)
    await link.act("b.test", "room.join", user="@bob:b.test", room=room, via="a.test", api=api)

    calls = [record.detail for name in link.peers for record in link.seen(name, "call")]
    served = {detail["by"] for detail in calls if detail["direction"] == "in"}
    ending = "_v1" if api == "v1" else ""
    assert {f"send_join{ending}", f"invite{ending}"} <= served
    assert link.peers["a.test"].rooms[room].members() == ["@ann:a.test", "@bob:b.test"]


@pytest.mark.parametrize("version", [*VERSIONS, *EXPERIMENTAL])
async def test_message_goes_both_ways(link, version):
    """After a join, each server takes the other's messages, every event verifies, and both have the same state."""
    room = await _shared(link, version)

    there = await link.act("b.test", "message.send", user="@bob:b.test", room=room, text="from b")
    back = await link.act("a.test", "message.send", user="@ann:a.test", room=room, text="from a")

    assert there["results"]["a.test"] == {"status": 200, "pdus": {there["event"]: {}}}
    assert back["results"]["b.test"] == {"status": 200, "pdus": {back["event"]: {}}}
    assert [record.text for record in link.seen("a.test", "message")] == ["from b", "from a"]
    assert all(not record.detail["problems"] for record in link.seen("b.test", "member"))
    states = [link.peers[name].rooms[room].state for name in ("a.test", "b.test")]
    assert states[0] == states[1] != {}
    assert not link.seen("a.test", "refusal") + link.seen("b.test", "refusal")


@pytest.mark.parametrize("levels", [{"invite": 50}, {}, None], ids=["changed", "usual", "none"])
async def test_room_has_levels_unless_told_to_have_none(link, levels):
    """What is given goes over the usual levels; where there are to be none, the room has no such event."""
    order = {"creator": "@ann:a.test", "power_levels": levels}
    room = link.peers["a.test"].rooms[(await link.act("a.test", "room.create", **order))["room"]]

    set_ = room.get_in(room.state, "m.room.power_levels")

    assert (set_ is None) == (levels is None)
    assert set_ is None or set_["content"]["invite"] == {"invite": 0, **levels}["invite"]
    assert set_ is None or set_["content"]["users"] == {"@ann:a.test": 100}


async def test_event_that_is_not_there_is_no_order(link):
    """What a room hasn't got is neither sent again nor told the state before; what it has is both."""
    room = await _shared(link, "11")
    said = (await link.act("a.test", "message.send", user="@ann:a.test", room=room, text="x"))["event"]
    for order in ("event.resend", "room.state"):
        with pytest.raises(ActError, match=r"has no event \$none"):
            await link.act("a.test", order, room=room, event="$none")

    again = await link.act("a.test", "event.resend", room=room, event=said)
    assert again["results"]["b.test"] == {"status": 200, "pdus": {said: {}}}
    assert (await link.act("a.test", "room.state", room=room, event=said))["state"]
