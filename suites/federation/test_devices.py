"""Devices of people on other servers: messages to them, lists of them, and their keys."""

from __future__ import annotations


async def test_message_to_a_device_comes(a, b):
    """What alice on A tells bob's devices comes to his on B, with no room between them."""
    await a.alice.tells_device(b.bob, "test.superbridge.greeting", {"text": "psst"})

    told = await b.bob.is_told("test.superbridge.greeting", by=a.alice)

    assert told.detail["content"] == {"text": "psst"}


async def test_message_to_a_device_comes_after_a_cut(lab, a, b):
    """What alice tells bob's devices while B is cut off comes when the cut is healed."""
    await lab.gathers(a.alice, b.bob)
    async with lab.cut(a, b):
        await a.alice.tells_device(b.bob, "test.superbridge.greeting", {"text": "psst"})

    assert (await b.bob.is_told("test.superbridge.greeting", by=a.alice)).detail["content"] == {"text": "psst"}


async def test_changed_device_is_told(lab, a, b):
    """When alice on A publishes keys, bob on B, who is in a room with her, is told, and finds them."""
    await lab.gathers(a.alice, b.bob)
    joined = await b.bob.sees_member(a.alice, "join")

    device = await a.alice.uploads_keys()

    await b.bob.sees_other_devices(a.alice, since=joined)
    assert device in await b.bob.looks_up_devices(a.alice)


async def test_changed_device_is_told_after_a_cut(lab, a, b):
    """Of keys that alice publishes while B is cut off bob is told when the cut is healed, and finds them."""
    await lab.gathers(a.alice, b.bob)
    joined = await b.bob.sees_member(a.alice, "join")
    async with lab.cut(a, b):
        device = await a.alice.uploads_keys()

    await b.bob.sees_other_devices(a.alice, since=joined)
    assert device in await b.bob.looks_up_devices(a.alice)


async def test_devices_of_who_joins_are_told(a, b):
    """When bob on B, who has keys, comes into alice's room, she is told of his devices, and finds the keys."""
    device = await b.bob.uploads_keys()
    await a.alice.makes_room()

    await b.bob.joins(via=a.name)

    await a.alice.sees_other_devices(b.bob)
    assert device in await a.alice.looks_up_devices(b.bob)


async def test_keys_are_asked_for_on_another_server(a, b):
    """Bob on B, who shares no room with alice, finds her keys on A all the same; anna's, who has none, he doesn't."""
    device = await a.alice.uploads_keys()

    found = await b.bob.looks_up_devices(a.alice)

    assert found[device]["user_id"] == a.alice.id
    assert await b.bob.looks_up_devices(a.anna) == {}


async def test_one_time_key_is_claimed_once(a, b):
    """Of alice's two one-time keys bob on B claims one, then the other, and then there is none."""
    device = await a.alice.uploads_keys("first", "second")

    claimed = {*await b.bob.claims_key(a.alice, device), *await b.bob.claims_key(a.alice, device)}

    assert claimed == {"signed_curve25519:first", "signed_curve25519:second"}
    assert await b.bob.claims_key(a.alice, device) == {}


async def test_strangers_changed_device_is_taken(a, forger, mallory):
    """When mallory's server tells that she has a new device, alice is told, and finds its keys."""
    said = await mallory.says("look at my new device")
    await a.alice.sees_event(said)

    await mallory.gets_device("NEW", told=a.name)

    await a.alice.sees_other_devices(mallory, since=said)
    assert "NEW" in await a.alice.looks_up_devices(mallory)


async def test_missed_change_is_made_up_for(a, forger, mallory):
    """Where a change of mallory's devices follows one that A never heard of, A asks for all of them."""
    said = await mallory.says("look at my devices")
    await a.alice.sees_event(said)
    await mallory.gets_device("UNHEARD")

    await mallory.gets_device("HEARD", told=a.name)

    await forger.was_asked("user_devices", by=a.name, since=said)
    await a.alice.sees_other_devices(mallory, since=said)
    assert {"UNHEARD", "HEARD"} <= {*await a.alice.looks_up_devices(mallory)}


async def test_devices_are_fetched_anew_after_coming_back(a, forger, mallory):
    """After mallory has left and come back, with another device meanwhile, alice finds that device."""
    await mallory.gets_device("OLD", told=a.name)
    await a.alice.sees_other_devices(mallory)
    await mallory.leaves()
    left = await a.alice.sees_member(mallory, "leave")
    await mallory.gets_device("NEW")

    await mallory.joins(via=a.name)

    await a.alice.sees_other_devices(mallory, since=left)
    assert "NEW" in await a.alice.looks_up_devices(mallory)


async def test_each_change_names_the_one_before(a, forger, mallory):
    """Of alice's changes of her device, as A tells them to other servers, each names the one before."""
    notice = "m.device_list_update"
    await a.alice.uploads_keys()
    first = await forger.hears_of(a.alice.id, notice, by=a.name)

    await a.alice.renames_device("pocket")

    second = await forger.hears_of(a.alice.id, notice, by=a.name, since=first.seq)
    assert second.detail["content"]["prev_id"] == [first.detail["content"]["stream_id"]]


async def test_devices_stay_known_while_their_server_is_silent(a, forger, mallory):
    """What alice knows of mallory's devices she goes on knowing when mallory's server tells nothing any more."""
    await mallory.gets_device("OLD", told=a.name)
    await a.alice.sees_other_devices(mallory)
    assert "OLD" in await a.alice.looks_up_devices(mallory)

    async with forger.denies("user_devices", "keys_query"):
        assert "OLD" in await a.alice.looks_up_devices(mallory)
