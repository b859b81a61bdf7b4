"""Scenario 3: a server goes off-line, the others go on, and it catches up; with all of them running throughout."""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixRefusedError


async def test_others_go_on_and_it_catches_up(lab, a, b, c):
    """While B is cut off, alice and carol talk on; bob has nothing of it until the cut is healed, and then all."""
    await lab.gathers(a.alice, b.bob, c.carol)
    async with lab.cut([a, c], b):
        said = [await a.alice.says("where is bob?"), await c.carol.says("not a word from him")]
        await a.alice.catches_up_with(c.carol)
        await c.carol.catches_up_with(a.alice)
        b.bob.never_saw("where is bob?", by=a.alice)

    await b.bob.sees_all(said)
    await lab.settles(a.alice, b.bob, c.carol)
    await lab.agrees(a, b, c)


async def test_both_sides_go_on(lab, a, b, c):
    """What was said on both sides of a cut is on every server afterwards."""
    await lab.gathers(a.alice, b.bob, c.carol)
    async with lab.cut([a, c], b):
        here = await a.alice.says("we are here")
        there = await b.bob.says("and I am there")
        await c.carol.sees_event(here)
        with pytest.raises(MatrixRefusedError, match=r": 50[02] "):
            await b.bob.looks_up(a.alice.id)
        a.alice.never_saw_event(there)

    await a.alice.sees_event(there)
    await c.carol.sees_event(there)
    await lab.settles(a.alice, b.bob, c.carol)
    await lab.agrees(a, b, c)


async def test_long_absence(lab, a, b, c):
    """Of forty things said while B was away, bob finds every one."""
    await lab.gathers(a.alice, b.bob, c.carol)
    async with lab.cut([a, c], b):
        said = await a.alice.says_all(*(f"entry {number}" for number in range(40)))
        await c.carol.sees_all(said)

    await b.bob.catches_up_with(a.alice)
    await b.bob.reads_back()
    await b.bob.sees_all(said)
    await lab.settles(a.alice, b.bob, c.carol)
    await lab.agrees(a, b, c)


async def test_state_is_caught_up_with(lab, a, b, c):
    """A topic that was set while B was away is B's topic afterwards."""
    await lab.gathers(a.alice, b.bob, c.carol)
    async with lab.cut([a, c], b):
        changed = await a.alice.sets_topic("without bob")
        await c.carol.sees_event(changed)

    await lab.settles(a.alice, b.bob, c.carol)
    shown = await lab.agrees(a, b, c)
    assert shown.topic == "without bob"


async def test_person_who_came_meanwhile_is_known(lab, a, b, c):
    """Chris, who joined on C while B was away, is a member on B afterwards, and heard there."""
    await lab.gathers(a.alice, b.bob, c.carol)
    async with lab.cut([a, c], b):
        await c.chris.joins()
        await a.alice.sees_member(c.chris, "join")

    await b.bob.sees_member(c.chris, "join")
    said = await c.chris.says("good morning, bob")
    await b.bob.sees_event(said)


async def test_cut_between_two_goes_round_the_third(lab, a, b, c):
    """With only the line between A and B cut, bob hears alice as soon as carol, whom both reach, has answered."""
    await lab.gathers(a.alice, b.bob, c.carol)
    async with lab.cut(a, b):
        said = await a.alice.says("does anybody reach bob?")
        await c.carol.sees_event(said)

        await c.carol.says("I do", reply_to=said)
        await b.bob.sees("I do", by=c.carol)

        await b.bob.sees_event(said)


async def test_no_join_across_a_cut(lab, a, b):
    """While A is out of reach bob can't join its room; when it is back he can."""
    await a.alice.makes_room()
    async with lab.cut(a, b):
        with pytest.raises(MatrixRefusedError, match=r": (50[02]|202 M_UNKNOWN) "):  # or it goes on trying
            await b.bob.joins(via=a.name)

    await b.bob.gets_in(via=a.name)
    await a.alice.sees_member(b.bob, "join")


async def test_everybody_alone(lab, a, b, c):
    """With every line cut each server goes on by itself; afterwards all have all that was said."""
    await lab.gathers(a.alice, b.bob, c.carol)
    async with lab.cut(a, b, c):
        said = [await a.alice.says("alone"), await b.bob.says("alone, too"), await c.carol.says("so am I")]

    await a.alice.sees_all(said)
    await b.bob.sees_all(said)
    await c.carol.sees_all(said)
    await lab.settles(a.alice, b.bob, c.carol)
    await lab.agrees(a, b, c)
