"""Flawed events in history: a real server asks for what it lacks, and is given a forgery among honest events."""

from __future__ import annotations

from suites.signatures.flaws import each_accepted, each_refused, each_signature


@each_refused
async def test_flawed_event_that_was_missing_never_shows(a, forger, mallory, flaw):
    """A asks for what it lacks (/get_missing_events) and gets a forgery: it never shows; what doesn't need it does."""
    before = await mallory.says("honest, before")
    forged = await mallory.says("forged", flaw=flaw, to=[], follow=True)
    await mallory.says("after a forgery")
    await forger.was_asked("get_missing_events", by=a.name, since=forged)

    honest = await mallory.says("honest, after", prev_events=[before.ref])
    await a.alice.sees_event(honest)
    await a.alice.reads_back()

    a.alice.never_saw_event(forged)
    a.alice.never_saw("forged", by=mallory)
    assert not await forger.finds(a.name, forged, "forged", after=honest)


@each_accepted
async def test_harmless_oddity_that_was_missing_shows(a, mallory, flaw):
    """A asks for what came before an honest event and gets what only looks odd: both show."""
    odd = await mallory.says("odd", flaw=flaw, to=[], follow=True)
    honest = await mallory.says("honest")

    await a.alice.sees_event(honest)
    await a.alice.sees_event(odd)


@each_signature
async def test_flawed_event_in_fetched_history_never_shows(a, forger, flaw):
    """Alice joins late and pages back (/backfill) to a forgery and what was said before it: only this shows."""
    mallory = await forger.person("mallory")
    await mallory.makes_room()
    honest = await mallory.says("honest")
    forged = await mallory.says("forged", flaw=flaw, follow=True)
    await a.alice.joins(via=mallory.server)
    await a.alice.reads_back()

    await a.alice.sees_event(honest)
    a.alice.never_saw_event(forged)
    a.alice.never_saw("forged", by=mallory)


@each_accepted
async def test_harmless_oddity_in_fetched_history_shows(a, forger, flaw):
    """Alice joins late and pages back through what only looks odd: it shows."""
    mallory = await forger.person("mallory")
    await mallory.makes_room()
    odd = await mallory.says("odd", flaw=flaw, follow=True)
    await mallory.says("honest, after")
    await a.alice.joins(via=mallory.server)

    await a.alice.reads_back()

    await a.alice.sees_event(odd)
