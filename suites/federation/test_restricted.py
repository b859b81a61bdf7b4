"""Rooms that let the members of another room in, over several servers (Client-Server API, "Restricted rooms")."""

from __future__ import annotations

import pytest

from harness.actors.lab_person import members_of
from harness.actors.matrix_client import MatrixRefusedError

MALFORMED = {
    "no-list": {"join_rule": "restricted", "allow": "the club"},
    "nothing": {"join_rule": "restricted"},
    "no-room": {"join_rule": "restricted", "allow": [{"type": "m.room_membership"}]},
    "unknown": {"join_rule": "restricted", "allow": [{"type": "m.friendship", "room_id": "!club:a.test"}]},
}
INVITING_TAKES_POWER = {"power_level_content_override": {"invite": 50}}


async def test_who_left_the_club_stays_out(lab, a, b):
    """Bob, who has left the club, doesn't get into its room; ben, who is in it still, does."""
    club = await lab.gathers(a.alice, b.bob, b.ben)
    await b.bob.leaves()
    await a.alice.sees_member(b.bob, "leave")
    await a.alice.makes_room(rule=members_of(club))

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.bob.joins(via=a.name)

    await b.ben.joins(via=a.name)
    await a.alice.sees_member(b.ben, "join")


async def test_invited_person_needs_no_club(lab, a, b):
    """Bob, who isn't in the club and is invited, gets into its room; ben, who is neither, doesn't."""
    club = await a.alice.makes_room()
    await a.alice.makes_room(rule=members_of(club))
    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.ben.joins(via=a.name)

    await b.bob.joins(via=a.name)
    await a.alice.sees_member(b.bob, "join")


@pytest.mark.parametrize("rule", MALFORMED.values(), ids=MALFORMED)
async def test_malformed_rule_lets_nobody_in(lab, a, b, rule):
    """By a rule that isn't as it should be bob of the club doesn't get in; by one that is he does."""
    club = await lab.gathers(a.alice, b.bob)
    await a.alice.makes_room(rule=rule)

    with pytest.raises(MatrixRefusedError, match=r": (403 M_FORBIDDEN|400 M_UNABLE_TO_AUTHORISE_JOIN|502) "):
        await b.bob.joins(via=a.name)

    await a.alice.sets_rule(members_of(club))
    await b.bob.joins(via=a.name)


@pytest.mark.parametrize("knocking", [False, True], ids=["restricted", "or-knocking"])
async def test_server_without_power_asks_another(lab, a, b, knocking):
    """B, where nobody may invite, lets ben in by way of A, where alice may: she vouches for his join."""
    club = await lab.gathers(a.alice, b.bob, b.ben)
    await a.alice.makes_room(rule=members_of(club, knocking=knocking), **INVITING_TAKES_POWER)
    await b.bob.joins(via=a.name)

    await b.ben.joins(via=a.name)

    joined = await a.alice.sees_member(b.ben, "join")
    assert joined.detail["content"]["join_authorised_via_users_server"] == a.alice.id


@pytest.mark.parametrize("knocking", [False, True], ids=["restricted", "or-knocking"])
async def test_join_goes_on_to_a_server_that_can_vouch(lab, a, b, c, knocking):
    """Carol on C asks B, where nobody may vouch for her, then A, where alice does."""
    club = await lab.gathers(a.alice, b.bob, c.carol)
    await a.alice.makes_room(rule=members_of(club, knocking=knocking), **INVITING_TAKES_POWER)
    await b.bob.joins(via=a.name)

    await c.carol.joins(via=[b.name, a.name])

    joined = await a.alice.sees_member(c.carol, "join")
    assert joined.detail["content"]["join_authorised_via_users_server"] == a.alice.id


async def test_restricted_room_with_knocking_lets_members_in(lab, a, b):
    """Where members of the club get in and others may knock, bob of the club joins, and ben knocks."""
    club = await lab.gathers(a.alice, b.bob)
    await a.alice.makes_room(rule=members_of(club, knocking=True))

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.ben.joins(via=a.name)

    await b.bob.joins(via=a.name)
    await b.ben.knocks(via=a.name)
    await a.alice.sees_member(b.ben, "knock")
