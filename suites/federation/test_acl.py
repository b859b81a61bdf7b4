"""Server access control lists: a server that a room shuts out is neither heard nor served there (m.room.server_acl)."""

from __future__ import annotations

import pytest

from harness.actors.control import ActRefusedError
from suites.federation.handshakes import HANDSHAKES


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


WHAT = ("state", "state_ids", "backfill", "get_missing_events", "event_auth", "make_join", "make_leave")


@pytest.mark.parametrize("what", WHAT)
async def test_server_shut_out_is_served_nothing(a, mallory, forger, what):
    """What A served the forger about the room it serves no more once the forger is shut out."""
    said = await a.alice.says("for friends")
    await mallory.hears(said)
    who = mallory.id if what == "make_leave" else ""
    assert await forger.asks_for(what, a.name, said, who=who) == 200

    await mallory.hears(await a.alice.shuts_out(forger.host))

    assert await forger.asks_for(what, a.name, said, who=who) == 403


async def test_person_of_a_server_shut_out_can_not_join(a, b, mallory, forger):
    """Trent of the forger, which is shut out, doesn't get in; ben of B does."""
    trent = await forger.person("trent")
    await mallory.hears(await a.alice.shuts_out(forger.host))

    with pytest.raises(ActRefusedError, match="answered 403"):
        await trent.joins(via=a.name)

    await b.ben.joins()
    await a.alice.sees_member(b.ben, "join")


@pytest.mark.parametrize("handshake", HANDSHAKES[1:4:2], ids=str)
async def test_handshakes_of_a_server_shut_out_are_refused(a, forger, handshake):
    """A join and a leave are refused while the forger is shut out, and taken when it isn't any more."""
    mallory, trent = await handshake.begins(a, forger)
    event = await handshake.right(mallory, trent)
    await mallory.hears(await a.alice.shuts_out(forger.host))
    refused = await forger.at(a.name).offers(handshake.membership, event)
    await a.alice.shuts_out("elsewhere.test")

    taken = await forger.at(a.name).offers(handshake.membership, event)

    assert (refused.status, taken.status) == (403, 200)
    await a.alice.sees_member(trent, handshake.membership)


async def test_invitation_by_a_server_shut_out_is_refused(a, forger, mallory):
    """Mallory's invitation to anna of A is refused while the forger is shut out, and taken when it isn't any more."""
    invite = {"membership": "invite"}
    invited = await mallory.sends("m.room.member", invite, state_key=a.anna.id, to=[], follow=False)
    await mallory.hears(await a.alice.shuts_out(forger.host))
    refused = await forger.at(a.name).invites(invited)
    await a.alice.shuts_out("elsewhere.test")

    taken = await forger.at(a.name).invites(invited)

    assert (refused.status, taken.status) == (403, 200)
    await a.anna.sees_member(a.anna, "invite", by=mallory)


@pytest.mark.parametrize("notice", ["typing", "receipt"])
async def test_notices_of_a_server_shut_out_are_ignored(a, b, forger, mallory, notice):
    """That mallory types or has read, alice sees before her server is shut out, and never after."""
    said, told = await a.alice.says("is anybody there?"), forger.notifies(a.name)
    trent = await forger.person("trent")
    await trent.joins(via=a.name)
    await told.tells_of(notice, mallory.id, said)
    await a.alice.notices(notice, of=mallory)

    await mallory.hears(await a.alice.shuts_out(forger.host))
    await told.tells_of(notice, trent.id, said)
    await a.alice.catches_up_with(b.bob)

    a.alice.never_noticed(notice, of=trent)


async def test_list_of_another_server_shuts_nobody_out(a, mallory):
    """A list that names another server than the forger changes nothing for mallory."""
    await mallory.hears(await a.alice.shuts_out("elsewhere.test"))

    await a.alice.sees_event(await mallory.says("still heard"))
