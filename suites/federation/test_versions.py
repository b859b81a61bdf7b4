"""Room version 12, where a room is its creation's and its creators' (MSC4289, 4291, 4311), and the way into it."""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixRefusedError


async def test_room_of_version_12_is_named_after_its_creation(a, forger):
    """The id of such a room is that of its creation, which no event names as what allows it; before, each did."""
    mallory = await forger.person("mallory")
    old = await a.alice.makes_room(version="11")
    await mallory.joins(via=a.name)
    assert old[1:].endswith(a.name)
    creation = await mallory.creation()
    assert creation in (await mallory.hears(await a.alice.says("in the old"))).detail["pdu"]["auth_events"]

    new = await a.alice.makes_room(version="12")
    await mallory.joins(via=a.name)

    assert await mallory.creation() == f"${new[1:]}"
    assert f"${new[1:]}" not in (await mallory.hears(await a.alice.says("in the new"))).detail["pdu"]["auth_events"]


async def test_creator_stands_in_no_levels(a, forger):
    """Levels that name the creator never hold in such a room; levels that don't do."""
    mallory, trent = await forger.person("mallory"), await forger.person("trent")
    await mallory.makes_room(version="12")
    await a.alice.joins(via=mallory.server)
    forged = await mallory.sends("m.room.power_levels", {"users": {mallory.id: 100}}, state_key="", follow=False)

    honest = await mallory.sends("m.room.power_levels", {"users": {trent.id: 50}}, state_key="")
    await a.alice.sees_event(honest)

    a.alice.never_saw_event(forged)
    assert (await a.shows(mallory.place)).power(trent.id) == 50


async def test_further_creator_is_one_on_every_server(lab, a, b, c):
    """Bob on B, a creator beside alice, sets the topic without any level, and she can't throw him out."""
    await lab.gathers(a.alice, b.bob, c.carol, version="12", creation_content={"additional_creators": [b.bob.id]})

    changed = await b.bob.sets_topic("bob's own")

    await c.carol.sees_event(changed)
    with pytest.raises(MatrixRefusedError, match="403 M_FORBIDDEN"):
        await a.alice.kicks(b.bob)
    assert (await lab.agrees(a, b, c)).topic == "bob's own"


async def test_invitation_brings_the_whole_creation(a, forger):
    """With an invitation and with a knock comes the room's whole creation, after whose hash it is named."""
    mallory, trent = await forger.person("mallory"), await forger.person("trent")
    await a.alice.makes_room(version="12", rule="knock")

    await a.alice.invites(mallory)
    await trent.knocks(via=a.name)

    assert await mallory.creation_shown_outside() == f"${a.alice.place[1:]}"
    assert await trent.creation_shown_outside() == f"${a.alice.place[1:]}"


@pytest.mark.parametrize("version", ["11", "12"], ids="to-v{}".format)
async def test_upgrade_leads_everybody_to_the_new_room(lab, a, b, version):
    """When alice moves a room to another version, bob on B is told where, goes there, and finds where it came from."""
    old = await lab.gathers(a.alice, b.bob, version="10")

    new = await a.alice.upgrades(version)
    moved = await b.bob.sees_state("m.room.tombstone")
    await b.bob.joins(moved.detail["content"]["replacement_room"], via=a.name)

    lab.moves_to(new)
    await b.bob.sees_event(await a.alice.says("here we are"))
    created = (await b.shows(new)).contents["m.room.create|"]
    assert (created["room_version"], created["predecessor"]["room_id"]) == (version, old)
