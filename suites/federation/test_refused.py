"""What rests on refused events, on another room's, or on hidden levels, is refused as well."""

from __future__ import annotations


async def test_event_authorised_by_a_refused_one_never_shows(a, mallory):
    """What mallory says by leave of levels that were refused never shows; by leave of the room's levels it does."""
    before = await mallory.says("by the room's leave")
    await a.alice.sees_event(before)
    forged = await mallory.sends("m.room.power_levels", {"users": {mallory.id: 100}}, state_key="", follow=False)

    bad = await mallory.says_by_leave_of(*await mallory.leave_with("m.room.power_levels", forged))
    await a.alice.catches_up_with(mallory)

    a.alice.never_saw_event(bad)


async def test_event_authorised_by_another_room_never_shows(a, mallory):
    """What mallory says by leave of another room's creation, levels and members never shows, and changes nothing."""
    here = mallory.place
    await a.alice.sets_topic("alice's own")
    await mallory.makes_room()
    others = await mallory.leave()
    mallory.stage.places["matrix"] = here

    said = await mallory.says_by_leave_of(*others)
    topic = await mallory.sends(
        "m.room.topic", {"topic": "mallory's"}, state_key="", changes={"auth_events": [*others]}, follow=False
    )
    await a.alice.catches_up_with(mallory)

    a.alice.never_saw_event(said)
    a.alice.never_saw_event(topic)
    assert (await a.shows(here)).topic == "alice's own"


async def test_nothing_rests_on_a_chain_with_a_hole(a, forger, mallory):
    """What mallory says by leave of a name that rests on an untold one never shows; where all is told, it does."""
    untold = await mallory.renamed("one")
    hollow = await mallory.renamed("two", *await mallory.leave_with("m.room.member", untold))
    async with forger.authorises_only_with(hollow):
        bad = await mallory.says_by_leave_of(*await mallory.leave_with("m.room.member", hollow))
        await forger.was_asked("event_auth", by=a.name, since=hollow)
        await a.alice.catches_up_with(mallory)
    a.alice.never_saw_event(bad)

    told = await mallory.renamed("three")
    whole = await mallory.renamed("four", *await mallory.leave_with("m.room.member", told))
    good = await mallory.says_by_leave_of(*await mallory.leave_with("m.room.member", whole))
    await a.alice.sees_event(good)


async def test_hidden_levels_give_no_power(a, mallory):
    """Levels that mallory sets without naming those that forbid it, as if there were none, never hold."""
    leave = await mallory.leave_with("m.room.power_levels")
    forged = await mallory.sends(
        "m.room.power_levels",
        {"users": {mallory.id: 100}},
        state_key="",
        changes={"auth_events": [*leave]},
        follow=False,
    )
    await a.alice.catches_up_with(mallory)

    a.alice.never_saw_event(forged)
    assert (await a.shows(mallory.place)).power(mallory.id) == 0


async def test_full_leave_is_enough(a, mallory):
    """What mallory says by leave of all that authorises her shows: the control of the others."""
    said = await mallory.says_by_leave_of(*await mallory.leave())

    await a.alice.sees_event(said)
