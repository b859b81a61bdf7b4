"""What happens on Telegram right behind a gap in the numbers of a supergroup's changes.

A client that finds a number missing asks for the difference (core.telegram.org/api/updates), which holds new messages
and other changes apart. The Go mautrix-telegram v26.08 hands the other changes on to itself after it has counted the
whole difference as seen (pkg/gotd/telegram/updates/state_channel.go), and leaves them out as old. A relay makes such
gaps in daily use, whenever somebody changes a message before the answer to the relay's own words is there.
"""

from __future__ import annotations


async def test_message_behind_a_gap_arrives(telegram, matrix):
    """What alice says on Telegram right behind a gap, bob sees on Matrix."""
    await telegram.alice.leaves_a_gap()

    await telegram.alice.says("new")

    await matrix.bob.sees("new", by=telegram.alice)


async def test_edit_behind_a_gap_arrives(scene, telegram, matrix):
    """What alice changes on Telegram right behind a gap, bob sees changed on Matrix."""
    said = await telegram.alice.says("first")
    seen = await matrix.bob.sees("first", by=telegram.alice)
    await scene.settles()
    await telegram.alice.leaves_a_gap()

    await telegram.alice.edits(said, "second")

    await matrix.bob.sees_edit("second", by=telegram.alice, of=seen)


async def test_deletion_behind_a_gap_arrives(scene, telegram, matrix):
    """What alice takes back on Telegram right behind a gap goes from bob's sight on Matrix."""
    said = await telegram.alice.says("first")
    seen = await matrix.bob.sees("first", by=telegram.alice)
    await scene.settles()
    await telegram.alice.leaves_a_gap()

    await telegram.alice.deletes(said)

    await matrix.bob.sees_deleted(seen)
