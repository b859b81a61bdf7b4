"""Scenario 1: what is said on one server is seen on the others."""

from __future__ import annotations

import pytest

from harness.core.attachment import document, picture
from suites.federation.directions import each_way

TEXTS = {
    "plain": "hello over there",
    "one-letter": "a",
    "many-alphabets": "Žluťoučký kůň, быстрая лиса, 素早い茶色の狐, שלום, مرحبا, नमस्ते",
    "emoji": "👍 👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇿 😀",
    "combining": "e\u0301 n\u0303 Z\u0351\u036b",
    "controls": "tab\there, bell\x07, escape\x1b, separators\u2028\u2029, end",
    "many-lines": "first\nsecond\n\nfourth, after an empty one",
    "escapes": 'back\\slash, "quotes", </html>, \\u0041, %41',
    "thirty-thousand": "All work and no play. " * 1400,
}


@each_way
async def test_message_reaches_the_others(lab, a, b, c, here, there):
    """What somebody says on one server, somebody on another sees: the same event, by the same author."""
    await lab.gathers(a.alice, b.bob, c.carol)
    speaker, listener = lab.person_on(here), lab.person_on(there)

    said = await speaker.says("hello over there")

    seen = await listener.sees("hello over there", by=speaker)
    assert seen.ref == said.ref


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_text_is_unaltered(lab, a, b, text):
    """Whatever alice writes on A, bob reads on B, sign by sign."""
    await lab.gathers(a.alice, b.bob)

    await a.alice.says(text)

    await b.bob.sees(text, by=a.alice)


async def test_one_author_is_heard_in_order(lab, a, b, c):
    """Twenty things that alice says in a row come to B and C in her order, each once."""
    await lab.gathers(a.alice, b.bob, c.carol)

    said = await a.alice.says_all(*(f"number {number}" for number in range(20)))
    await lab.settles(a.alice, b.bob, c.carol)

    b.bob.saw_exactly(said, by=a.alice)
    c.carol.saw_exactly(said, by=a.alice)


@each_way
async def test_edit_reaches_the_others(lab, a, b, c, here, there):
    """What somebody corrects on one server is corrected on another, in the message that was seen before."""
    await lab.gathers(a.alice, b.bob, c.carol)
    speaker, listener = lab.person_on(here), lab.person_on(there)
    said = await speaker.says("we meet at five")
    seen = await listener.sees_event(said)

    await speaker.edits(said, "we meet at six")

    await listener.sees_edit("we meet at six", by=speaker, of=seen)


@each_way
async def test_redaction_reaches_the_others(lab, a, b, c, here, there):
    """What somebody takes back on one server goes from sight on another."""
    await lab.gathers(a.alice, b.bob, c.carol)
    speaker, listener = lab.person_on(here), lab.person_on(there)
    said = await speaker.says("forget this")
    seen = await listener.sees_event(said)

    await speaker.deletes(said)

    await listener.sees_deleted(seen)


async def test_answer_is_one_on_another_server(lab, a, b):
    """What bob answers on B to alice's words, alice sees on A as an answer to them."""
    await lab.gathers(a.alice, b.bob)
    asked = await a.alice.says("who is coming?")
    heard = await b.bob.sees_event(asked)

    await b.bob.says("all of us", reply_to=heard)

    await a.alice.sees_reply("all of us", by=b.bob, to=asked)


async def test_reaction_reaches_another_server(lab, a, b):
    """What bob reacts with on B, alice sees at her own words on A."""
    await lab.gathers(a.alice, b.bob)
    asked = await a.alice.says("who is in favour?")
    heard = await b.bob.sees_event(asked)

    await b.bob.reacts(heard, "👍")

    await a.alice.sees_reaction("👍", by=b.bob, to=asked)


@pytest.mark.parametrize("file", [picture(seed=1), document(seed=4, size=70_001)], ids=["picture", "file"])
async def test_file_is_fetched_from_its_server(lab, a, b, file):
    """What alice uploads to A, bob downloads through B: every byte of it."""
    await lab.gathers(a.alice, b.bob)

    await a.alice.sends(file)

    await b.bob.sees_file(file, by=a.alice)
