"""Invitations from one server to another: seen, taken up, turned down, and taken back."""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixRefusedError

FAILURES = {"refuses": {"status": 403}, "fails": {"status": 500}, "hangs-up": {"cut": True}}


async def test_refused_again_and_again(lab, a, b):
    """Bob on B turns alice's invitation down, is invited again, and turns that down, too."""
    await a.alice.makes_room(rule="invite")
    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)
    await b.bob.leaves()
    first = await a.alice.sees_member(b.bob, "leave", by=b.bob)

    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice, since=first)
    await b.bob.leaves()

    await a.alice.sees_member(b.bob, "leave", by=b.bob, since=first)


async def test_refused_when_nobody_is_left(lab, a, b):
    """Bob turns an invitation into a room down that everybody has left meanwhile, and is rid of it."""
    await a.alice.makes_room(rule="invite")
    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)
    await a.alice.leaves()

    await b.bob.leaves()

    await b.bob.sees_member(b.bob, "leave", by=b.bob)


async def test_invited_person_sees_what_the_room_is(lab, a, b):
    """With alice's invitation bob sees the room's name, before he joins."""
    await a.alice.makes_room(rule="invite", name="the den")

    await a.alice.invites(b.bob)

    assert (await b.bob.sees_state("m.room.name")).detail["content"] == {"name": "the den"}


async def test_direct_conversation_is_known_as_one(lab, a, b):
    """That it is a conversation of two, the invitation says to bob on B, and his join says it was so."""
    await a.alice.makes_room(rule="invite", invite=[b.bob.id], is_direct=True)
    invited = await b.bob.sees_member(b.bob, "invite", by=a.alice)

    await b.bob.joins()

    joined = await b.bob.sees_member(b.bob, "join", since=invited)
    assert invited.detail["content"]["is_direct"] is joined.detail["before"]["is_direct"] is True


async def test_invitation_where_the_server_is_in_the_room(lab, a, b):
    """Bob is invited where ben of his server is in the room already, and joins."""
    await a.alice.makes_room(rule="invite")
    await a.alice.invites(b.ben)
    await b.ben.sees_member(b.ben, "invite", by=a.alice)
    await b.ben.joins()

    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)
    await b.bob.joins()

    await a.alice.sees_member(b.bob, "join")


async def test_refusal_where_the_server_is_in_the_room(lab, a, b):
    """Bob is invited where ben of his server is in the room already, and turns it down: alice and ben see it."""
    await a.alice.makes_room(rule="invite")
    await a.alice.invites(b.ben)
    await b.ben.sees_member(b.ben, "invite", by=a.alice)
    await b.ben.joins()

    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)
    await b.bob.leaves()

    await a.alice.sees_member(b.bob, "leave", by=b.bob)
    await b.ben.sees_member(b.bob, "leave", by=b.bob)


async def test_invitation_is_taken_back(lab, a, b):
    """When alice takes her invitation back, bob on B sees that, and can't join any more."""
    await a.alice.makes_room(rule="invite")
    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)

    await a.alice.kicks(b.bob)

    await b.bob.sees_member(b.bob, "leave", by=a.alice)
    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.bob.joins(via=a.name)


async def test_stranger_takes_no_invitation_back(a, b, forger):
    """Mallory, who has no power in the room, can't take alice's invitation to bob back: he joins by it."""
    mallory = await forger.person("mallory")
    await a.alice.makes_room(rule="invite")
    await a.alice.invites(mallory)
    await mallory.joins(via=a.name)
    await a.alice.invites(b.bob)
    await mallory.hears(await a.alice.sees_member(b.bob, "invite"))

    leave = {"membership": "leave"}
    await mallory.sends("m.room.member", leave, state_key=b.bob.id, to=[b.name, a.name], follow=False)
    await b.bob.joins(via=a.name)

    await a.alice.sees_member(b.bob, "join")
    b.bob.never_saw_member(b.bob, "leave")


@pytest.mark.parametrize("version", ["1", "2"], ids="v{}".format)
async def test_invitation_in_the_old_form(a, forger, version):
    """Mallory's invitation in the form of old (/v1/invite) comes to alice, and she joins by it."""
    mallory = await forger.person("mallory")
    await mallory.makes_room(rule="invite", version=version)

    await mallory.invites(a.alice, api="v1")
    await a.alice.sees_member(a.alice, "invite", by=mallory)
    await a.alice.joins(via=forger.name)

    await mallory.hears(await a.alice.says("there you are"))


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
async def test_refusal_holds_though_the_other_server_fails(a, forger, failure):
    """Alice is rid of mallory's invitation even when mallory's server doesn't take her refusal."""
    mallory = await forger.person("mallory")
    await mallory.makes_room(rule="invite")
    await mallory.invites(a.alice)
    await a.alice.sees_member(a.alice, "invite", by=mallory)

    async with forger.answers("make_leave", **failure):
        await a.alice.leaves()

    await a.alice.sees_member(a.alice, "leave", by=a.alice)


async def test_pardoned_person_comes_back_by_invitation(lab, a, b):
    """Bob, whom alice banned and then pardoned while nobody of B was there, is invited and joins again."""
    await lab.gathers(a.alice, b.bob)
    await a.alice.bans(b.bob)
    banned = await b.bob.sees_member(b.bob, "ban", by=a.alice)
    pardoned = await a.alice.pardons(b.bob)

    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice, since=banned)
    await b.bob.joins(via=a.name)

    await a.alice.sees_member(b.bob, "join", since=pardoned)
