"""A closed homeserver and the world: an outsider learns nothing, and nothing that people inside ask for goes out."""

from __future__ import annotations

import pytest

from harness.actors import question


@pytest.mark.parametrize("asked", question.OF_A_SERVER, ids=str)
async def test_outsider_is_told_nothing(asked, a, sealed, outside):
    """What a server that federates tells an outsider who signs as the specification asks, the closed one doesn't."""
    await outside.is_told(asked, by=a.alice)

    await outside.is_refused(asked, by=sealed.sara)


@pytest.mark.parametrize("leak", question.LEAKS, ids=str)
async def test_nothing_that_is_asked_for_goes_out(leak, a, sealed, outside):
    """What alice, whose server federates, asks for outside goes there; what sara of the closed one asks for doesn't."""
    await outside.hears_of(leak, by=a.alice)

    await outside.hears_nothing_of(leak, by=sealed.sara, beside=a.anna)


async def test_not_even_a_name_is_looked_for(a, sealed, outside):
    """For whom alice invites from elsewhere her server asks DNS; for whom sara of the closed one invites, nobody."""
    await outside.is_looked_for(by=a.alice)

    await outside.is_not_looked_for(by=sealed.sara, beside=a.anna)


async def test_outsider_does_not_come_in(a, sealed, outside):
    """Mallory joins alice's public room on an open server; into sara's on the closed one she can't."""
    await a.alice.makes_room()
    await outside.mallory.joins(via=a.name)
    await a.alice.sees_member(outside.mallory, "join")

    await sealed.sara.makes_room()
    await outside.mallory.tries_to_join(via=sealed.name, flaw="")
    await sealed.sam.joins(sealed.sara.place)
    await sealed.sara.sees_member(sealed.sam, "join")

    sealed.sara.never_saw_member(outside.mallory, "join")


async def test_outsider_invites_nobody(a, sealed, outside):
    """Mallory's invitation reaches alice on an open server; sara on the closed one sees sam's, and not hers."""
    await outside.mallory.makes_room(rule="invite")
    await outside.mallory.invites(a.alice)
    await a.alice.sees_member(a.alice, "invite", by=outside.mallory)

    await outside.mallory.tries_to_invite(sealed.sara, flaw="")
    mallorys = outside.mallory.place
    await sealed.sam.makes_room(rule="invite")
    await sealed.sam.invites(sealed.sara)
    await sealed.sara.sees_member(sealed.sara, "invite", by=sealed.sam)

    sealed.sara.never_saw_anything_of(mallorys)
