"""Scenario 2: who comes late fetches what was said before, from the servers that have it."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("count", [1, 10, 60])
async def test_late_comer_reads_what_was_said(lab, a, b, count):
    """Bob on B, who joins afterwards, pages back through all that alice had said on A."""
    await a.alice.makes_room()
    said = await a.alice.says_all(*(f"entry {number}" for number in range(count)))

    await b.bob.joins(via=a.name)
    await b.bob.reads_back()

    await b.bob.sees_all(said)


async def test_history_comes_from_whoever_has_it(lab, a, b, c):
    """Carol on C, who joins by way of B, reads what alice said on A."""
    await lab.gathers(a.alice, b.bob)
    said = await a.alice.says_all("one", "two", "three")
    await b.bob.sees_all(said)

    await c.carol.joins(via=b.name)
    await c.carol.reads_back()

    await c.carol.sees_all(said)


async def test_fetched_history_is_the_same_on_all(lab, a, b):
    """After bob has paged back to the beginning, B holds every event of the room that A holds."""
    await a.alice.makes_room()
    await a.alice.says_all(*(f"entry {number}" for number in range(30)))
    await b.bob.joins(via=a.name)
    await b.bob.reads_back()

    await lab.settles(a.alice, b.bob)

    await lab.agrees(a, b)


async def test_history_before_an_edit_shows_the_edit(lab, a, b):
    """What alice corrected before bob came, he finds with its correction."""
    await a.alice.makes_room()
    said = await a.alice.says("we meet at five")
    await a.alice.edits(said, "we meet at six")

    await b.bob.joins(via=a.name)
    await b.bob.reads_back()

    await b.bob.sees_edit("we meet at six", by=a.alice, of=said)


async def test_redacted_history_stays_redacted(lab, a, b):
    """What alice took back before bob came doesn't come back to him; what she left does."""
    await a.alice.makes_room()
    kept, regretted = await a.alice.says_all("keep this", "forget this")
    await a.alice.deletes(regretted)

    await b.bob.joins(via=a.name)
    await b.bob.reads_back()

    await b.bob.sees_event(kept)
    b.bob.never_saw("forget this", by=a.alice)


async def test_history_for_members_only(lab, a, b):
    """In a room whose history is for those who were there, bob sees nothing of before, and all of after."""
    await a.alice.makes_room()
    await a.alice.hides_history("joined")
    await a.alice.says("before bob came")
    await b.bob.joins(via=a.name)

    await a.alice.says("after bob came")
    await b.bob.catches_up_with(a.alice)
    await b.bob.reads_back()

    await b.bob.sees("after bob came", by=a.alice)
    b.bob.never_saw("before bob came", by=a.alice)


async def test_who_comes_back_reads_what_was_said_meanwhile(lab, a, b):
    """Bob on B, who left and joins again, pages back through what alice said before, meanwhile and after."""
    await lab.gathers(a.alice, b.bob)
    before = await a.alice.says("before")
    await b.bob.sees_event(before)
    await b.bob.leaves()
    left = await a.alice.sees_member(b.bob, "leave")
    meanwhile = await a.alice.says_all(*(f"meanwhile {number}" for number in range(12)))

    await b.bob.joins(via=a.name)
    await a.alice.sees_member(b.bob, "join", since=left)
    after = await a.alice.says("after")
    await b.bob.reads_back()

    await b.bob.sees_all([before, *meanwhile, after])


@pytest.mark.parametrize("way", ["f", "b"], ids=["forwards", "backwards"])
async def test_event_next_to_a_time_is_found_on_another_server(lab, a, b, way):
    """Bob on B, who came late, finds the event next to a time, which B hasn't got."""
    await a.alice.makes_room()
    said = await a.alice.says_all("one", "two", "three")
    await b.bob.joins(via=a.name)

    assert await b.bob.finds(said[1].at, way) == said[1].ref
