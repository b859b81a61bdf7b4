"""One process's use of a stack, as far as it goes without one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.core.fact import Fact
from harness.runtime.trouble import TroubleError
from harness.stack import Stack
from tests.actors.cast import access

DETAIL = {"name": "GET /x", "method": "GET", "why": "unknown", "message": "no /x"}
REFUSED = Fact(1, "discord", "refusal", detail=DETAIL)


async def test_no_more_processes_than_operators() -> None:
    """A process for whom no operator is left says how many workers there may be."""
    stack = Stack(replace(access(), operators=("one", "two")), seed=1, number=2)
    try:
        with pytest.raises(TroubleError, match=r"serves 2 processes at once\. Give -n 2, or fewer"):
            await stack.open()
    finally:
        await stack.close()


async def test_refusal_of_the_run_is_told_in_the_same_words_by_every_process() -> None:
    """What was refused to no scene is one sentence for the run, whatever number it has in each process's journal."""
    told = []
    for before in range(2):
        stack = Stack(access(), seed=1, number=before)
        for _ in range(before + 1):
            stack.journal.append(REFUSED)
        stack.journal.append(replace(REFUSED, scope="a test's own"))
        told.append(stack.unclaimed_refusals())
        await stack.close()

    assert told == [["unexpected call: discord refused GET, which is unknown (GET /x): no /x"]] * 2
