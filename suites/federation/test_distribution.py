"""Every server in a room has a full copy of it."""

from __future__ import annotations

from suites.federation.directions import each_version


@each_version
async def test_every_server_has_the_whole_room(lab, a, b, c, version):
    """After everybody has spoken, A, B and C hold the same events and the same state, in every room version."""
    await lab.gathers(a.alice, b.bob, c.carol, version=version)
    said = await a.alice.says("one copy for each of us")
    await b.bob.sees_event(said)
    await c.carol.sees_event(said)

    await lab.settles(a.alice, b.bob, c.carol)

    shown = await lab.agrees(a, b, c)
    assert said.ref in shown.history


async def test_change_of_state_is_on_every_server(lab, a, b, c):
    """A topic set on A is the topic on B and C, by the same event."""
    await lab.gathers(a.alice, b.bob, c.carol)

    changed = await a.alice.sets_topic("three copies")
    await b.bob.sees_event(changed)
    await c.carol.sees_event(changed)

    shown = await lab.agrees(a, b, c)
    assert shown.topic == "three copies"


async def test_server_that_joins_late_gets_the_state(lab, a, b, c):
    """C, which joins when A and B have long talked, has the state that these have."""
    await lab.gathers(a.alice, b.bob)
    await a.alice.sets_topic("before carol came")
    await lab.settles(a.alice, b.bob)

    await c.carol.joins(lab.room, via=b.name)
    await lab.settles(a.alice, b.bob, c.carol)

    shown = await lab.agrees(a, b, c, history=False)
    assert shown.topic == "before carol came"


async def test_copy_outlives_the_server_that_made_the_room(lab, a, b, c):
    """When everybody on A has left, B and C go on in the room as before."""
    await lab.gathers(a.alice, b.bob, c.carol)
    await a.alice.leaves()
    await b.bob.sees_member(a.alice, "leave")
    await c.carol.sees_member(a.alice, "leave")

    said = await b.bob.says("we are still here")

    await c.carol.sees_event(said)
    await lab.settles(b.bob, c.carol)
    await lab.agrees(b, c, history=False)
