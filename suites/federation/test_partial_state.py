"""Joins that don't wait for the whole state (MSC3902): nobody is told meanwhile what isn't known yet."""

from __future__ import annotations

import pytest

from harness.core.verdict import control

WHILE = 2.0  # seconds that the rest of the state takes to come


@pytest.fixture
async def host(fresh_forger):
    """Mallory, of a forger that answers joins without members, in a room of hers with trent."""
    mallory, trent = await fresh_forger.person("mallory"), await fresh_forger.person("trent")
    await mallory.makes_room()
    await trent.joins(via="")
    await fresh_forger.leaves_members_out()
    return mallory


async def test_members_are_told_when_the_state_is_complete(a, fresh_forger, host):
    """Who asks for the members waits until A has got them, and is told of trent then, too."""
    async with fresh_forger.answers("state_ids", delay=WHILE):
        await a.alice.enters(via=host.server)

        members = await a.alice.asks_for_members()

    assert {member.partition("-")[0] for member in members} == {"@alice", "@mallory", "@trent"}


async def test_nobody_enters_by_way_of_who_does_not_know_the_state(a, fresh_forger, host):
    """A makes no join for tess while it hasn't got the members, and makes one when it has."""
    tess = await fresh_forger.person("tess")
    async with fresh_forger.answers("state_ids", delay=WHILE):
        await a.alice.enters(via=host.server)
        early = await fresh_forger.at(a.name).template("join", tess.id)
        await a.alice.asks_for_members()

    late = await fresh_forger.at(a.name).template("join", tess.id)
    assert (early.status, late.status) == (404, 200)


async def test_one_is_heard_before_the_state_is_complete(a, fresh_forger, host):
    """What alice says while A hasn't got the members yet, mallory hears meanwhile, and A has them later."""
    tess = await fresh_forger.person("tess")
    async with fresh_forger.answers("state_ids", delay=2 * WHILE):
        await a.alice.enters(via=host.server)
        await host.hears(await a.alice.calls_out("is anybody here?"))
        with control("A doesn't know the members yet"):
            assert (await fresh_forger.at(a.name).template("join", tess.id)).status == 404

    assert len(await a.alice.asks_for_members()) == 3
