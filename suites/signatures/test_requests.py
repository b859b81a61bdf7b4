"""Flawed requests: whoever doesn't prove which server it is gets nothing, beside the same request rightly signed."""

from __future__ import annotations

import pytest

from suites.signatures.flaws import each_request

WHAT = ("event", "state", "state_ids", "backfill", "make_join")


@each_request
@pytest.mark.parametrize("what", WHAT)
async def test_flawed_request_gets_nothing(a, forger, mallory, flaw, what):
    """A request whose signature is wrong is answered 401, and the same with a right one 200."""
    said = await a.alice.says("for members only")
    await mallory.hears(said)

    assert await forger.asks_for(what, a.name, said, flaw=flaw) == 401
    assert await forger.asks_for(what, a.name, said) == 200


@each_request
async def test_transaction_in_a_flawed_request_has_no_effect(a, forger, mallory, flaw):
    """An honest event in a request whose signature is wrong never shows; in one that is rightly signed it does."""
    said = await mallory.says("by a forged courier", to=[], follow=True)
    await forger.delivers(a.name, said, flaw=flaw)
    assert not await forger.finds(a.name, said, "by a forged courier", after=said)
    a.alice.never_saw_event(said)

    await forger.delivers(a.name, said)

    await a.alice.sees_event(said)
