"""Rooms that are encrypted end to end: to the bridges, which have keys as people do, and past the homeserver.

Nobody shows here yet: encrypted files, rooms that a bridge makes encrypted (``encryption.default``), and a bridge that
takes nothing in the clear (``encryption.require``).
"""

from __future__ import annotations

import pytest

from harness.core.canary import canary
from harness.core.verdict import control
from suites.roundtrip.directions import each_way, only


@pytest.mark.capability("encrypted room")
@each_way
async def test_text_arrives_in_an_encrypted_room(keyholders, host, here, there):
    """What alice says here, bob sees there, by her name; to whoever has no keys the room shows it encrypted."""
    alice, bob = keyholders.on(here).alice, keyholders.on(there).bob
    await host.encrypts_room()

    said = await alice.says("between the two of us")

    await bob.sees("between the two of us", by=alice)
    await host.sees_sealed(await keyholders.shown_to(keyholders.matrix.carol, said))


@pytest.mark.capability("encrypted room")
@only("discord-to-matrix", "matrix-to-discord", "telegram-to-matrix", "matrix-to-telegram")
async def test_homeserver_gets_no_word_of_an_encrypted_room(keyholders, host, premises, here, there):
    """What alice says here comes to bob there, and is in nothing that the homeserver keeps or that comes by it."""
    alice, bob = keyholders.on(here).alice, keyholders.on(there).bob
    known, secret = canary(f"{keyholders.stage.scope} known"), canary(f"{keyholders.stage.scope} secret")
    await keyholders.has_everywhere(await alice.says(known))
    await host.encrypts_room()

    await alice.says(secret)

    await bob.sees(secret, by=alice)
    with control("what was said before is at the homeserver"):
        assert "homeserver's database" in await premises.places_of(known)
    assert not [place for place in await premises.places_of(secret) if "homeserver" in place]


@pytest.mark.capability("encrypted room")
@only("discord-to-matrix", "matrix-to-discord", "telegram-to-matrix", "matrix-to-telegram")
async def test_edit_and_deletion_arrive_in_an_encrypted_room(keyholders, host, here, there):
    """What alice corrects and takes back here, is corrected and taken back there."""
    alice, bob = keyholders.on(here).alice, keyholders.on(there).bob
    await host.encrypts_room()
    said = await alice.says("we meet at five")
    seen = await bob.sees("we meet at five", by=alice)
    await keyholders.has_everywhere(said)

    await alice.edits(said, "we meet at six")
    await bob.sees_edit("we meet at six", by=alice, of=seen)

    await keyholders.settles()
    await alice.deletes(said)
    await bob.sees_deleted(seen)
