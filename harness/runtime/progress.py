"""Telling people what takes so long: `[2/7] synapse: built in 42 s`, on a terminal and in a log alike."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TextIO

_HEARTBEAT = 15.0


class Progress:
    """Numbered steps that run side by side. In a log each shows its begin, a heartbeat and its end.

    On a terminal the heartbeat is one line at the bottom that changes every second.
    """

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._total = total
        self._stream = stream or sys.stderr
        self._begun = 0
        self._running: dict[str, float] = {}
        self._lively = self._stream.isatty()

    @asynccontextmanager
    async def step(self, name: str, doing: str) -> AsyncIterator[None]:
        """Show a step while the body runs, and how it ended."""
        self._begun += 1
        label = f"[{self._begun}/{self._total}] {name}"
        self._running[name] = started = time.monotonic()
        self._say(f"{label}: {doing} …")
        heart = asyncio.create_task(self._beat(label, started))
        ended = "failed after"
        try:
            yield
            ended = "ready in"
        finally:
            heart.cancel()
            del self._running[name]
            self._say(f"{label}: {ended} {time.monotonic() - started:.0f} s")

    async def _beat(self, label: str, started: float) -> None:
        while True:
            await asyncio.sleep(1.0 if self._lively else _HEARTBEAT)
            if self._lively:
                now = time.monotonic()
                bottom = " · ".join(f"{name} {now - since:.0f} s" for name, since in self._running.items())
                self._stream.write(f"\r\x1b[K{bottom}")
                self._stream.flush()
            else:
                self._say(f"{label} … {time.monotonic() - started:.0f} s")

    def _say(self, line: str) -> None:
        clear = "\r\x1b[K" if self._lively else ""
        self._stream.write(f"{clear}{line}\n")
        self._stream.flush()
