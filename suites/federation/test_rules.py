"""Authorization rules between servers: what is signed in order and not allowed never shows (room versions, "Rules")."""

from __future__ import annotations

import pytest


async def test_words_of_a_stranger_never_show(a, forger, mallory):
    """What trent says, who isn't in the room, never shows, though his server is; what mallory says does."""
    trent = await forger.person("trent")
    forged = await mallory.sends(
        "m.room.message", {"body": "let me in", "msgtype": "m.text"}, sender=trent.id, follow=False
    )
    await a.alice.catches_up_with(mallory)

    a.alice.never_saw_event(forged)


async def test_topic_without_power_is_no_topic(a, mallory):
    """The topic that mallory sets without the power to is nowhere; alice's is."""
    await a.alice.sets_topic("alice's own")
    forged = await mallory.sends("m.room.topic", {"topic": "mallory's"}, state_key="", follow=False)
    await a.alice.catches_up_with(mallory)

    a.alice.never_saw_event(forged)
    assert (await a.shows(mallory.place)).topic == "alice's own"


async def test_topic_with_power_is_one(a, mallory):
    """When alice has given mallory the power, the topic that mallory sets holds: the control of the others."""
    await mallory.hears(await a.alice.promotes((mallory, 50)))

    changed = await mallory.sends("m.room.topic", {"topic": "mallory's"}, state_key="")

    await a.alice.sees_event(changed)
    assert (await a.shows(mallory.place)).topic == "mallory's"


@pytest.mark.parametrize("membership", ["leave", "ban"])
async def test_no_kick_or_ban_without_power(a, mallory, membership):
    """Mallory, who has no power, can neither throw anna out nor ban her: anna stays, and alice hears mallory still."""
    await a.anna.joins()
    content = {"membership": membership}
    await mallory.sends("m.room.member", content, state_key=a.anna.id, follow=False)
    await a.alice.catches_up_with(mallory)

    a.alice.never_saw_member(a.anna, membership)
    assert (await a.shows(mallory.place)).membership(a.anna.id) == "join"


async def test_nobody_raises_themselves(a, mallory):
    """Mallory can't give herself power: levels that she sends never hold."""
    content = {"users": {a.alice.id: 100, mallory.id: 100}}
    forged = await mallory.sends("m.room.power_levels", content, state_key="", follow=False)
    await a.alice.catches_up_with(mallory)

    a.alice.never_saw_event(forged)
    assert (await a.shows(mallory.place)).power(mallory.id) == 0


async def test_nobody_joins_for_another(a, forger, mallory):
    """Mallory can't make trent a member by a join of her own hand; trent himself can."""
    trent = await forger.person("trent")
    await mallory.sends("m.room.member", {"membership": "join"}, state_key=trent.id, follow=False)
    await a.alice.catches_up_with(mallory)
    a.alice.never_saw_member(trent, "join")

    await trent.joins(via=a.name)

    await a.alice.sees_member(trent, "join")


async def test_no_second_creation(a, mallory):
    """A second create event never shows, and the room goes on."""
    forged = await mallory.sends("m.room.create", {"room_version": "11"}, state_key="", follow=False)
    await a.alice.catches_up_with(mallory)

    a.alice.never_saw_event(forged)


async def test_banned_person_says_nothing(a, mallory, forger):
    """What mallory says after alice has banned her never shows; trent of the same server is heard."""
    trent = await forger.person("trent")
    await trent.joins(via=a.name)
    await mallory.hears(await a.alice.bans(mallory))

    forged = await mallory.says("still here", follow=False)
    await a.alice.catches_up_with(trent)

    a.alice.never_saw_event(forged)


async def test_closed_room_stays_closed(a, mallory, forger):
    """Once the room is for the invited, trent's join by the event alone (/send) never shows."""
    trent = await forger.person("trent")
    await mallory.hears(await a.alice.sets_rule("invite"))

    content = {"membership": "join"}
    await mallory.sends("m.room.member", content, sender=trent.id, state_key=trent.id, follow=False)
    await a.alice.catches_up_with(mallory)

    a.alice.never_saw_member(trent, "join")
