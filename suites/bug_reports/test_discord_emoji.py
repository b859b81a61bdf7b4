"""A custom emoji of Discord's that is all of a message.

mautrix-discord v0.7.7 makes a message's plain body of its HTML, in which pictures have no words (mautrix-go,
format/htmlparser.go): the body of such a message is empty. Clients show the HTML; mautrix-telegram 0.15.3 leaves out
what has no body, so on Telegram the message never was.
"""

from __future__ import annotations

from harness.core.attachment import picture
from harness.core.rich import rich

WAVE = picture(seed=41, name="wave.png")


async def test_emoji_among_words_reaches_telegram(discord, telegram):
    """Among words, the emoji's name stands on Telegram where it was said."""
    await discord.alice.says(rich("hello ", await discord.alice.makes_emoji(WAVE)))

    await telegram.bob.sees_formatted(rich("hello :wave:"), by=discord.alice)


async def test_emoji_alone_reaches_matrix(discord, matrix):
    """Alone, the emoji is seen on Matrix."""
    emoji = await discord.alice.makes_emoji(WAVE)

    await discord.alice.says(emoji)

    await matrix.bob.sees_emoji(emoji, WAVE, by=discord.alice)


async def test_emoji_alone_reaches_telegram(scene, discord, telegram):
    """Alone, too, the emoji's name is what alice says."""
    await discord.alice.says(await discord.alice.makes_emoji(WAVE))
    await scene.settles()

    await telegram.bob.sees_formatted(rich(":wave:"), by=discord.alice, within=1)
