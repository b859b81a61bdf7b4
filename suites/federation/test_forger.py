"""A server of another make, written to the specification alone, in rooms with real ones: both ways, every version."""

from __future__ import annotations

import pytest

from suites.federation.directions import each_version


@each_version
async def test_stranger_joins_a_real_room(lab, a, forger, version):
    """Mallory of the forger joins alice's room on A (/make_join, /send_join); each hears the other."""
    mallory = await forger.person("mallory")
    await a.alice.makes_room(version=version)
    await mallory.joins(via=a.name)
    await a.alice.sees_member(mallory, "join")

    await mallory.hears(await a.alice.says("welcome"))
    await a.alice.sees_event(await mallory.says("good to be here"))


@each_version
async def test_real_person_joins_a_strangers_room(lab, a, forger, version):
    """Alice of A joins mallory's room on the forger; each hears the other."""
    mallory = await forger.person("mallory")
    await mallory.makes_room(version=version)
    await a.alice.joins(via=forger.name)

    await mallory.hears(await a.alice.says("nice room"))
    await a.alice.sees_event(await mallory.says("thank you"))


async def test_stranger_and_three_servers(lab, a, b, c, forger):
    """With the forger in a room of A, B and C, everybody hears mallory, and mallory hears everybody."""
    mallory = await forger.person("mallory")
    await lab.gathers(a.alice, b.bob, c.carol)
    await mallory.joins(via=b.name)
    said = await mallory.says("hello to all three")
    await a.alice.sees_event(said)
    await b.bob.sees_event(said)
    await c.carol.sees_event(said)

    await lab.settles(a.alice, b.bob, c.carol)

    await mallory.hears(await c.carol.says("hello to you"))
    await lab.agrees(a, b, c)


async def test_stranger_is_invited(lab, a, forger):
    """Alice invites mallory into a closed room, and mallory joins by the invitation."""
    mallory = await forger.person("mallory")
    await a.alice.makes_room(rule="invite")
    await a.alice.invites(mallory)

    await mallory.joins(via=a.name)

    await a.alice.sees_member(mallory, "join")


async def test_stranger_invites(lab, a, forger):
    """Mallory invites alice into a closed room of the forger; alice sees it and joins."""
    mallory = await forger.person("mallory")
    await mallory.makes_room(rule="invite")
    await mallory.invites(a.alice)
    await a.alice.sees_member(a.alice, "invite", by=mallory)

    await a.alice.joins(via=forger.name)

    await a.alice.sees_event(await mallory.says("there you are"))


async def test_stranger_knocks(lab, a, forger):
    """Mallory knocks at alice's door (/make_knock, /send_knock) and alice sees it."""
    mallory = await forger.person("mallory")
    await a.alice.makes_room(rule="knock")

    await mallory.knocks(via=a.name)

    await a.alice.sees_member(mallory, "knock")


async def test_stranger_finds_an_alias(lab, a, forger):
    """Mallory joins by an alias that A keeps (/query/directory)."""
    mallory = await forger.person("mallory")
    await a.alice.makes_room(alias=f"hall-{lab.stage.scope}")

    await mallory.joins(f"#hall-{lab.stage.scope}:{a.name}", via=a.name)

    await a.alice.sees_member(mallory, "join")


async def test_stranger_leaves(lab, a, forger):
    """When mallory leaves, alice sees it; trent of the same server stays, and hears her."""
    mallory, trent = await forger.person("mallory"), await forger.person("trent")
    await a.alice.makes_room()
    await mallory.joins(via=a.name)
    await trent.joins(via=a.name)

    await mallory.leaves()

    await a.alice.sees_member(mallory, "leave")
    await trent.hears(await a.alice.says("is anybody left?"))


@pytest.mark.parametrize("what", ["event", "state", "state_ids", "backfill", "get_missing_events"])
async def test_member_is_served(lab, a, forger, what):
    """A serves a member's server whatever it may ask for, and a server that is in no such room nothing."""
    mallory = await forger.person("mallory")
    await a.alice.makes_room()
    said = await a.alice.says("for members only")
    await a.alice.hides_history("joined")

    assert await forger.asks_for(what, a.name, said) == 403

    await mallory.joins(via=a.name)
    heard = await a.alice.says("mallory may hear this")
    await mallory.hears(heard)
    assert await forger.asks_for(what, a.name, heard) == 200
