"""Flawed events in transactions (/send): what shows of them on a real server, beside honest events of the same peer."""

from __future__ import annotations

import pytest

from suites.signatures.flaws import REFUSED_BY_STRICT_JSON, each_accepted, each_redacted, each_refused


async def test_honest_event_shows(a, mallory):
    """What mallory says with everything in order, alice sees."""
    said = await mallory.says("honest")

    await a.alice.sees_event(said)


@each_refused
async def test_flawed_event_never_shows(a, forger, mallory, flaw):
    """An event with a flaw shows to nobody and is served to no server; what mallory says next shows and is served."""
    forged = await mallory.says("forged", flaw=flaw)
    honest = await mallory.says("honest")
    await a.alice.sees_event(honest)
    await a.alice.reads_back()

    a.alice.never_saw_event(forged)
    a.alice.never_saw("forged", by=mallory)
    assert await forger.finds(a.name, honest, "honest", after=honest)
    assert not await forger.finds(a.name, forged, forged.ref, "forged", after=honest)


@each_redacted
async def test_event_with_another_content_comes_without_it(a, forger, mallory, flaw):
    """An event whose content isn't the hashed one is kept without content; what mallory says after it is whole."""
    forged = await mallory.says("forged", flaw=flaw)
    honest = await mallory.says("honest")
    await a.alice.sees_event(honest)
    await a.alice.reads_back()

    a.alice.never_saw("forged", by=mallory)
    a.alice.never_saw("another body", by=mallory)
    assert await forger.asks_for("event", a.name, forged) == 200
    assert not await forger.finds(a.name, forged, "forged", "another body", after=honest)


@each_accepted
async def test_harmless_oddity_shows(a, mallory, flaw):
    """What only looks odd, and is signed in order, shows like anything else."""
    odd = await mallory.says("odd", flaw=flaw)

    await a.alice.sees("odd", by=mallory)
    await a.alice.sees_event(odd)


@pytest.mark.parametrize("flaw", REFUSED_BY_STRICT_JSON)
async def test_loose_json_was_allowed_before_version_6(a, forger, flaw):
    """In a room of version 5 numbers are as they like, so the refusal above is of the room version's making."""
    mallory = await forger.person("mallory")
    await a.alice.makes_room(version="5")
    await mallory.joins(via=a.name)

    odd = await mallory.says("odd", flaw=flaw)

    await a.alice.sees_event(odd)


async def test_other_servers_user_is_not_spoken_for(a, b, forger, mallory):
    """What the forger says in the name of bob, who lives on B and is in the room, never shows; bob's own words do."""
    await b.bob.joins(via=a.name)
    forged = await mallory.sends("m.room.message", {"msgtype": "m.text", "body": "forged"}, sender=b.bob.id)
    honest = await mallory.hears(await b.bob.says("honest"))
    # What follows a forgery alone is refused with it.
    await a.alice.sees_event(await mallory.says("after both", prev_events=[honest.ref]))
    await a.alice.sees("honest", by=b.bob)

    a.alice.never_saw("forged", by=b.bob)
    a.alice.never_saw_event(forged)
