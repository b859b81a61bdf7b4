"""Keys: whom a server believes that a key is somebody's, and for how long."""

from __future__ import annotations

import pytest

from harness.actors.control import ActRefusedError
from suites.signatures.flaws import each_document


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


@pytest.mark.parametrize("server", ["a", "b", "c"])
async def test_server_publishes_its_keys(lab, forger, server):
    """Each server's key document (/_matrix/key/v2/server) is its own and signed by every key in it, and is in time."""
    assert await forger.key_problems(lab.servers[server].name) == []
