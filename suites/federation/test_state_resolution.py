"""State resolution: what contradicts itself on two sides of a cut is decided alike on every server (v2, v2.1)."""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixRefusedError

each_algorithm = pytest.mark.parametrize("version", ["6", "10", "11", "12"], ids="v{}".format)
"""Runs a test in rooms of several versions: 12 resolves by v2.1, the others by v2."""


@each_algorithm
async def test_two_admins_kick_each_other(lab, a, b, c, version):
    """On each side an owner takes the other side's admin down, whom this side's admin kicks: the later word counts."""
    await lab.gathers(a.anna, a.alice, b.ben, b.bob, c.carol, version=version)
    levels = await a.anna.promotes((b.ben, 100), (a.alice, 50), (b.bob, 50))
    await b.ben.sees_event(levels)
    await b.bob.sees_event(levels)
    async with lab.cut([a, c], b):
        await a.alice.kicks(b.bob, once=await a.anna.promotes((b.bob, 0)))
        await b.bob.kicks(a.alice, once=await b.ben.promotes((a.alice, 0)))

    await lab.settles(a.anna, b.ben, c.carol)

    shown = await lab.agrees(a, b, c, history=False)
    assert (shown.membership(a.alice.id), shown.membership(b.bob.id)) == ("leave", "join")


async def test_admins_of_equal_power_can_not_kick_each_other(lab, a, b):
    """Neither of two admins may throw the other out; a member without power they may."""
    await lab.gathers(a.alice, a.anna, b.bob)
    await b.bob.sees_event(await a.alice.promotes((b.bob, 100)))

    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await a.alice.kicks(b.bob)
    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await b.bob.kicks(a.alice)

    await b.bob.kicks(a.anna)
    await a.alice.sees_member(a.anna, "leave", by=b.bob)


async def test_creator_outranks_an_admin(lab, a, b, c):
    """In a room of version 12 the creator alice wins against bob, though his kick came first."""
    await lab.gathers(a.alice, a.anna, b.bob, b.ben, c.carol, version="12")
    await b.bob.sees_event(await a.alice.promotes((b.bob, 100)))
    async with lab.cut(a, b, c):
        await b.bob.kicks(a.anna)
        await a.alice.kicks(b.bob)

    await lab.settles(a.alice, b.ben, c.carol)

    shown = await lab.agrees(a, b, c, history=False)
    assert (shown.membership(a.anna.id), shown.membership(b.bob.id)) == ("join", "leave")


@each_algorithm
async def test_demotion_undoes_a_ban(lab, a, b, c, version):
    """While alice takes bob's power away on A, he bans carol on B: everywhere alice's word counts, and carol stays."""
    await lab.gathers(a.alice, b.bob, c.carol, version=version)
    await b.bob.sees_event(await a.alice.promotes((b.bob, 50)))
    async with lab.cut([a, c], b):
        await a.alice.promotes((b.bob, 0))
        await b.bob.bans(c.carol)

    await lab.settles(a.alice, b.bob, c.carol)

    shown = await lab.agrees(a, b, c, history=False)
    assert (shown.membership(c.carol.id), shown.power(b.bob.id)) == ("join", 0)


@each_algorithm
async def test_ban_outlasts_a_topic(lab, a, b, c, version):
    """While alice bans bob on A, he sets a topic on B: everywhere he is banned, and his topic is not the room's."""
    await lab.gathers(a.alice, b.bob, b.ben, c.carol, version=version)
    await b.bob.sees_event(await a.alice.promotes((b.bob, 50)))
    await b.bob.sees_event(await a.alice.sets_topic("as agreed"))
    async with lab.cut([a, c], b):
        await a.alice.bans(b.bob)
        await b.bob.sets_topic("bob was here")

    await lab.settles(a.alice, b.ben, c.carol)

    shown = await lab.agrees(a, b, c, history=False)
    assert (shown.membership(b.bob.id), shown.topic) == ("ban", "as agreed")


@each_algorithm
async def test_later_topic_wins(lab, a, b, c, version):
    """Of two topics set on two sides of a cut, the later is everywhere the room's."""
    await lab.gathers(a.alice, b.bob, c.carol, version=version)
    await b.bob.sees_event(await a.alice.promotes((b.bob, 50)))
    async with lab.cut([a, c], b):
        await a.alice.sets_topic("the earlier")
        await b.bob.sets_topic("the later")

    await lab.settles(a.alice, b.bob, c.carol)

    shown = await lab.agrees(a, b, c)
    assert shown.topic == "the later"


@each_algorithm
async def test_three_ways(lab, a, b, c, version):
    """With every line cut, three topics are set: everywhere the last one is the room's."""
    await lab.gathers(a.alice, b.bob, c.carol, version=version)
    levels = await a.alice.promotes((b.bob, 50), (c.carol, 50))
    await b.bob.sees_event(levels)
    await c.carol.sees_event(levels)
    async with lab.cut(a, b, c):
        await a.alice.sets_topic("the first")
        await b.bob.sets_topic("the second")
        await c.carol.sets_topic("the third")

    await lab.settles(a.alice, b.bob, c.carol)

    shown = await lab.agrees(a, b, c)
    assert shown.topic == "the third"


@each_algorithm
async def test_closed_door_undoes_a_join(lab, a, b, c, version):
    """While alice closes the room on A, ben walks in on B: everywhere the door was closed, and he is out."""
    await lab.gathers(a.alice, b.bob, c.carol, version=version)
    async with lab.cut([a, c], b):
        await a.alice.sets_rule("invite")
        await b.ben.joins()

    await lab.settles(a.alice, b.bob, c.carol)

    shown = await lab.agrees(a, b, c, history=False)
    assert shown.membership(b.ben.id) == "leave"


@each_algorithm
async def test_conflicting_levels(lab, a, b, c, version):
    """Alice raises carol on A, then bob, an admin as well, raises ben on B: everywhere the later levels count."""
    await lab.gathers(a.alice, b.bob, b.ben, c.carol, version=version)
    await b.bob.sees_event(await a.alice.promotes((b.bob, 100)))
    async with lab.cut([a, c], b):
        await a.alice.promotes((c.carol, 50))
        await b.bob.promotes((b.ben, 50))

    await lab.settles(a.alice, b.bob, c.carol)

    shown = await lab.agrees(a, b, c, history=False)
    assert (shown.power(c.carol.id), shown.power(b.ben.id)) == (0, 50)


async def test_words_of_a_banned_person_stay_behind_the_cut(lab, a, b, c):
    """What bob says on B while alice bans him on A is never shown on A and C; what ben says beside him is."""
    await lab.gathers(a.alice, b.bob, b.ben, c.carol)
    async with lab.cut([a, c], b):
        await a.alice.bans(b.bob)
        unheard = await b.bob.says("can anybody hear me?")
        heard = await b.ben.says("I can")

    await a.alice.sees_event(heard)
    await c.carol.sees_event(heard)
    await lab.settles(a.alice, b.ben, c.carol)
    a.alice.never_saw_event(unheard)
    c.carol.never_saw_event(unheard)
