"""Who comes in and who is kept out, through a server whose room it is."""

from __future__ import annotations

import pytest

from fakes.control import ActError
from tests.federation.test_services import ANN, BOB, link, room

__all__ = ["link", "room"]  # fixtures are found by their names in a test's module


@pytest.mark.parametrize("join_rule", ["knock", "knock_restricted"])
async def test_knock(link, join_rule):
    """Who knocks is let in by an invite; an outsider's knock on a closed room isn't heard."""
    open_, closed = [
        str((await link.act("a.test", "room.create", creator=ANN, version="11", join_rule=rule))["room"])
        for rule in (join_rule, "invite")
    ]

    await link.act("b.test", "room.knock", user=BOB, room=open_, via="a.test")
    assert link.peers["a.test"].rooms[open_].membership(BOB) == "knock"
    await link.act("a.test", "room.invite", user=ANN, room=open_, target=BOB)
    await link.act("b.test", "room.join", user=BOB, room=open_)
    assert link.peers["a.test"].rooms[open_].membership(BOB) == "join"

    with pytest.raises(ActError, match="nobody knocks on a room that is invite"):
        await link.act("b.test", "room.knock", user=BOB, room=closed, via="a.test")


async def test_restricted_join_is_signed_by_both(link, room):
    """A member of the allowed room comes in by a join that the resident server signs, too; somebody else doesn't."""
    made = await link.act("a.test", "room.create", creator=ANN, version="11", join_rule="restricted", allow=[room])

    await link.act("b.test", "room.join", user=BOB, room=made["room"], via="a.test")

    join = link.peers["b.test"].rooms[made["room"]].get("m.room.member", BOB)
    assert join is not None
    assert set(join["signatures"]) == {"a.test", "b.test"}
    assert join["content"]["join_authorised_via_users_server"] == ANN
    with pytest.raises(ActError, match="meets no condition"):
        await link.act("c.test", "room.join", user="@cy:c.test", room=made["room"], via="a.test")


async def test_ban_keeps_out(link, room):
    """Whoever is banned can't come back until pardoned, and every server hears of both."""
    await link.act("a.test", "member.set", user=ANN, room=room, target=BOB, membership="ban", reason="spam")
    assert link.peers["b.test"].rooms[room].membership(BOB) == "ban"
    with pytest.raises(ActError, match=f"{BOB} is banned"):
        await link.act("b.test", "room.join", user=BOB, room=room, via="a.test")

    await link.act("a.test", "member.set", user=ANN, room=room, target=BOB, membership="leave")
    await link.act("b.test", "room.join", user=BOB, room=room, via="a.test")
    assert link.peers["a.test"].rooms[room].membership(BOB) == "join"


async def test_third_server_hears_of_a_join(link, room):
    """A join by way of one server comes to all others in the room, and what they say then to everybody."""
    await link.act("c.test", "room.join", user="@cy:c.test", room=room, via="b.test")
    await link.act("c.test", "message.send", user="@cy:c.test", room=room, text="hello all")

    assert [link.peers[name].rooms[room].servers() for name in link.peers] == [["a.test", "b.test", "c.test"]] * 3
    assert [[record.text for record in link.seen(name, "message")] for name in ("a.test", "b.test")] == [
        ["hello all"]
    ] * 2
    assert all(record.scope == "try" for record in link.seen("a.test", "message"))


async def test_membership_that_is_nobodys(link, room):
    """A member event without a state key can be made, for a server that must refuse it; it changes no membership."""
    before = link.peers["a.test"].rooms[room].state

    order = {"room": room, "type": "m.room.member", "content": {"membership": "join"}, "to": []}
    made = await link.act("a.test", "event.send", user=ANN, **order)

    assert "state_key" not in made["pdu"]
    assert link.peers["a.test"].rooms[room].state == before
