"""Flawed events in transactions (/send): what shows of them on a real server, beside honest events of the same peer."""

from __future__ import annotations

from suites.signatures.flaws import each_refused


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
