"""What carries out the timers of a fake that runs."""

from __future__ import annotations

import asyncio
import time

import pytest

from fakes.discord.app import clockwork
from fakes.discord.timers import Timers
from tests.discord.served import DEADLINE


async def test_what_breaks_holds_up_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    """An action that breaks is told of, and those behind it happen all the same."""
    timers, happened = Timers(time.time), asyncio.Event()

    async with clockwork(timers):
        timers.after(0, lambda: 1 // 0)
        timers.after(0, happened.set)
        await asyncio.wait_for(happened.wait(), DEADLINE)

    assert "ZeroDivisionError" in caplog.text
