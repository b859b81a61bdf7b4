"""A scene: a fresh guild, chat and room, bridged into one conversation, with fresh people in each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harness.actors.cast import Cast
from harness.actors.fake_people import DiscordPerson, TelegramPerson
from harness.actors.matrix import MatrixPerson
from harness.actors.person import Person, Stage
from harness.core.fact import Fact, Network, Place
from harness.core.journal import NeverSeen, Reader
from harness.core.laws import judge
from harness.core.laws.account import Account, reckon
from harness.core.laws.setting import Breach, Expected, Route, Setting
from harness.core.wanted import Wanted, contains, one_of

_PRESENT = ("member", "typing", "read")

_Shown = dict[str | None, list[Expected]]


@dataclass
class Scene:
    """What one test has for itself on the shared stack."""

    stage: Stage
    discord: Cast[DiscordPerson]
    telegram: Cast[TelegramPerson]
    matrix: Cast[MatrixPerson]
    # The operator, on Matrix and on Discord, and the bots, who talk of bridging in the room.
    bystanders: frozenset[str]
    # Every conversation that this process has bridged, by its scene's scope; the scene's own is among them.
    routes: dict[str, Route]
    # The Go mautrix-telegram loses what is changed on Telegram within half a second of its relay's own words; whatever
    # somebody else says there ends that.
    telegram_speaks_last: bool = False
    # It also asks Telegram about what it is told; the Python one takes that as it comes.
    telegram_asks: bool = False

    @property
    def facts(self) -> Reader:
        """What was witnessed of this scene, and of no other."""
        return self.stage.facts

    @property
    def wardens(self) -> tuple[Person, ...]:
        """Who speaks the fences: one on each network that the scene is on."""
        casts: tuple[Cast[Any], ...] = (self.discord, self.telegram, self.matrix)
        return tuple(cast.carol for cast in casts if cast)

    def on(self, network: Network) -> Cast[Any]:
        """Return the people on a network that a test names by parameter."""
        casts: dict[Network, Cast[Any]] = {"discord": self.discord, "telegram": self.telegram, "matrix": self.matrix}
        return casts[network]

    def never_left_matrix(self, text: str) -> None:
        """Raise if anything with ``text`` in it came to Discord or Telegram, wherever there and by whomever."""
        outside = Wanted(network=one_of("discord", "telegram"), text=contains(text))
        self.stage.journal.never_saw(outside)

    async def judged(self, refusals: frozenset[str] = frozenset()) -> list[Breach]:
        """Wait until all has arrived, then return every law that was broken here; ``refusals`` were provoked.

        Only what was said before the fences is missed. A fence that never comes is a message like any other, long
        overdue, and the laws say what became of it; where they find no fault, ``NeverSeen`` is raised.
        """
        said = self.stage.journal.mark()
        missing = await self._missing_fences()
        breaches = self._judged_now(refusals, None if missing else said)
        if not missing and any(breach.law == "lost" for breach in breaches):
            # No order holds between authors: what a fence overtook by chance comes before a second one.
            missing = await self._missing_fences()
            breaches = self._judged_now(refusals, None if missing else said)
        if missing and not breaches:
            raise missing
        return breaches

    def account(self) -> Account:
        """Return which copy belongs to which original, of all that was witnessed so far."""
        return reckon(map(self._at_home, self.facts.facts), self._setting())

    def _judged_now(self, refusals: frozenset[str], settled: int | None) -> list[Breach]:
        return judge([*map(self._at_home, self.facts.facts), *self._strays()], self._setting(refusals, settled))

    def _at_home(self, fact: Fact) -> Fact:
        """Return a fact where its conversation is: a thread of Discord's is a part of its channel's."""
        channel = self.stage.threads.get(fact.place) if fact.network == "discord" else None
        return replace(fact, place=channel) if channel else fact

    def _setting(self, refusals: frozenset[str] = frozenset(), settled: int | None = None) -> Setting:
        return Setting(
            routes=list(self.routes.values()),
            rendering=self.stage.rendering,
            reading=self.stage.reading,
            noise=self._is_noise,
            settled=settled,
            refusals=refusals,
        )

    def _is_noise(self, fact: Fact) -> bool:
        return fact.author in self.bystanders or any(words in fact.text for words in self.stage.unjudged)

    async def _missing_fences(self) -> NeverSeen | None:
        try:
            await self.settles()
        except NeverSeen as missing:
            return missing
        return None

    def _strays(self) -> Iterator[Fact]:
        """Yield what was said here and shows, by the same author, in a place that is none of this scene's.

        And where the ghosts of this scene's people show in another: joining, typing, reading.
        """
        said = [fact for fact in self.facts.facts if fact.kind == "message" and fact.cause == "control"]
        ghosts = self._ghosts(said)
        shown: dict[Place, _Shown] = {}
        for fact in self.stage.journal.since(self.stage.began):
            if fact.scope == self.stage.scope or fact.cause != "wire":
                continue
            if fact.kind in _PRESENT and fact.network == "matrix" and fact.author in ghosts:
                yield fact
            if fact.kind != "message":
                continue
            if fact.where not in shown:
                shown[fact.where] = self._shown_in(fact.where, said)
            if any(_is_by(one, fact) for one in shown[fact.where].get(fact.text, ())):
                yield fact

    def _shown_in(self, place: Place, said: Sequence[Fact]) -> _Shown:
        """Return, by its words, how what was said on other networks would show in a place, once for all facts there."""
        shown: _Shown = {}
        for origin in said:
            if origin.network != place.network and (one := self.stage.rendering(origin, place)):
                shown.setdefault(one.text, []).append(one)
        return shown

    def _ghosts(self, said: Sequence[Fact]) -> set[str | None]:
        """Return who speaks on Matrix for whoever spoke elsewhere; on the others one bot or webhook speaks for many."""
        room = Place("matrix", self.stage.places["matrix"])
        shown = [self.stage.rendering(origin, room) for origin in said if origin.network != "matrix"]
        return {one.author for one in shown if one}

    def moves(self, network: Network, place: str) -> None:
        """Go on in another place of a network, into which the old one turned."""
        scope, old = self.stage.scope, Place(network, self.stage.places[network])
        self.stage.places[network] = place
        self.routes[scope] = Route(scope, self.routes[scope].places - {old} | {Place(network, place)})

    def judges_not(self, words: str) -> None:
        """Hold nothing that has these words in it to any law."""
        self.stage.unjudged.add(words)

    async def telegram_is_asked(self, method: str) -> None:
        """Wait until the bridge's call of a method waits for its answer, where it makes any."""
        if self.telegram_asks:
            await self.telegram.alice.sees_waiting(method)

    async def shown_to(self, person: Person, said: Fact) -> Fact:
        """Return a message as ``person`` has it: what was said itself, or its copy on their network."""
        return said if person.network == said.network else await person.sees_copy(said)

    async def has_everywhere(self, said: Fact) -> None:
        """Wait until every other network shows a message and the bridges have made up their books about it.

        Who changes or answers a message sooner than any person could meets races that real bridges have.
        """
        await asyncio.gather(
            *(warden.sees_in_order([said]) for warden in self.wardens if warden.network != said.network)
        )
        await self.settles()

    async def settles(self) -> None:
        """Wait until everything that was said has come to wherever it goes: a fence from each network to the others."""
        last = self.telegram.carol if self.telegram_speaks_last else None
        await asyncio.gather(*(self._fences(warden) for warden in self.wardens if warden is not last))
        if last:
            await self._fences(last)

    async def _fences(self, warden: Person) -> None:
        others = [other for other in self.wardens if other is not warden]
        fence, mark = self.stage.next_fence(), self.stage.journal.mark()
        await warden.says(fence)
        await asyncio.gather(*(other.sees(fence, by=warden, since=mark) for other in others))

    async def close(self) -> None:
        """Log the Matrix people out of their clients."""
        await asyncio.gather(*(person.client.close() for person in self.matrix))


def _is_by(expected: Expected, fact: Fact) -> bool:
    """Tell whether a fact in a strange place is by whom it would be at home: each place has a webhook of its own."""
    return fact.author_name == expected.author_name if expected.author_name else fact.author == expected.author
