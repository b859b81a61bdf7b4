"""The journal: everything that anybody witnessed, append-only, with waiting that neither sleeps nor polls."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace

from harness.core import explain
from harness.core.fact import Fact
from harness.core.verdict import Unknown
from harness.core.wanted import Wanted


class NeverSeen(AssertionError):  # noqa: N818 - what happened, in the words of a test
    """Nothing wanted was seen before the deadline; ``facts`` are all that were looked at."""

    def __init__(self, wanted: Wanted, facts: Sequence[Fact], within: float) -> None:
        super().__init__(explain.never_seen(wanted, facts, within))
        self.wanted = wanted
        self.facts = facts
        self.within = within


class Seen(AssertionError):  # noqa: N818 - what happened, in the words of a test
    """Something was seen that never should have been; ``facts`` are the offenders."""

    def __init__(self, wanted: Wanted, facts: Sequence[Fact]) -> None:
        super().__init__(explain.seen_after_all(wanted, facts))
        self.wanted = wanted
        self.facts = facts


class Reader(ABC):
    """What can be asked of facts, whether of all or of one scene's."""

    @abstractmethod
    def mark(self) -> int:
        """Return the number of the newest fact: a place to look from later."""

    @abstractmethod
    def since(self, mark: int) -> Sequence[Fact]:
        """Return the facts after ``mark`` in the order in which they came."""

    @abstractmethod
    async def news(self, mark: int) -> None:
        """Return as soon as there is a fact after ``mark``; raise ``Unknown`` when a witness was lost."""

    @property
    def facts(self) -> Sequence[Fact]:
        """Every fact so far."""
        return self.since(0)

    def all(self, wanted: Wanted, *, since: int = 0) -> list[Fact]:
        """Return every fact after ``since`` that is wanted."""
        return [fact for fact in self.since(since) if wanted.takes(fact)]

    async def sees(self, wanted: Wanted, *, since: int = 0, within: float) -> Fact:
        """Return the first wanted fact after ``since``, waiting at most ``within`` seconds; else ``NeverSeen``."""
        position = since
        try:
            async with asyncio.timeout(within):
                while True:
                    now = self.mark()
                    for fact in self.since(position):
                        if wanted.takes(fact):
                            return fact
                    position = max(now, position)
                    await self.news(position)
        except TimeoutError:
            raise NeverSeen(wanted, self.since(since), within) from None

    def never_saw(self, wanted: Wanted, *, since: int = 0) -> None:
        """Raise ``Seen`` if any fact after ``since`` is wanted. Call it behind a fence, or it shows nothing."""
        if offenders := self.all(wanted, since=since):
            raise Seen(wanted, offenders)


class Journal(Reader):
    """Numbers facts from 1 and wakes whoever waits. Use it from one event loop only."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Take a ``clock`` in Unix seconds, for facts that come without a time of their own."""
        self._clock = clock
        self._facts: list[Fact] = []
        self._news = asyncio.Event()
        self._lost = ""

    def append(self, fact: Fact) -> Fact:
        """Add ``fact``, numbered and, where its time is 0, stamped; return it so."""
        now = self._clock()
        numbered = replace(fact, seq=len(self._facts) + 1, at=fact.at or now, heard=now)
        self._facts.append(numbered)
        self._wake()
        return numbered

    def lose(self, why: str) -> None:
        """Say that a witness is gone: whoever waits, now or later, gets ``Unknown(why)`` instead of a deadline."""
        self._lost = why
        self._wake()

    def scene(self, *scopes: str) -> Reader:
        """Return a view of the facts that carry one of ``scopes``."""
        return _View(self, frozenset(scopes))

    def mark(self) -> int:
        """Return the number of the newest fact."""
        return len(self._facts)

    def since(self, mark: int) -> Sequence[Fact]:
        """Return the facts after ``mark``."""
        return self._facts[mark:]

    async def news(self, mark: int) -> None:
        """Return as soon as there is a fact after ``mark``."""
        while self.mark() <= mark:
            if self._lost:
                raise Unknown(self._lost)
            await self._news.wait()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


class _View(Reader):
    """The facts of some scopes, with the journal's own numbers."""

    def __init__(self, journal: Journal, scopes: frozenset[str]) -> None:
        self._journal = journal
        self._scopes = scopes

    def mark(self) -> int:
        return self._journal.mark()

    def since(self, mark: int) -> Sequence[Fact]:
        return [fact for fact in self._journal.since(mark) if fact.scope in self._scopes]

    async def news(self, mark: int) -> None:
        await self._journal.news(mark)
