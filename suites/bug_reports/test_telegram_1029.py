"""mautrix/telegram#1029: an answer to the relay bot comes to Matrix as a message like any other.

Seen by its reporter on mautrix-telegram 0.15.3 (Python), in a group of three kinds of people: those of Matrix who
logged in to Telegram, those of Matrix whom the relay bot speaks for, and those of Telegram.

On mautrix-telegram 0.15.3 it comes and goes in a basic group, where every account numbers messages for itself: what the
relay bot sent, the bridge leaves out of its books of a logged-in person's numbers (`ignore_own_incoming_events`), so an
answer that this person's session hears of sooner than the bot's session answers nothing. Seen twice in a dozen runs, on
a loaded machine. In a supergroup all share one numbering, and it doesn't happen.
"""

from __future__ import annotations

import pytest


async def test_answer_to_a_logged_in_person_is_one(scene, dave, telegram):
    """What bob answers on Telegram to dave, who speaks there as himself, dave sees as an answer to his words."""
    asked = await dave.says("who is coming?")
    heard = await telegram.bob.sees("who is coming?", by=dave)
    await scene.has_everywhere(asked)

    await telegram.bob.says("all of us", reply_to=heard)

    await dave.sees_reply("all of us", by=telegram.bob, to=asked)


async def test_answer_to_the_relay_bot_is_one(scene, dave, matrix, telegram):
    """What bob answers on Telegram to the relay bot, which spoke for alice, alice sees as an answer to her words."""
    asked = await matrix.alice.says("who is coming?")
    heard = await telegram.bob.sees("who is coming?", by=matrix.alice)
    await scene.has_everywhere(asked)

    await telegram.bob.says("all of us", reply_to=heard)

    await matrix.alice.sees_reply("all of us", by=telegram.bob, to=asked)


@pytest.mark.basic_group
async def test_answer_to_a_logged_in_person_is_one_in_a_basic_group(scene, dave, telegram):
    """The same in a basic group, where every account has numbers of its own for the messages."""
    asked = await dave.says("who is coming?")
    heard = await telegram.bob.sees("who is coming?", by=dave)
    await scene.has_everywhere(asked)

    await telegram.bob.says("all of us", reply_to=heard)

    await dave.sees_reply("all of us", by=telegram.bob, to=asked)


@pytest.mark.not_claimed(reference="mautrix/telegram#1029")
@pytest.mark.basic_group
async def test_answer_to_the_relay_bot_is_one_in_a_basic_group(scene, dave, matrix, telegram):
    """The same for the relay bot's words in a basic group."""
    asked = await matrix.alice.says("who is coming?")
    heard = await telegram.bob.sees("who is coming?", by=matrix.alice)
    await scene.has_everywhere(asked)

    await telegram.bob.says("all of us", reply_to=heard)

    await matrix.alice.sees_reply("all of us", by=telegram.bob, to=asked)
