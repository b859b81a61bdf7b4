"""An append-only list of records that any number of readers can follow from any place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from fakes.control.record import Record


class Hub:
    """Numbers records from 1, stamps them with the clock (Unix seconds) and wakes its readers."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._records: list[Record] = []
        self._news = asyncio.Event()

    @property
    def records(self) -> tuple[Record, ...]:
        """Everything witnessed so far, in order."""
        return tuple(self._records)

    def witness(self, record: Record) -> Record:
        """Append ``record``; return it as numbered and stamped."""
        stamped = replace(record, seq=len(self._records) + 1, at=self._clock())
        self._records.append(stamped)
        self._news.set()
        self._news = asyncio.Event()
        return stamped

    async def follow(self, since: int = 0) -> AsyncIterator[Record]:
        """Yield every record after number ``since``, then each new one, for ever."""
        position = since
        while True:
            news = self._news
            while position < len(self._records):
                position += 1
                yield self._records[position - 1]
            await news.wait()
