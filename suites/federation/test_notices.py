"""What servers tell each other beside events: who types, who has read what, who is there."""

from __future__ import annotations

import pytest

NOTICES = ("typing", "receipt", "presence")


async def test_typing_is_seen_on_another_server(lab, a, b):
    """When bob types on B, alice on A sees him begin and stop."""
    await lab.gathers(a.alice, b.bob)

    await b.bob.types()
    await a.alice.sees_typing(by=b.bob)
    await b.bob.stops_typing()

    await a.alice.sees_typing_end(by=b.bob)


async def test_receipt_is_seen_on_another_server(lab, a, b):
    """What bob has read on B, alice sees as read on A."""
    await lab.gathers(a.alice, b.bob)
    said = await b.bob.sees_event(await a.alice.says("have you read this?"))

    await b.bob.reads_all_up_to(said)

    assert (await a.alice.sees_read(said, by=b.bob)).detail == {}


async def test_receipt_in_a_thread_is_seen_on_another_server(lab, a, b):
    """What bob has read of the main thread only, alice sees as read there."""
    await lab.gathers(a.alice, b.bob)
    said = await b.bob.sees_event(await a.alice.says("have you read this?"))

    await b.bob.reads(said)

    assert (await a.alice.sees_read(said, by=b.bob)).detail["thread"] == "main"


@pytest.mark.parametrize("presence", ["online", "unavailable"])
async def test_presence_is_seen_on_another_server(lab, a, b, presence):
    """When bob on B says how present he is, alice on A sees it, and his message."""
    await lab.gathers(a.alice, b.bob)

    await b.bob.becomes(presence, "back at five")

    assert (await a.alice.sees_presence(b.bob, presence)).detail["message"] == "back at five"


async def test_new_companion_learns_presence(lab, a, b):
    """Bob on B, who was there before alice of A came into his room, is seen as present by her at once."""
    await b.bob.becomes("online", "long before")
    await b.bob.makes_room()

    await a.alice.joins(via=b.name)

    assert (await a.alice.sees_presence(b.bob, "online")).detail["message"] == "long before"


async def test_strangers_notices_are_seen(a, forger, mallory):
    """That mallory types, has read and is there, as her server tells it, alice sees."""
    said = await a.alice.says("is anybody there?")
    told = forger.notifies(a.name)

    await told.typing(mallory.id)
    await a.alice.sees_typing(by=mallory)
    await told.receipt(mallory.id, said)
    await a.alice.sees_read(said, by=mallory)
    await told.presence(mallory.id, "online")

    await a.alice.sees_presence(mallory, "online")


@pytest.mark.parametrize("notice", NOTICES)
async def test_notice_in_anothers_name_is_ignored(a, b, forger, mallory, notice):
    """What the forger tells of bob, who lives on B, alice doesn't see; what it tells of mallory she does."""
    await b.bob.joins(via=a.name)
    said = await a.alice.says("is anybody there?")
    told = forger.notifies(a.name)

    await told.tells_of(notice, b.bob.id, said)
    await told.tells_of(notice, mallory.id, said)
    await a.alice.notices(notice, of=mallory)

    a.alice.never_noticed(notice, of=b.bob)
