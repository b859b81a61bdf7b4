"""Plain text between Discord, Matrix and Telegram, in one room that both bridges share."""

from __future__ import annotations

import pytest

from suites.roundtrip.directions import each_way

TEXTS = {
    "plain": "hello over there",
    "one-letter": "a",
    "many-alphabets": "Žluťoučký kůň, быстрая лиса, 素早い茶色の狐, שלום, مرحبا, नमस्ते",
    "emoji": "👍 👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇿 😀",
    "combining": "e\u0301 n\u0303 Z\u0351\u036b",
    "many-lines": "first\nsecond\n\nfourth, after an empty one",
    "long": "All work and no play makes a dull bridge. " * 40 + "End.",
    "odd-signs": "50 % of 3 > 2 & \"quoted\" 'single' $HOME @nobody",
    "markdown-signs": r"2 * 3 _ 4 ~ 5 | 6 # 7 < 8 ` 9 \ 10, snake_case and 5*5",
    "link": "see https://example.org/a_b/c?d=e*f#g_h for more",
}


@pytest.mark.capability("text")
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@each_way
async def test_text_arrives(scene, here, there, text):
    """What alice says here, bob sees there: unaltered, by her name, once."""
    alice, bob = scene.on(here).alice, scene.on(there).bob

    await alice.says(text)

    await bob.sees(text, by=alice)


@pytest.mark.capability("text")
@each_way
async def test_order_is_kept(scene, here, there):
    """What three people say in turns here, bob sees there in the order in which each said it."""
    said = await scene.on(here).talk_in_turns(rounds=5)

    await scene.on(there).bob.sees_in_order(said)


@each_way
async def test_question_is_answered(scene, here, there):
    """People of two networks talk with each other: the answer comes back to whoever asked."""
    alice, bob = scene.on(here).alice, scene.on(there).bob

    await alice.says("is anybody there?")
    await bob.sees("is anybody there?", by=alice)

    await bob.says("I am")
    await alice.sees("I am", by=bob)


async def test_matrix_only_room_stays_on_matrix(scene, matrix):
    """What is said in a room that no bridge is in reaches neither Discord nor Telegram."""
    alice, bob = await matrix.alice.alone_with(matrix.bob)

    await alice.says("this stays between us")
    await bob.sees("this stays between us", by=alice)

    await scene.settles()
    scene.never_left_matrix("this stays between us")
