"""Server access control lists: a server that a room shuts out is neither heard nor served there (m.room.server_acl)."""

from __future__ import annotations

import pytest

from harness.actors.control import ActRefusedError


@pytest.fixture
async def mallory(lab, a, b, forger):
    """Somebody on the forger, in a room with alice of A and bob of B."""
    mallory = await forger.person("mallory")
    await lab.gathers(a.alice, b.bob)
    await mallory.joins(via=a.name)
    await a.alice.sees_member(mallory, "join")
    return mallory


async def test_server_shut_out_is_not_heard(a, b, mallory, forger):
    """What mallory says once her server is shut out never shows; what she said before, and bob says after, does."""
    await a.alice.sees_event(await mallory.says("before"))
    await mallory.hears(await a.alice.shuts_out(forger.host))

    forged = await mallory.says("after", follow=False)
    await a.alice.catches_up_with(b.bob)

    a.alice.never_saw_event(forged)


@pytest.mark.parametrize("what", ["state", "state_ids", "backfill", "get_missing_events", "make_join"])
async def test_server_shut_out_is_served_nothing(a, mallory, forger, what):
    """What A served the forger about the room it serves no more once the forger is shut out."""
    said = await a.alice.says("for friends")
    await mallory.hears(said)
    assert await forger.asks_for(what, a.name, said) == 200

    await mallory.hears(await a.alice.shuts_out(forger.host))

    assert await forger.asks_for(what, a.name, said) == 403


async def test_person_of_a_server_shut_out_can_not_join(a, b, mallory, forger):
    """Trent of the forger, which is shut out, doesn't get in; ben of B does."""
    trent = await forger.person("trent")
    await mallory.hears(await a.alice.shuts_out(forger.host))

    with pytest.raises(ActRefusedError, match="answered 403"):
        await trent.joins(via=a.name)

    await b.ben.joins()
    await a.alice.sees_member(b.ben, "join")


async def test_list_of_another_server_shuts_nobody_out(a, mallory):
    """A list that names another server than the forger changes nothing for mallory."""
    await mallory.hears(await a.alice.shuts_out("elsewhere.test"))

    await a.alice.sees_event(await mallory.says("still heard"))
