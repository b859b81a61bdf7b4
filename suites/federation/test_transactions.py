"""Transactions as a whole: how much may be in one, and what it must be (server-server API, "Transactions")."""

from __future__ import annotations

import pytest

MOST = {"pdus": 50, "edus": 100}
TEXTS = {"empty": "", "list": "[]", "words": '"hello"', "number": "1"}


@pytest.mark.parametrize("what", MOST)
async def test_transaction_with_too_much_is_refused(a, forger, mallory, what):
    """A transaction with one more than is allowed has no effect; the same with as many as are allowed has."""
    said = await mallory.says("am I too much?", to=[], follow=True)

    refused = await forger.crams(a.name, said, what, MOST[what] + 1)
    a.alice.never_saw_event(said)
    taken = await forger.crams(a.name, said, what, MOST[what])

    assert (refused, taken) == (400, 200)
    await a.alice.sees_event(said)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_transaction_that_is_no_object_is_refused(a, forger, mallory, text):
    """What isn't a JSON object is no transaction; what mallory says next in a good one is heard."""
    refused = await forger.sends_text(a.name, text)

    assert refused == 400
    await a.alice.sees_event(await mallory.says("in good order"))
