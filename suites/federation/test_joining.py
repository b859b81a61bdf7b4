"""Coming into a room of another server: by id, by alias, by invitation, by knocking, and by being in another room."""

from __future__ import annotations

import pytest

from harness.actors.lab_person import members_of
from harness.actors.matrix_client import MatrixRefusedError
from suites.federation.directions import each_version


@each_version
async def test_join_by_way_of_another_server(lab, a, b, c, version):
    """Carol on C joins a room of A by way of B, which is in it, and hears and is heard."""
    await lab.gathers(a.alice, b.bob, version=version)

    await c.carol.joins(lab.room, via=b.name)

    await a.alice.sees_member(c.carol, "join")
    await lab.settles(a.alice, b.bob, c.carol)


async def test_join_goes_on_to_the_next_server(lab, a, b, c):
    """Where the first server to go by doesn't exist and the second isn't in the room, carol gets in by the third."""
    await a.alice.makes_room()

    await c.carol.joins(via=["nowhere.test:8448", b.name, a.name])

    await a.alice.sees_member(c.carol, "join")


async def test_join_by_alias(lab, a, b):
    """Bob on B joins by an alias that A keeps."""
    await a.alice.makes_room(alias=f"hall-{lab.stage.scope}")

    await b.bob.joins(f"#hall-{lab.stage.scope}:{a.name}")

    await a.alice.sees_member(b.bob, "join")


async def test_no_join_by_an_alias_that_is_none(lab, a, b):
    """An alias that A doesn't keep leads nowhere; one that it keeps leads in."""
    await a.alice.makes_room(alias=f"hall-{lab.stage.scope}")

    with pytest.raises(MatrixRefusedError, match="M_NOT_FOUND"):
        await b.bob.joins(f"#cellar-{lab.stage.scope}:{a.name}")

    await b.bob.joins(f"#hall-{lab.stage.scope}:{a.name}")


async def test_invitation(lab, a, b):
    """Bob on B sees alice's invitation and joins the room, where nobody else may."""
    await a.alice.makes_room(rule="invite")
    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)

    await b.bob.joins()

    await a.alice.sees_member(b.bob, "join")


async def test_no_join_without_invitation(lab, a, b):
    """Into a room for the invited ben doesn't get, by way of the very server that lets bob in."""
    await a.alice.makes_room(rule="invite")
    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.ben.joins(via=a.name)

    await b.bob.joins(via=a.name)


async def test_refused_invitation(lab, a, b):
    """When bob on B turns an invitation down, alice on A sees it."""
    await a.alice.makes_room(rule="invite")
    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)

    await b.bob.leaves()

    await a.alice.sees_member(b.bob, "leave", by=b.bob)


@pytest.mark.parametrize("version", ["7", "10", "11", "12"], ids="v{}".format)
async def test_knock(lab, a, b, version):
    """Bob on B knocks, alice on A sees it and invites him, and he joins."""
    await a.alice.makes_room(rule="knock", version=version)

    await b.bob.knocks(via=a.name)
    await a.alice.sees_member(b.bob, "knock", by=b.bob)
    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)
    await b.bob.joins()

    await a.alice.sees_member(b.bob, "join")


async def test_no_knock_where_nobody_listens(lab, a, b):
    """At a room for the invited nobody knocks; once its rule says so, bob does."""
    await a.alice.makes_room(rule="invite")

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.bob.knocks(via=a.name)

    await a.alice.sets_rule("knock")
    await b.bob.knocks(via=a.name)
    await a.alice.sees_member(b.bob, "knock")


@pytest.mark.parametrize("version", ["8", "10", "11", "12"], ids="v{}".format)
async def test_restricted_room_lets_members_in(lab, a, b, version):
    """Who is in the club's room gets into the restricted one, and who isn't doesn't."""
    club = await lab.gathers(a.alice, b.bob)
    await a.alice.makes_room(rule=members_of(club), version=version)

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.ben.joins(via=a.name)

    await b.bob.joins(via=a.name)
    await a.alice.sees_member(b.bob, "join")


async def test_banned_person_stays_out(lab, a, b):
    """bob, whom alice banned, doesn't get in again; ben of the same server does."""
    await lab.gathers(a.alice, b.bob)
    await a.alice.bans(b.bob)
    await b.bob.sees_member(b.bob, "ban", by=a.alice)

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.bob.joins(via=a.name)

    await b.ben.joins(via=a.name)


async def test_kicked_person_may_come_back(lab, a, b):
    """bob, whom alice threw out of a public room, joins it again and is heard."""
    await lab.gathers(a.alice, b.bob)
    await a.alice.kicks(b.bob)
    await b.bob.sees_member(b.bob, "leave", by=a.alice)

    await b.bob.joins(via=a.name)

    said = await b.bob.says("here I am again")
    await a.alice.sees_event(said)


async def test_second_person_joins_without_asking(lab, a, b, c):
    """Once B is in the room, ben joins it there, and C hears of it from B."""
    await lab.gathers(a.alice, b.bob, c.carol)

    await b.ben.joins()

    await c.carol.sees_member(b.ben, "join")
    await a.alice.sees_member(b.ben, "join")


async def test_leaving_is_seen_everywhere(lab, a, b, c):
    """When bob leaves on B, alice on A and carol on C see it, and he hears no more."""
    await lab.gathers(a.alice, b.bob, b.ben, c.carol)
    bob, ben = await b.bob.alone_with(b.ben)
    await b.bob.leaves()
    await c.carol.sees_member(b.bob, "leave", by=b.bob)

    said = await a.alice.says("is bob gone?")

    await b.ben.sees_event(said)
    await bob.catches_up_with(ben)
    b.bob.never_saw_event(said)


async def test_bridges_user_joins(laboratory, lab, a):
    """A user whom a bridge made, on a server of its own, joins alice's room on A, is heard and hears."""
    await a.alice.makes_room()

    async with laboratory.bridged(lab) as other:
        await other.bridget.joins(via=a.name)
        await a.alice.sees_member(other.bridget, "join")
        await a.alice.sees_event(await other.bridget.says("beep"))
        await other.bridget.sees_event(await a.alice.says("who beeps?"))
