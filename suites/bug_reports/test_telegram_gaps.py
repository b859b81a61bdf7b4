"""What happens on Telegram right behind a gap in the numbers of a supergroup's changes.

A client that finds a number missing asks for the difference (core.telegram.org/api/updates), which holds new messages
and other changes apart. The libraries of both mautrix-telegrams hold these other changes against the number that the
difference has just set, and leave them out as old: gotd in v26.08 (telegram/updates/state_channel.go), Telethon in
0.15.3 (messagebox.py, apply_channel_difference). So it is if Telegram numbers them as it does outside of a
difference, as the fake does; its documentation doesn't say.

In Go a relay makes such gaps in daily use, whenever somebody changes a message before the answer to the relay's own
words is there; Telethon counts these answers too.
"""

from __future__ import annotations

import pytest

unjudged = pytest.mark.not_claimed(reference="Telethon, messagebox.py, apply_channel_difference")
"""Nobody here knows how Telegram itself numbers these changes."""


async def test_message_behind_a_gap_arrives(telegram, matrix):
    """What alice says on Telegram right behind a gap, bob sees on Matrix."""
    await telegram.alice.leaves_a_gap()

    await telegram.alice.says("new")

    await matrix.bob.sees("new", by=telegram.alice)


@unjudged
async def test_edit_behind_a_gap_arrives(scene, telegram, matrix):
    """What alice changes on Telegram right behind a gap, bob sees changed on Matrix."""
    said = await telegram.alice.says("first")
    seen = await matrix.bob.sees("first", by=telegram.alice)
    await scene.settles()
    await telegram.alice.leaves_a_gap()

    await telegram.alice.edits(said, "second")

    await matrix.bob.sees_edit("second", by=telegram.alice, of=seen)


@unjudged
async def test_deletion_behind_a_gap_arrives(scene, telegram, matrix):
    """What alice takes back on Telegram right behind a gap goes from bob's sight on Matrix."""
    said = await telegram.alice.says("first")
    seen = await matrix.bob.sees("first", by=telegram.alice)
    await scene.settles()
    await telegram.alice.leaves_a_gap()

    await telegram.alice.deletes(said)

    await matrix.bob.sees_deleted(seen)
