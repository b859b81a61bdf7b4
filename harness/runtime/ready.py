"""Waiting for a fact, always with a deadline."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import tenacity

T = TypeVar("T")


class NotReadyError(Exception):
    """What was awaited did not come before the deadline; `last` is the last failure seen, if any."""

    def __init__(self, what: str, last: BaseException | None, seconds: float) -> None:
        because = f"{type(last).__name__}: {last}" if last else "no answer at all"
        super().__init__(f"{what} was not ready after {seconds:.1f} s; the last try ended with {because}")
        self.what = what
        self.last = last
        self.seconds = seconds


async def until(
    check: Callable[[], Awaitable[T]],
    *,
    deadline: float,
    what: str,
    give_up: Callable[[], Awaitable[None]] | None = None,
) -> T:
    """Call `check` until it returns without raising, and return what it returned.

    `deadline` is in seconds from now and also ends a check that hangs. `give_up` is asked after each failed try
    and may raise at once when waiting is hopeless (the part has died). Raises `NotReadyError` at the deadline.
    """
    started = time.monotonic()
    last: list[BaseException] = []

    async def attempt() -> T:
        try:
            return await check()
        except Exception as error:
            last[:] = [error]
            if give_up is not None:
                await give_up()
            raise _AgainError from error

    retrying = tenacity.AsyncRetrying(
        wait=tenacity.wait_exponential(multiplier=0.01, max=0.1),
        retry=tenacity.retry_if_exception_type(_AgainError),
        sleep=asyncio.sleep,
    )
    try:
        async with asyncio.timeout(deadline):
            return await retrying(attempt)
    except TimeoutError:
        raise NotReadyError(what, last[0] if last else None, time.monotonic() - started) from None


class _AgainError(Exception):
    pass


async def http_ready(
    session: aiohttp.ClientSession,
    url: str,
    *,
    deadline: float,
    status: int = 200,
    give_up: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Wait until `GET url` answers with `status`; use a session from `Door.session()` to reach a part."""

    async def ask() -> None:
        async with session.get(url, timeout=aiohttp.ClientTimeout(total=5)) as answer:
            if answer.status != status:
                raise ConnectionError(f"GET {url} answered {answer.status}, not {status}")

    await until(ask, deadline=deadline, what=url, give_up=give_up)
