"""What a person's power reaches to, beside the plain rules: levels, others' words, others' authority, the past."""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixRefusedError


async def test_nobody_raises_themselves_above_their_level(a, forger):
    """Mallory, who may change levels, gives herself no more than she has; to trent she gives as much."""
    mallory, trent = await forger.person("mallory"), await forger.person("trent")
    await a.alice.makes_room(power_level_content_override={"events": {"m.room.power_levels": 50}})
    await mallory.joins(via=a.name)
    await trent.joins(via=a.name)
    levels = (await mallory.hears(await a.alice.promotes((mallory, 50)))).detail["pdu"]["content"]
    raised, given = ({**levels, "users": {**levels["users"], who.id: to}} for who, to in ((mallory, 51), (trent, 50)))

    forged = await mallory.sends("m.room.power_levels", raised, state_key="", follow=False)
    await a.alice.sees_event(await mallory.sends("m.room.power_levels", given, state_key=""))

    a.alice.never_saw_event(forged)
    shown = await a.shows(mallory.place)
    assert (shown.power(mallory.id), shown.power(trent.id)) == (50, 50)


async def test_nobody_takes_back_what_another_server_said(a, mallory):
    """Mallory, who has no power, can't take back what alice said; what she said herself she can."""
    said = await mallory.hears(await a.alice.says("here to stay"))
    own = await a.alice.sees_event(await mallory.says("soon gone"))

    forged = await mallory.sends("m.room.redaction", {}, redacts=said.ref, follow=False)
    await mallory.sends("m.room.redaction", {}, redacts=own.ref)
    await a.alice.sees_deleted(own)

    a.alice.never_saw_event(forged)


async def test_event_that_cites_too_much_never_shows(a, mallory):
    """What mallory says on the authority of one event too many never shows; with the right ones it does."""
    topic = await mallory.hears(await a.alice.sets_topic("no authority at all"))
    honest = await mallory.says("honest")
    await a.alice.sees_event(honest)

    cited = {"auth_events": [*honest.detail["pdu"]["auth_events"], topic.ref]}
    content = {"msgtype": "m.text", "body": "by the topic's authority"}
    forged = await mallory.sends("m.room.message", content, changes=cited, follow=False)
    await a.alice.catches_up_with(mallory)

    a.alice.never_saw_event(forged)


async def test_banned_person_says_nothing_in_hindsight(a, mallory, forger):
    """What mallory, once banned, puts where she wasn't yet never shows; what trent puts there does."""
    trent = await forger.person("trent")
    await trent.joins(via=a.name)
    before = await mallory.hears(await a.alice.says("before the ban"))
    await mallory.hears(await a.alice.bans(mallory))

    forged = await mallory.says("I wasn't banned then", prev_events=[before.ref], follow=False)
    await a.alice.sees_event(await trent.says("neither was I", prev_events=[before.ref]))

    a.alice.never_saw_event(forged)


async def test_only_the_creator_sets_levels_where_there_are_none(a, forger):
    """In mallory's room without levels neither alice of A nor, by the wire, trent sets any; mallory does."""
    mallory, trent = await forger.person("mallory"), await forger.person("trent")
    await mallory.makes_room(power_levels=None)
    await a.alice.joins(via=forger.name)
    join = await mallory.sends("m.room.member", {"membership": "join"}, sender=trent.id, state_key=trent.id)
    await a.alice.sees_event(join)
    levels = {"users": {each.id: 100 for each in (mallory, trent, a.alice)}}

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await a.alice.sets("m.room.power_levels", levels)
    forged = await mallory.sends("m.room.power_levels", levels, sender=trent.id, state_key="", follow=False)
    await a.alice.sees_event(await mallory.sends("m.room.power_levels", levels, state_key=""))

    a.alice.never_saw_event(forged)
