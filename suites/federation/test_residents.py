"""Joining by way of a server that misbehaves: what it refuses comes to the client, what it spoils hinders nobody."""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixRefusedError

ANYBODY_MAY_DO_ANYTHING = {"state_default": 0, "events_default": 0}


@pytest.fixture
async def host(forger):
    """Mallory of the forger, in a public room of her own of version 10."""
    mallory = await forger.person("mallory")
    await mallory.makes_room(version="10", power_levels=ANYBODY_MAY_DO_ANYTHING)
    return mallory


@pytest.mark.parametrize(("status", "code"), [(403, "M_FORBIDDEN"), (400, "M_NOT_TODAY")], ids=["403", "400"])
async def test_refusal_comes_to_the_client(a, forger, host, status, code):
    """What mallory's server refuses a join with, alice's client is told; once it doesn't refuse, she joins."""
    async with forger.answers("make_join", status=status, body={"errcode": code, "error": "not you"}):
        with pytest.raises(MatrixRefusedError, match=f"{status} {code}"):
            await a.alice.joins(via=host.server)

    await a.alice.joins(via=host.server)


async def test_unknown_version_is_not_joined(a, forger, host):
    """A room that is said to be of a version that A hasn't got alice can't join; said to be what it is, she can."""
    async with forger.answers("make_join", merge={"room_version": "99"}):
        with pytest.raises(MatrixRefusedError, match=": 400 M_UNSUPPORTED_ROOM_VERSION"):
            await a.alice.joins(via=host.server)

    await a.alice.joins(via=host.server)


async def test_room_without_a_creation_is_not_joined(a, forger, host):
    """Where the answer to her join has no creation alice isn't in; where it has one she is."""
    async with forger.answers("send_join", merge={"state": [], "auth_chain": []}):
        with pytest.raises(MatrixRefusedError):
            await a.alice.joins(via=host.server)

    await a.alice.joins(via=host.server)
    await a.alice.sees_member(host, "join")


async def test_creation_of_an_unknown_version_is_not_joined(a, forger, host):
    """A room whose creation tells a version that A hasn't got alice can't join; beside it one that she can."""
    known = host.place
    await host.makes_room(version="10", create={"room_version": "99"})

    with pytest.raises(MatrixRefusedError):
        await a.alice.joins(via=host.server)

    await a.alice.joins(known, via=host.server)


async def test_spoiled_name_does_not_hinder_a_join(a, forger, host):
    """Where trent goes by a name that is none alice joins all the same, and finds him there."""
    trent = await forger.person("trent")
    spoiled = {"membership": "join", "displayname": {"is": "no name"}}
    await host.sends("m.room.member", spoiled, sender=trent.id, state_key=trent.id, to=[])

    await a.alice.joins(via=host.server)

    assert (await a.shows(host.place)).membership(trent.id) == "join"


@pytest.mark.parametrize("flaw", ["unsigned", "wrong_key", "unknown_key"])
async def test_state_that_a_forgery_authorises_is_no_state(a, forger, host, flaw):
    """What trent set by leave of a join that is signed wrongly is no state; what mallory set is, and alice is in."""
    trent = await forger.person("trent")
    await host.sends("m.room.name", {"name": "mallory's"}, state_key="", to=[])
    join = {"membership": "join"}
    await host.sends("m.room.member", join, sender=trent.id, state_key=trent.id, flaw=flaw, to=[], follow=True)
    await host.sends("m.room.topic", {"topic": "trent's"}, sender=trent.id, state_key="", to=[])

    await a.alice.joins(via=host.server)

    shown = await a.shows(host.place)
    assert (shown.name, shown.topic) == ("mallory's", "")
