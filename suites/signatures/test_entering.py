"""Flawed joins, invitations and room states: the handshakes of entering, with a forgery in the place of each event."""

from __future__ import annotations

from suites.signatures.flaws import each_signature


@each_signature
async def test_flawed_join_is_refused(a, forger, flaw):
    """Who signs a join wrongly (/send_join) doesn't get in; a neighbour of the same server does."""
    mallory, trent = await forger.person("mallory"), await forger.person("trent")
    await a.alice.makes_room()

    await mallory.tries_to_join(via=a.name, flaw=flaw)
    await trent.joins(via=a.name)
    await a.alice.sees_member(trent, "join")

    a.alice.never_saw_member(mallory, "join")


@each_signature
async def test_flawed_invitation_never_shows(a, forger, flaw):
    """An invitation that is signed wrongly (/invite) doesn't come to alice; the next one does."""
    mallory = await forger.person("mallory")
    forged_room = await mallory.makes_room(rule="invite")
    await mallory.tries_to_invite(a.alice, flaw=flaw)
    await mallory.makes_room(rule="invite")

    await mallory.invites(a.alice)

    await a.alice.sees_member(a.alice, "invite", by=mallory)
    a.alice.never_saw_anything_of(forged_room)


@each_signature
async def test_flawed_state_is_no_state(a, forger, flaw):
    """Of a room that alice joins (/send_join answers with its state) a forged topic is no topic; an honest name is."""
    mallory = await forger.person("mallory")
    await mallory.makes_room()
    await mallory.sends("m.room.name", {"name": "honest"}, state_key="", to=[])
    await mallory.sends("m.room.topic", {"topic": "forged"}, state_key="", flaw=flaw, to=[], follow=True)
    await a.alice.joins(via=mallory.server)

    await a.alice.sees_member(a.alice, "join")
    shown = await a.shows(mallory.place)
    assert (shown.name, shown.topic) == ("honest", "")


async def test_honest_state_is_state(a, forger):
    """Of a room that alice joins an honest topic is the topic: the control of the table above."""
    mallory = await forger.person("mallory")
    await mallory.makes_room()
    await mallory.sends("m.room.topic", {"topic": "honest"}, state_key="", to=[])

    await a.alice.joins(via=mallory.server)

    assert (await a.shows(mallory.place)).topic == "honest"
