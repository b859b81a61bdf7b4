"""What becomes of a message: edits, deletions and answers between Discord, Matrix and Telegram, all relayed."""

from __future__ import annotations

import pytest

from suites.roundtrip.directions import each_way


@pytest.mark.capability("edit")
@each_way
async def test_edit_arrives(scene, here, there):
    """What alice corrects here, bob sees corrected there, in the message that he saw before."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    said = await alice.says("we meet at five")
    seen = await bob.sees("we meet at five", by=alice)
    await scene.has_everywhere(said)

    await alice.edits(said, "we meet at six")

    await bob.sees_edit("we meet at six", by=alice, of=seen)


@pytest.mark.capability("edit")
@each_way
async def test_last_edit_counts(scene, here, there):
    """Of several corrections, the last is how the message ends."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    said = await alice.says("one")
    seen = await bob.sees("one", by=alice)
    await scene.has_everywhere(said)

    await alice.edits(said, "two")
    await bob.sees_edit("two", by=alice, of=seen)
    await scene.settles()
    await alice.edits(said, "three")

    await bob.sees_edit("three", by=alice, of=seen)


@pytest.mark.not_claimed(reference="mautrix-telegram 0.15.3 handles every Matrix event in a task of its own")
async def test_last_edit_counts_in_a_hurry(discord, telegram):
    """Of several corrections in no time, too, the last is how the message ends."""
    said = await discord.alice.says("one")
    await telegram.bob.sees("one", by=discord.alice)

    await discord.alice.edits(said, "two")
    await discord.alice.edits(said, "three")
    await discord.alice.edits(said, "four")


@pytest.mark.capability("delete")
@each_way
async def test_deletion_arrives(scene, here, there):
    """What alice takes back here goes from bob's sight there."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    said = await alice.says("forget this")
    seen = await bob.sees("forget this", by=alice)
    await scene.has_everywhere(said)

    await alice.deletes(said)

    await bob.sees_deleted(seen)


@pytest.mark.capability("reply")
@each_way
async def test_answer_comes_to_its_question(scene, here, there):
    """What alice answers here to a question that bob asked there, bob sees as an answer to his own words."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    asked = await bob.says("who is coming?")
    heard = await alice.sees("who is coming?", by=bob)
    await scene.has_everywhere(asked)

    await alice.says("all of us", reply_to=heard)

    await bob.sees_reply("all of us", by=alice, to=asked)


@pytest.mark.capability("reply")
@each_way
async def test_answer_to_a_neighbour_is_one_elsewhere(scene, here, there):
    """What alice answers to carol, both here, bob sees there as an answer to the copy of carol's question."""
    alice, carol, bob = scene.on(here).alice, scene.on(here).carol, scene.on(there).bob
    asked = await carol.says("who is coming?")
    heard = await bob.sees("who is coming?", by=carol)
    await scene.has_everywhere(asked)

    await alice.says("all of us", reply_to=asked)

    await bob.sees_reply("all of us", by=alice, to=heard)
