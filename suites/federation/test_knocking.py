"""Knocking at a room of another server (Client-Server API, "Knocking on rooms")."""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixRefusedError


async def test_knock_opens_no_door(lab, a, b):
    """Who has only knocked doesn't get in; once alice has invited him, he does."""
    await a.alice.makes_room(rule="knock")
    await b.bob.knocks(via=a.name)
    await a.alice.sees_member(b.bob, "knock")

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.bob.joins(via=a.name)

    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)
    await b.bob.joins(via=a.name)


async def test_reason_is_seen(lab, a, b):
    """Why bob knocks, alice reads."""
    await a.alice.makes_room(rule="knock")

    await b.bob.knocks(via=a.name, reason="it is raining")

    assert (await a.alice.sees_member(b.bob, "knock")).detail["content"]["reason"] == "it is raining"


async def test_knock_again(lab, a, b):
    """Bob may knock a second time, with another reason."""
    await a.alice.makes_room(rule="knock")
    await b.bob.knocks(via=a.name, reason="it is raining")
    first = await a.alice.sees_member(b.bob, "knock")

    await b.bob.knocks(via=a.name, reason="it is still raining")

    again = await a.alice.sees_member(b.bob, "knock", since=first)
    assert again.detail["content"]["reason"] == "it is still raining"


async def test_knock_is_turned_down(lab, a, b):
    """When alice turns his knock down, bob on B is as he was before: he may knock again."""
    await a.alice.makes_room(rule="knock")
    await b.bob.knocks(via=a.name)
    await a.alice.sees_member(b.bob, "knock")

    turned_down = await a.alice.kicks(b.bob)
    await b.bob.knocks(via=a.name)

    await a.alice.sees_member(b.bob, "knock", since=turned_down)


async def test_no_knock_by_who_is_invited(lab, a, b):
    """Bob, who is invited, doesn't knock; ben, who isn't, does."""
    await a.alice.makes_room(rule="knock")
    await a.alice.invites(b.bob)
    await b.bob.sees_member(b.bob, "invite", by=a.alice)

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.bob.knocks(via=a.name)

    await b.ben.knocks(via=a.name)
    await a.alice.sees_member(b.ben, "knock")


async def test_no_knock_by_who_is_in_the_room(lab, a, b):
    """Bob, who is in the room, doesn't knock; ben, who isn't, does."""
    await lab.gathers(a.alice, b.bob)
    await b.bob.sees_event(await a.alice.sets_rule("knock"))

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.bob.knocks(via=a.name)

    await b.ben.knocks(via=a.name)
    await a.alice.sees_member(b.ben, "knock")


async def test_no_knock_by_who_is_banned(lab, a, b):
    """Bob, who is banned, doesn't knock; ben, who isn't, does."""
    await a.alice.makes_room(rule="knock")
    await a.alice.bans(b.bob)

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.bob.knocks(via=a.name)

    await b.ben.knocks(via=a.name)
    await a.alice.sees_member(b.ben, "knock")
