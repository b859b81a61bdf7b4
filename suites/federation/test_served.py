"""What a real server tells others of a room: events, state, history, and nothing beyond what they may see."""

from __future__ import annotations

import pytest

ABOUT = ("state", "state_ids", "backfill", "event_auth")
SHOWN_BEFORE_THE_JOIN = {"joined": False, "invited": False, "shared": True, "world_readable": True}


async def test_what_authorises_an_event_is_told(a, forger, mallory):
    """A tells what authorises mallory's join: creation, alice's join, levels and rule; outside the room it doesn't."""
    said = await mallory.says("who lets me speak?")
    await a.alice.sees_event(said)

    told = await forger.at(a.name).asks_about("event_auth", said)

    kinds = [event["type"] for event in told.body["auth_chain"]]
    assert {"m.room.create", "m.room.member", "m.room.power_levels", "m.room.join_rules"} == set(kinds)
    assert len(kinds) == len({str(event) for event in told.body["auth_chain"]})
    await mallory.leaves()
    await a.alice.sees_member(mallory, "leave")
    later = await a.alice.says("is she gone?")
    assert (await forger.at(a.name).asks_about("event_auth", later)).status == 403


async def test_state_is_told_as_events_and_as_ids(a, forger, mallory):
    """The state before an event and its ids are the same, with the topic set before and not the one set after."""
    before = await mallory.hears(await a.alice.sets_topic("before"))
    said = await a.alice.says("here and now")
    after = await mallory.hears(await a.alice.sets_topic("after"))

    ids = (await forger.at(a.name).asks_about("state_ids", said)).body["pdu_ids"]
    state = (await forger.at(a.name).asks_about("state", said)).pdus

    assert before.ref in ids
    assert after.ref not in ids
    assert len(ids) == len(state)
    assert [event["content"] for event in state if event["type"] == "m.room.topic"] == [{"topic": "before"}]


@pytest.mark.parametrize("what", ["state", "state_ids"])
async def test_question_for_state_says_where(a, forger, mallory, what):
    """A question for state that doesn't say at which event is a bad one; one that does is answered."""
    said = await a.alice.says("here")

    assert (await forger.at(a.name).asks_nowhere(what)).status == 400
    assert (await forger.at(a.name).asks_about(what, said)).status == 200


@pytest.mark.parametrize("what", ABOUT)
async def test_question_about_another_rooms_event(a, forger, mallory, what):
    """About an event of another room, which mallory is in as well, nothing is told as if it were of this one."""
    here = mallory.place
    own = await a.alice.says("of this room")
    await a.alice.makes_room()
    await mallory.joins(via=a.name)
    other = await a.alice.says("of another room")
    await mallory.hears(other)
    mallory.stage.places["matrix"] = here

    refused = await forger.at(a.name).asks_about(what, other)

    assert refused.status in (403, 404) or refused.pdus == []
    assert (await forger.at(a.name).asks_about(what, own)).status == 200


async def test_history_is_told_newest_first(a, forger, mallory):
    """A tells mallory's server what alice said, from an event backwards, that event included."""
    said = await a.alice.says_all("one", "two", "three")
    later = await a.alice.says("four")
    await mallory.hears(later)

    told = (await forger.at(a.name).asks_about("backfill", said[-1])).pdus

    assert [event["content"].get("body") for event in told[:3]] == ["three", "two", "one"]


@pytest.mark.parametrize("what", ["backfill", "get_missing_events"])
@pytest.mark.parametrize(("visibility", "shown"), SHOWN_BEFORE_THE_JOIN.items(), ids=SHOWN_BEFORE_THE_JOIN)
async def test_missing_events_are_told_as_far_as_one_may_see(a, forger, visibility, shown, what):
    """What was said before mallory came is told as the history's visibility says; what is said after always is."""
    mallory = await forger.person("mallory")
    await a.alice.makes_room()
    await a.alice.hides_history(visibility)
    await a.alice.says("before she came")
    await mallory.joins(via=a.name)
    await a.alice.says("after she came")
    last = await mallory.hears(await a.alice.says("and now"))

    told = (await forger.at(a.name).asks_about(what, last)).pdus

    bodies = [event["content"].get("body") for event in told]
    assert "after she came" in bodies
    assert ("before she came" in bodies) is shown


@pytest.mark.parametrize("what", ["state", "state_ids"])
async def test_no_state_of_a_refused_event(a, forger, mallory, what):
    """Of an event that A refused it tells no state; of the one before it does."""
    said = await a.alice.says("before")
    await mallory.hears(said)
    forged = await mallory.sends("m.room.topic", {"topic": "mallory's"}, state_key="", follow=False)
    await a.alice.catches_up_with(mallory)

    assert (await forger.at(a.name).asks_about(what, forged)).status == 404
    assert (await forger.at(a.name).asks_about(what, said)).status == 200


@pytest.mark.parametrize("what", ["state", "state_ids"])
async def test_no_state_of_an_event_without_a_place(a, forger, what):
    """Of an event that A has only as another's authorisation, and not in its history, it tells no state."""
    mallory = await forger.person("mallory")
    await mallory.makes_room()
    early = await mallory.sends("m.room.topic", {"topic": "long ago"}, state_key="")
    await mallory.says("and on it went")
    await a.alice.joins(via=mallory.server)
    said = await a.alice.says("here I am")
    await mallory.hears(said)

    assert (await forger.at(a.name).asks_about("event", early)).status == 200
    assert (await forger.at(a.name).asks_about(what, early)).status == 404
    assert (await forger.at(a.name).asks_about(what, said)).status == 200


async def test_erased_persons_words_are_told_to_no_server(a, forger, mallory):
    """What anna said, A tells no server that comes once she is erased; what alice said it does."""
    await a.anna.joins()
    annas, alices = await a.anna.says("forget me"), await a.alice.says("keep this")
    await a.erases(a.anna)
    await mallory.hears(await a.alice.says("she is gone"))

    told = await forger.at(a.name).asks_about("event", annas)
    kept = await forger.at(a.name).asks_about("event", alices)

    assert [event["content"] for event in told.pdus] == [{}]
    assert [event["content"]["body"] for event in kept.pdus] == ["keep this"]
