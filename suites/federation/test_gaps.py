"""Gaps in what a server was told: it asks for what is missing, and takes nothing whose place it can't find."""

from __future__ import annotations

import pytest

WAYS = ("get_missing_events", "state_ids", "state", "event", "backfill")


async def test_gap_is_filled_in_order(a, forger, mallory):
    """What mallory said unheard comes when A hears of what follows: all of it, in her order, each once."""
    unheard = await mallory.says_unheard("one", "two", "three", "four")
    last = await mallory.says("five")

    await a.alice.sees_event(last)

    await forger.was_asked("get_missing_events", by=a.name, since=unheard[0])
    a.alice.saw_exactly([*unheard, last], by=mallory)


async def test_event_without_its_predecessors_never_shows(a, b, forger, mallory):
    """What follows an event that can't be had from anybody doesn't show; what follows the known ones does."""
    before = await mallory.says("before")
    await a.alice.sees_event(before)
    missing = await mallory.says_unheard("nobody has this")
    async with forger.denies(*WAYS):
        lost = await mallory.says("after a hole", follow=False)
        await forger.was_asked("get_missing_events", by=a.name, since=missing[0])
        honest = await mallory.says("after what is known", prev_events=[before.ref])
        await a.alice.sees_event(honest)

    a.alice.never_saw_event(lost)
    assert (await forger.at(a.name).asks_about("event", lost)).status == 404


async def test_event_is_taken_when_what_it_lacked_is_there(a, forger, mallory):
    """What A refused for lack of what comes before, it takes when that has come."""
    missing = await mallory.says_unheard("late")
    async with forger.denies(*WAYS):
        lost = await mallory.says("too early")
        await forger.was_asked("get_missing_events", by=a.name, since=missing[0])
        a.alice.never_saw_event(lost)

    await mallory.repeats(missing[0])
    await mallory.repeats(lost)

    await a.alice.sees_event(missing[0])
    await a.alice.sees_event(lost)


@pytest.mark.parametrize("changes", [{}, {"auth_chain_ids": []}], ids=["whole", "no-authorisation"])
async def test_state_is_asked_for_where_a_gap_stays(a, forger, changes):
    """Where what lies between is not to be had, A asks for the state, and a topic set in the gap is the topic."""
    mallory = await forger.person("mallory")
    await mallory.makes_room()
    await a.alice.joins(via=mallory.server)
    await mallory.sends("m.room.topic", {"topic": "set unheard"}, state_key="", to=[])
    unheard = await mallory.says_unheard("and nobody heard")
    async with forger.tells_only(*unheard), forger.answers("state_ids", merge=changes):
        said = await mallory.says("over here")
        await a.alice.sees_event(said)

    await forger.was_asked("state_ids", by=a.name, since=unheard[0])
    assert (await a.shows(mallory.place)).topic == "set unheard"


async def test_end_of_history_stays_one_when_what_follows_comes_as_state(a, forger):
    """An event that nothing follows in A's history stays an end of it when A learns what follows as state only."""
    mallory = await forger.person("mallory")
    await mallory.makes_room()
    await a.alice.joins(via=mallory.server)
    end = await mallory.says("the end?")
    await a.alice.sees_event(end)
    await mallory.sends("m.room.topic", {"topic": "set unheard"}, state_key="", to=[])
    unheard = await mallory.says_unheard("and nobody heard")

    async with forger.tells_only(*unheard):
        said = await mallory.says("over here")
        await a.alice.sees_event(said)

    shown = await a.shows(mallory.place)
    assert (shown.topic, shown.extremities) == ("set unheard", {end.ref, said.ref})


async def test_history_does_not_lead_into_another_room(a, b, forger):
    """An event that says it follows one of another room shows nothing of that room to who pages back behind it."""
    mallory = await forger.person("mallory")
    await mallory.makes_room()
    await a.alice.joins(via=mallory.server)
    secret = await a.alice.says("for this room only")
    await mallory.hears(secret)

    await mallory.makes_room()
    bait = await mallory.says_after(secret, "look what came before")
    await a.anna.joins(via=mallory.server)
    await a.anna.reads_back()

    await a.anna.sees_event(bait)
    a.anna.never_saw_event(secret)
    a.anna.never_saw("for this room only", by=a.alice)
