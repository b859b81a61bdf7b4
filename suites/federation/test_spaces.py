"""Spaces over several servers (Client-Server API, "Spaces"; server-server API, "Spaces")."""

from __future__ import annotations

from harness.actors.lab_person import members_of


async def test_space_shows_rooms_of_another_server(a, b):
    """In alice's space on A she sees bob's public room on B, which A isn't in, and not his private one."""
    hall = await b.bob.makes_room(name="the hall")
    den = await b.bob.makes_room(rule="invite", name="the den")
    space = await a.alice.makes_space()
    await a.alice.adds(hall, via=b.name)
    await a.alice.adds(den, via=b.name)

    shown = await a.alice.looks_into(space)

    assert {each["room_id"]: each.get("name") for each in shown} == {space: "the space", hall: "the hall"}


async def test_space_shows_a_private_room_to_its_members(a, b):
    """In alice's space on A anna, who is in bob's club on B, sees its room, and alice, who isn't, doesn't."""
    club = await b.bob.makes_room(name="the club")
    await a.anna.joins(club, via=b.name)
    den = await b.bob.makes_room(rule=members_of(club), name="the den")
    space = await a.alice.makes_space()
    await a.alice.adds(den, via=b.name)
    await a.anna.joins(space)

    shown = await a.anna.looks_into(space)

    assert {each["room_id"] for each in shown} == {space, den}
    assert [each["room_id"] for each in await a.alice.looks_into(space)] == [space]
