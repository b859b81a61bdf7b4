"""Keys: whom a server believes that a key is somebody's, and for how long."""

from __future__ import annotations

import pytest

from harness.actors.control import ActRefusedError
from suites.signatures.flaws import each_document


@pytest.fixture
async def notary(laboratory, lab):
    """A forger that vouches for others' keys."""
    async with laboratory.fresh_forger(lab) as forger:
        yield forger


@pytest.fixture
async def trusting(laboratory, lab, notary):
    """A real server that trusts the notary: dora lives there."""
    async with laboratory.trusting(lab, notary) as server:
        yield server


@each_document
async def test_flawed_key_document_proves_nothing(a, forger, fresh_forger, flaw):
    """From a server whose key document is flawed nobody gets in; from one whose document is honest, they do."""
    mallory, trent = await fresh_forger.person("mallory"), await forger.person("trent")
    await a.alice.makes_room()
    await fresh_forger.publishes_keys(flaw=flaw)

    with pytest.raises(ActRefusedError, match="answered 401"):
        await mallory.joins(via=a.name)

    await trent.joins(via=a.name)
    await a.alice.sees_member(trent, "join")
    a.alice.never_saw_member(mallory, "join")


async def test_new_key_is_taken(a, fresh_forger):
    """A server that changes its key is believed under the new one."""
    mallory = await fresh_forger.meets("mallory", a.alice)

    await fresh_forger.changes_keys()

    await a.alice.sees_event(await mallory.says("under a new key"))


@pytest.mark.parametrize("flaw", ["old_key", "expired_key"])
async def test_key_out_of_time_signs_nothing(a, fresh_forger, flaw):
    """What is signed by a key after its time never shows; what the key of the time signs does."""
    await fresh_forger.changes_keys()
    mallory = await fresh_forger.meets("mallory", a.alice)

    forged = await mallory.says("forged", flaw=flaw)
    await a.alice.sees_event(await mallory.says("honest"))

    a.alice.never_saw_event(forged)
    a.alice.never_saw("forged", by=mallory)


async def test_key_that_was_changed_vouches_for_what_it_signed_before(lab, a, b, fresh_forger):
    """B, which never saw the old key in use, believes it (old_verify_keys), and so that mallory joined by it."""
    mallory = await fresh_forger.meets("mallory", a.alice)
    await fresh_forger.changes_keys()

    await b.bob.joins(via=a.name)
    await mallory.hears(await a.alice.sees_member(b.bob, "join"))

    await b.bob.sees_event(await mallory.says("under a new key"))
    assert (await lab.agrees(a, b, history=False)).membership(mallory.id) == "join"


async def test_another_servers_keys_prove_nothing(a, b, fresh_forger):
    """From a server that publishes B's key document as its own nobody gets in; from B they do still."""
    mallory = await fresh_forger.person("mallory")
    await a.alice.makes_room()
    await fresh_forger.publishes_keys_of(b.name)

    with pytest.raises(ActRefusedError, match="answered 401"):
        await mallory.joins(via=a.name)

    await b.bob.joins(via=a.name)
    await a.alice.sees_member(b.bob, "join")


async def test_lying_notary_is_not_believed(trusting, notary, fresh_forger):
    """By what the notary that a server trusts says of mallory's keys she gets in; as long as it lies, she doesn't."""
    mallory = await fresh_forger.person("mallory")
    await trusting.dora.makes_room()
    await notary.learns_keys(fresh_forger.name)
    await fresh_forger.hides_keys()
    await notary.lies_as_notary()

    with pytest.raises(ActRefusedError, match="answered 401"):
        await mallory.joins(via=trusting.name)

    await notary.lies_as_notary(lies=False)
    await mallory.joins(via=trusting.name)
    await trusting.dora.sees_member(mallory, "join")


@pytest.mark.parametrize("server", ["a", "b", "c"])
async def test_server_publishes_its_keys(lab, forger, server):
    """Each server's key document (/_matrix/key/v2/server) is its own and signed by every key in it, and is in time."""
    assert await forger.key_problems(lab.servers[server].name) == []
