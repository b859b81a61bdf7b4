"""An append-only list of records that any number of readers can follow from any place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from fakes.control.record import Record


class Hub:
    """Numbers records from 1, stamps them with the clock (Unix seconds) and wakes its readers.

    With ``keep`` it forgets all but that many of the newest, give or take as many again.
    """

    def __init__(self, clock: Callable[[], float], keep: int | None = None) -> None:
        self._clock = clock
        self._keep = keep
        self._forgotten = 0
        self._records: list[Record] = []
        self._news = asyncio.Event()

    @property
    def records(self) -> tuple[Record, ...]:
        """Everything witnessed so far and not forgotten, in order."""
        return tuple(self._records)

    def witness(self, record: Record) -> Record:
        """Append ``record``; return it as numbered and stamped."""
        stamped = replace(record, seq=self._forgotten + len(self._records) + 1, at=self._clock())
        self._records.append(stamped)
        if self._keep is not None and len(self._records) > 2 * self._keep:
            self._forgotten += len(self._records) - self._keep
            del self._records[: -self._keep]
        self._news.set()
        self._news = asyncio.Event()
        return stamped

    async def follow(self, since: int = 0) -> AsyncIterator[Record]:
        """Yield every record after number ``since`` that isn't forgotten, then each new one, for ever."""
        position = since
        while True:
            news = self._news
            while (position := max(position, self._forgotten)) < self._forgotten + len(self._records):
                position += 1
                yield self._records[position - self._forgotten - 1]
            await news.wait()
