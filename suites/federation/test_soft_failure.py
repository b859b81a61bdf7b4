"""Soft failure: what was allowed where it says it stands and isn't now (server-server API, "Soft failure")."""

from __future__ import annotations

import pytest


@pytest.fixture
async def trent(a, forger, mallory):
    """Somebody else of the forger's in alice's room, who behaves."""
    trent = await forger.person("trent")
    await trent.joins(via=a.name)
    return trent


async def test_event_that_evades_a_ban_never_shows(a, mallory, trent):
    """What mallory says after her ban as if it came before never shows; what she really said before does."""
    before = await mallory.says("before")
    await a.alice.sees_event(before)
    await mallory.hears(await a.alice.bans(mallory))

    evading = await mallory.says("as if before", prev_events=[before.ref], follow=False)
    await a.alice.catches_up_with(trent)
    await a.alice.reads_back()

    a.alice.never_saw_event(evading)


async def test_room_goes_on_after_evasions(a, mallory, trent):
    """Two evasions, one after the other, never show and are no end of the room's history, which goes on."""
    before = await mallory.says("before")
    await a.alice.sees_event(before)
    await mallory.hears(await a.alice.bans(mallory))
    first = await mallory.says("as if before", prev_events=[before.ref], follow=False)
    second = await mallory.says("and again", prev_events=[first.ref], follow=False)

    await a.alice.catches_up_with(trent)
    await trent.catches_up_with(a.alice)

    a.alice.never_saw_event(first)
    a.alice.never_saw_event(second)
    assert not (await a.shows(mallory.place)).extremities & {first.ref, second.ref}


async def test_what_follows_an_evasion_is_taken(a, mallory, trent):
    """What trent says after an evasion, which he took for good, shows, and the evasion doesn't."""
    before = await mallory.says("before")
    await a.alice.sees_event(before)
    ban = await mallory.hears(await a.alice.bans(mallory))
    evading = await mallory.says("as if before", prev_events=[before.ref], follow=False)

    after = await trent.says("I heard both", prev_events=[evading.ref, ban.ref])

    await a.alice.sees_event(after)
    a.alice.never_saw_event(evading)
