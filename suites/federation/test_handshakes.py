"""What a real server makes of handshakes: templates it gives and keeps, events it takes and refuses."""

from __future__ import annotations

import pytest

from harness.actors.federation_api import Answer
from suites.federation.handshakes import HANDSHAKES, Handshake, each_handshake, each_wrong

VERSIONS = {
    "1-to-who-has-2": ("1", ["2"]),
    "2-to-who-says-nothing": ("2", []),
    "2-to-who-has-1": ("2", ["1"]),
    "12-to-who-has-11": ("12", ["11"]),
}


@each_handshake
@each_wrong
async def test_handshake_takes_its_own_event_only(a, forger, handshake, changes):
    """What isn't the very event that a handshake is for is refused by it; that event is taken."""
    mallory, trent = await handshake.begins(a, forger)
    other = await handshake.changed(mallory, trent, changes)
    right = await handshake.right(mallory, trent)

    refused = await forger.at(a.name).offers(handshake.membership, other, api=handshake.api)
    taken = await forger.at(a.name).offers(handshake.membership, right, api=handshake.api)

    assert (refused.status, taken.status) == (400, 200)
    await a.alice.sees_member(trent, handshake.membership)


@pytest.mark.parametrize("handshake", HANDSHAKES[1:4:2], ids=str)
async def test_third_servers_user_is_not_spoken_for(a, b, forger, handshake):
    """A join or leave of bob, who lives on B, is refused to the forger; its own user's is taken."""
    mallory, trent = await handshake.begins(a, forger)
    bobs = await handshake.changed(mallory, trent, {"sender": b.bob.id, "state_key": b.bob.id})
    trents = await handshake.right(mallory, trent)

    refused = await forger.at(a.name).offers(handshake.membership, bobs)
    taken = await forger.at(a.name).offers(handshake.membership, trents)

    assert (refused.status, taken.status) == (403, 200)
    a.alice.never_saw_member(b.bob, handshake.membership)


@pytest.mark.parametrize("handshake", [*HANDSHAKES[1:4:2], HANDSHAKES[4]], ids=str)
async def test_no_template_for_somebody_else(a, b, forger, handshake):
    """A makes no event for its own people or B's that the forger could sign; for one of the forger's it does."""
    _, trent = await handshake.begins(a, forger)
    asked = forger.at(a.name)

    assert (await asked.template(handshake.membership, a.alice.id)).status == 403
    assert (await asked.template(handshake.membership, b.bob.id)).status == 403

    assert (await asked.template(handshake.membership, trent.id)).status == 200


async def test_no_template_for_an_empty_room(a, forger):
    """Of a room that everybody has left A makes no join; while alice was there it did."""
    trent = await forger.person("trent")
    await a.alice.makes_room()
    assert (await forger.at(a.name).template("join", trent.id)).status == 200

    await a.alice.leaves()

    assert (await forger.at(a.name).template("join", trent.id)).status == 404


@pytest.mark.parametrize(("version", "spoken"), VERSIONS.values(), ids=VERSIONS)
async def test_room_is_for_servers_that_speak_its_version(a, forger, version, spoken):
    """A server that hasn't got the room's version is told so, and which it is; one that has gets a join to sign."""
    trent = await forger.person("trent")
    await a.alice.makes_room(version=version)

    refused = await forger.at(a.name).template("join", trent.id, versions=spoken)
    given = await forger.at(a.name).template("join", trent.id, versions=[version])

    assert (refused.status, refused.code) == (400, "M_INCOMPATIBLE_ROOM_VERSION")
    assert refused.body["room_version"] == given.body["room_version"] == version


async def test_banned_person_gets_in_by_no_handshake(a, forger, mallory):
    """For trent, whom alice banned, there is neither a template nor a way round it; for tess there is."""
    trent, tess = await forger.person("trent"), await forger.person("tess")
    join, asked = Handshake("join", "v2"), forger.at(a.name)
    as_if_before = await join.right(mallory, trent)
    await mallory.hears(await a.alice.bans(trent))
    await asked.offers("join", as_if_before)

    assert (await asked.template("join", trent.id)).status == 403
    assert (await asked.offers("join", await join.right(mallory, trent))).status == 403

    assert (await asked.offers("join", await join.right(mallory, tess))).status == 200
    await a.alice.sees_member(tess, "join")
    a.alice.never_saw_member(trent, "join")


@pytest.mark.parametrize("handshake", HANDSHAKES[1:], ids=str)
async def test_loose_json_enters_by_no_handshake(a, forger, handshake):
    """A membership with a number that isn't canonical is refused in today's room versions; without it, it is taken."""
    mallory, trent = await handshake.begins(a, forger)
    loose = await handshake.changed(mallory, trent, {"flaw": "float"})
    right = await handshake.right(mallory, trent)

    refused = await forger.at(a.name).offers(handshake.membership, loose, api=handshake.api)
    taken = await forger.at(a.name).offers(handshake.membership, right, api=handshake.api)

    assert (refused.status, taken.status) == (400, 200)
    await a.alice.sees_member(trent, handshake.membership)


async def test_join_is_answered_without_members(a, forger, mallory):
    """Who asks for a join's answer without members gets the state without them; who doesn't gets them all."""
    await a.anna.joins()
    # A room without a name is called after some members, whom it then doesn't leave out.
    await mallory.hears(await a.alice.sets("m.room.name", {"name": "the hall"}))
    trent, tess = await forger.person("trent"), await forger.person("tess")
    join = Handshake("join", "v2")
    one, other = await join.right(mallory, trent), await join.right(mallory, tess)

    short = await forger.at(a.name).offers("join", one, members=False)
    whole = await forger.at(a.name).offers("join", other)

    assert (short.body["members_omitted"], whole.body.get("members_omitted", False)) == (True, False)
    assert a.anna.id not in _members(short)
    assert a.anna.id in _members(whole)
    assert a.name in short.body["servers_in_room"]


@pytest.mark.parametrize("flaw", ["wrong_key", "unsigned", "bad_base64"])
async def test_refusal_of_an_invitation_is_taken(a, forger, flaw):
    """Mallory's refusal of alice's invitation is taken when it is signed in order, and not before."""
    mallory, trent = await forger.person("mallory"), await forger.person("trent")
    await a.alice.makes_room(rule="invite")
    await a.alice.invites(mallory)
    await mallory.joins(via=a.name)
    await a.alice.invites(trent)
    leave = Handshake("leave", "v2", "invite")
    await mallory.hears(await a.alice.sees_member(trent, "invite"))

    refused = await forger.at(a.name).offers("leave", await leave.changed(mallory, trent, {"flaw": flaw}))
    assert refused.status in (401, 403)
    a.alice.never_saw_member(trent, "leave")

    assert (await forger.at(a.name).offers("leave", await leave.right(mallory, trent))).status == 200
    await a.alice.sees_member(trent, "leave")


def _members(answer: Answer) -> set[str]:
    return {event["state_key"] for event in answer.body["state"] if event["type"] == "m.room.member"}
