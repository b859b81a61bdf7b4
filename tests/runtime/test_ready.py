"""Waiting with a deadline."""

from __future__ import annotations

import asyncio

import pytest

from harness.runtime.ready import NotReadyError, until


async def test_until_returns_what_the_check_returned():
    """A check that fails twice and then succeeds gives its value."""
    answers = iter([ConnectionError("no"), ConnectionError("not yet"), "here"])

    async def check() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

    assert await until(check, deadline=5, what="it") == "here"


async def test_deadline_names_the_last_failure():
    """At the deadline the error tells what was awaited, and how the last try failed."""

    async def check() -> None:
        raise ConnectionError("nobody home")

    with pytest.raises(NotReadyError, match=r"the server was not ready after 0\.\d s; .*ConnectionError: nobody home"):
        await until(check, deadline=0.2, what="the server")


async def test_deadline_ends_a_check_that_hangs():
    """A check that never returns is ended by the deadline as well."""
    with pytest.raises(NotReadyError, match="no answer at all"):
        await until(asyncio.Event().wait, deadline=0.1, what="it")


async def test_hopeless_waiting_ends_at_once():
    """When the part has died, what `give_up` raises comes out, long before the deadline."""

    async def check() -> None:
        raise ConnectionError("refused")

    async def give_up() -> None:
        raise LookupError("it has died")

    async with asyncio.timeout(5):
        with pytest.raises(LookupError, match="it has died"):
            await until(check, deadline=60, what="it", give_up=give_up)
