"""What look-outs saw of their parts: it enters the journal, and is held against who may talk to whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

import aiohttp

from harness.core.fact import Fact
from harness.core.journal import Journal
from harness.core.verdict import Unknown
from harness.core.wanted import Wanted, contains
from harness.runtime.lookout import CONTROL_ADDRESS, PORT

_WITNESS = "lookout"


class Trespassed(AssertionError):  # noqa: N818 - what happened, in the words of a test
    """A part sent something where it may not, or listens where it may not; a line for each."""


class Lookouts:
    """The look-outs of these ``parts``. ``trespass`` says what is wrong with a fact of theirs, or nothing.

    ``log`` reads a part's log; of that the first line is told that names what shouldn't be there.
    """

    def __init__(
        self,
        http: aiohttp.ClientSession,
        journal: Journal,
        parts: Iterable[str],
        trespass: Callable[[Fact], str],
        log: Callable[[str], Awaitable[str]],
    ) -> None:
        self.parts = tuple(parts)
        self._http = http
        self._journal = journal
        self._trespass = trespass
        self._log = log
        self._told: dict[tuple[str, str], int] = {}

    async def looks(self) -> list[Fact]:
        """Write down all that was sent until now and wasn't known; return every fact of theirs.

        ``Unknown`` where a look-out had more to look at than it could.
        """
        for part, told in zip(self.parts, await asyncio.gather(*map(self._asks, self.parts)), strict=True):
            if told["lost"]:
                raise Unknown(f"the look-out of {part} missed {told['lost']} packets")
            for fact, times in _facts(part, told):
                if self._told.get((part, fact.text)) != times:
                    self._told[part, fact.text] = times
                    self._journal.append(fact)
        return self._journal.all(Wanted(witness=_WITNESS))

    async def trespasses(self, part: str = "") -> list[str]:
        """Return a sentence for each thing that a part, or any, sent or opened and may not."""
        wrong = {
            sentence: fact
            for fact in await self.looks()
            if part in ("", fact.author) and (sentence := self._trespass(fact))
        }
        return [f"{sentence}{await self._line(fact)}" for sentence, fact in wrong.items()]

    async def sees_only_what_may_be(self, part: str, control: str) -> None:
        """Raise where a part does what it may not; ``Unknown`` where its look-out wouldn't have seen it.

        For ``control``, a name of the test's own, the look-out itself does the like beside the part.
        """
        await self.sees_control(part, control)
        if wrong := await self.trespasses(part):
            raise Trespassed("\n".join(wrong))

    async def sees_control(self, part: str, control: str) -> None:
        """Have a look-out ask DNS for a name and connect to the world; ``Unknown`` where it sees neither of it."""
        await self._asks(part, control)
        seen = {fact.text for fact in await self.looks() if fact.author == part}
        if missing := {f"asks DNS for {control}", f"sends to {CONTROL_ADDRESS}:9 by tcp"} - seen:
            raise Unknown(f"the control failed: {part}'s look-out doesn't see how it {' or '.join(missing)}")

    def never_saw(self, canary: str, *, since: int) -> None:
        """Raise where any part asked for a canary or sent to it. Only a look, and a control, make it proof."""
        self._journal.never_saw(Wanted(witness=_WITNESS, text=contains(canary)), since=since)

    async def carried(self, canary: str) -> set[str]:
        """Return who sent a canary to whom in words that can be read: "from homeserver to database:5432".

        Who is answered is no part, or one that asked: "from homeserver, answering at 8008".
        """
        told = await asyncio.gather(*map(self._asks, self.parts))
        return {
            f"from {part}{_whither(where, one['sent'])}"
            for part, one in zip(self.parts, told, strict=True)
            for where in one["canaries"].get(canary, ())
        }

    async def ports(self, *parts: str) -> dict[str, set[int]]:
        """Return the ports that others can reach these parts by, by their names."""
        told = await asyncio.gather(*map(self._asks, parts))
        return {
            part: {int(one.rpartition(":")[2]) for one in here["listeners"]}
            for part, here in zip(parts, told, strict=True)
        }

    async def _asks(self, part: str, control: str = "") -> dict[str, Any]:
        async with self._http.get(f"http://{part}:{PORT}/{control}") as answer:
            told: dict[str, Any] = await answer.json()
            return told

    async def _line(self, fact: Fact) -> str:
        detail = fact.detail
        words = [word for word in (detail.get("name"), detail.get("address"), *detail.get("names", ())) if word]
        for line in (await self._log(fact.author)).splitlines():
            if any(word in line for word in words):
                return f"; its log: {line.strip()}"
        return "; its log doesn't tell"


def _whither(where: str, sent: list[dict[str, Any]]) -> str:
    address, _, local = where.partition(", who asked at ")
    if local:
        return f", answering at {local}"
    names = [name for one in sent if f"{one['address']}:{one['port']}" == address for name in one["names"]]
    return f" to {names[0]}:{address.rpartition(':')[2]}" if names else f" to {address}"


def _facts(part: str, told: dict[str, Any]) -> Iterator[tuple[Fact, int]]:
    for sent in told["sent"]:
        where = ", ".join(sent["names"])
        text = f"sends to {sent['address']}:{sent['port']} by {sent['protocol']}" + (f" ({where})" if where else "")
        yield _fact(part, text, sent["first"], {"what": "sent", **sent}), sent["times"]
    for asked in told["asked"]:
        yield _fact(part, f"asks DNS for {asked['name']}", asked["first"], {"what": "asked", **asked}), asked["times"]
    for listener in told["listeners"]:
        yield _fact(part, f"listens on {listener}", 0, {"what": "listens", "at": listener}), 1


def _fact(part: str, text: str, at: float, detail: dict[str, Any]) -> Fact:
    return Fact(at, "harness", "call", _WITNESS, author=part, text=text, detail=detail)
