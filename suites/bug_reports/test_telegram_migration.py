"""What is said in a supergroup before the bridge has read what a basic group has become.

The Go mautrix-telegram v26.08 lets the room be the supergroup's as soon as it hears of that, and only then asks what it
is (migrateChat in pkg/connector/handletelegram.go). Until the answer is there it takes it for a channel, and writes the
author's name before the words (convertToMatrix in pkg/connector/tomatrix.go). Each message from Telegram goes to a
goroutine of its own (readLoop in pkg/gotd/mtproto/read.go), and each supergroup is read in another: so what is said
there may overtake what the group is told; Telegram promises no order between the two (core.telegram.org/api/updates).

Here the group is told late and the answers wait, so that it happens each time; of itself it comes and goes.
mautrix-telegram 0.15.3 (Python) takes things as they come and asks for nothing: there it doesn't happen.
"""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.basic_group
FULL, DIFFERENCE = "channels.getFullChannel", "updates.getChannelDifference"


async def test_first_words_come_as_their_authors(scene, matrix, telegram):
    """What alice says while the bridge still reads what the group has become, bob sees as her words and no more."""
    scene.judges_not("Upgraded this group")
    async with telegram.alice.answers_wait(FULL):
        async with telegram.alice.answers_wait(DIFFERENCE):
            async with telegram.alice.news_wait():
                scene.moves("telegram", await telegram.alice.upgrades_group())
                await scene.telegram_is_asked(DIFFERENCE)
            await scene.telegram_is_asked(FULL)
            await telegram.alice.says("we have grown")

        await matrix.bob.sees("we have grown", by=telegram.alice)


async def test_words_after_it_has_read_come_as_their_authors(scene, matrix, telegram):
    """However late the answers come, what alice says after them bob sees as her words and no more: the control."""
    scene.judges_not("Upgraded this group")
    async with telegram.alice.answers_wait(FULL), telegram.alice.answers_wait(DIFFERENCE):
        async with telegram.alice.news_wait():
            supergroup = await telegram.alice.upgrades_group()
            scene.moves("telegram", supergroup)
            await scene.telegram_is_asked(DIFFERENCE)
        await scene.telegram_is_asked(FULL)
    await matrix.bob.sees_bridged_to(supergroup)

    await telegram.alice.says("we have grown")
    await matrix.bob.sees("we have grown", by=telegram.alice)
