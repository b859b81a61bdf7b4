"""Servers that know the first form of a handshake only (/v1): a real one falls back to it."""

from __future__ import annotations


async def test_join_falls_back_to_the_old_form(a, forger):
    """Alice joins by way of a server that knows the old form of send_join only, and is heard there."""
    mallory = await forger.person("mallory")
    await mallory.makes_room()
    before = await mallory.says("does anybody come?", to=[])

    async with forger.knows_not("send_join"):
        await a.alice.joins(via=mallory.server)

    await forger.was_asked("send_join_v1", by=a.name, since=before)
    await mallory.hears(await a.alice.says("I do"))


async def test_refusal_falls_back_to_the_old_form(a, forger):
    """Alice turns an invitation down at a server that knows the old form of send_leave only."""
    mallory = await forger.person("mallory")
    await mallory.makes_room(rule="invite")
    await mallory.invites(a.alice)
    invited = await a.alice.sees_member(a.alice, "invite", by=mallory)

    async with forger.knows_not("send_leave"):
        await a.alice.leaves()

    await forger.was_asked("send_leave_v1", by=a.name, since=invited)
    await mallory.hears(await a.alice.sees_member(a.alice, "leave"))


async def test_invitation_falls_back_to_the_old_form(a, forger):
    """Mallory, whose server knows the old form of invite only, is invited into a room of version 2, and joins it."""
    mallory = await forger.person("mallory")
    await a.alice.makes_room(rule="invite", version="2")
    before = await a.alice.says("whom shall I invite?")

    async with forger.knows_not("invite"):
        await a.alice.invites(mallory)

    await forger.was_asked("invite_v1", by=a.name, since=before)
    await mallory.joins(via=a.name)
    await a.alice.sees_member(mallory, "join")
