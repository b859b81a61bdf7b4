"""Plays a script in a scene: everybody at once, each in their own order, nobody sooner than a person could."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from harness.actors.person import Person
from harness.actors.scene import Scene
from harness.core.fact import Fact, Network, Place
from harness.core.journal import NeverSeen
from harness.core.script import Move

_UNDER_WAY = 24  # moves whose effect may be awaited at once
_GIVE_UP = 12  # effects that never came: more of them tell the laws nothing new

Copies = dict[Network, Fact]
"""A message as it stands on each network."""


@dataclass(frozen=True, slots=True)
class Played:
    """How far a performance came: moves made, moves left out because their message never came, and in all."""

    made: int
    left_out: int
    of: int

    def __str__(self) -> str:
        left_out = f", {self.left_out} left out" if self.left_out else ""
        return f"{self.made} of {self.of} moves made{left_out}"


class _Fences:
    """Fences that all who wait for one share."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.begun = 0
        self._gone_round = 0
        self._one_at_a_time = asyncio.Lock()

    async def behind(self, begun: int) -> None:
        """Return when a fence has gone round that began after ``begun`` of them had: at once, if one has already."""
        if self._scene.telegram_speaks_last:
            begun = self.begun  # what helps there is a fence just now
        async with self._one_at_a_time:
            if self._gone_round <= begun:
                self.begun += 1
                number = self.begun
                await self._scene.settles()
                self._gone_round = number


class Performance:
    """One script in one scene. ``patience`` is how long an effect may take, in seconds; ``tell`` hears of progress.

    Nobody does anything before what they did last has come everywhere, unless they ``hurry``. When ``give_up`` effects
    never came, nobody does anything more.
    """

    def __init__(
        self,
        scene: Scene,
        moves: Sequence[Move],
        patience: float = 20.0,
        tell: Callable[[Played], None] | None = None,
        *,
        hurry: bool = False,
        give_up: int = _GIVE_UP,
    ) -> None:
        self._hurry = hurry
        self._give_up = give_up
        self._scene = scene
        self._moves = moves
        self._patience = patience
        self._tell = tell
        self._fences = _Fences(scene)
        self._under_way = asyncio.Semaphore(_UNDER_WAY)
        # By the number of a message or a reaction: done when it stands wherever it goes, and when the last change of it
        # does; None is never. How many fences had begun by then.
        self._arrived: dict[int, asyncio.Future[Copies | None]] = {}
        self._settled: dict[int, asyncio.Future[Copies | None]] = {}
        self._fences_begun: dict[int, int] = {}
        self._made = self._left_out = self._never_came = 0

    async def play(self) -> Played:
        """Play to the end, or until so much was lost that the rest would show nothing new."""
        loop = asyncio.get_running_loop()
        self._arrived = {move.number: loop.create_future() for move in self._moves if not move.changes}
        self._settled = dict(self._arrived)
        lanes: dict[str, list[Move]] = {}
        for move in self._moves:
            lanes.setdefault(move.who, []).append(move)
        try:
            async with asyncio.TaskGroup() as everybody:
                for who, moves in lanes.items():
                    everybody.create_task(self._lane(everybody, self._person(who), moves))
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        return self._played

    @property
    def _played(self) -> Played:
        return Played(self._made, self._left_out, len(self._moves))

    def _person(self, who: str) -> Person:
        network, _, name = who.partition(".")
        person: Person = getattr(self._scene.on(network), name)  # type: ignore[arg-type]
        return person

    async def _lane(self, everybody: asyncio.TaskGroup, person: Person, moves: Sequence[Move]) -> None:
        for move in moves:
            before = await self._before(move)
            if before is None or self._never_came >= self._give_up:
                self._leaves_out(move)
                continue
            await self._under_way.acquire()
            mark = self._scene.stage.journal.mark()
            done = await _does(person, move, before)
            if _rewrites(move):
                self._settled[move.about] = asyncio.get_running_loop().create_future()
            coming = everybody.create_task(self._follows(move, person, before | {person.network: done}, mark))
            self._made += 1
            if self._tell:
                self._tell(self._played)
            if not self._hurry:
                await coming

    async def _before(self, move: Move) -> Copies | None:
        """Wait for what a move is about: nobody answers, reacts to or changes what isn't there yet.

        All but an answer waits until the bridges have made up their books, too: in a busy room they are seconds behind.
        """
        if not move.about:
            return {}
        copies = await (self._settled if _rewrites(move) else self._arrived)[move.about]
        if copies is None or move.speaks:
            return copies
        try:
            await self._fences.behind(self._fences_begun[move.about])
        except NeverSeen:
            return None
        return copies

    def _leaves_out(self, move: Move) -> None:
        self._left_out += 1
        if not move.changes:
            self._arrived[move.number].set_result(None)

    async def _follows(self, move: Move, person: Person, known: Copies, mark: int) -> None:
        """Wait until a move shows wherever it goes, and note that it stands there."""
        standing: Copies | None = {person.network: known[person.network]}
        try:
            for other in self._hears_of(move, person, known):
                seen = await self._shows(move, other, person, known, mark)
                standing = (standing or {}) | {other.network: seen}
        except NeverSeen:
            self._never_came += 1
            standing = None
        finally:
            self._under_way.release()
        self._fences_begun[move.about if move.changes else move.number] = self._fences.begun
        if not move.changes:
            self._arrived[move.number].set_result(standing)
        elif _rewrites(move):
            # What is changed later is the message, and not the last change of it.
            self._settled[move.about].set_result(standing and self._arrived[move.about].result())

    def _hears_of(self, move: Move, person: Person, known: Copies) -> list[Person]:
        """Return one person of each other network that must show a move; reactions don't come everywhere."""
        others = [warden for warden in self._scene.wardens if warden.network != person.network]
        if move.verb == "unreacts":
            return [other for other in others if other.network in known]
        if move.verb != "reacts":
            return others
        given = known[person.network]
        return [other for other in others if self._scene.stage.rendering(given, Place(other.network, other.place))]

    async def _shows(self, move: Move, other: Person, person: Person, known: Copies, mark: int) -> Fact:
        when: _When = {"since": mark, "within": self._patience}
        match move.verb:
            case "says" | "answers":
                return await other.sees_copy(known[person.network], **when)
            case "edits":
                return await other.sees_edit(move.text, by=person, of=known[other.network], **when)
            case "reacts":
                return await other.sees_reaction(move.text, by=person, to=known[other.network], **when)
            case "deletes" | "unreacts":
                return await other.sees_deleted(known[other.network], **when)


class _When(TypedDict):
    since: int
    within: float


def _rewrites(move: Move) -> bool:
    return move.verb in ("edits", "deletes")


async def _does(person: Person, move: Move, before: Copies) -> Fact:
    match move.verb:
        case "says" | "answers":
            return await person.says(move.text, reply_to=before.get(person.network))
        case "edits":
            return await person.edits(before[person.network], move.text)
        case "deletes":
            return await person.deletes(before[person.network])
        case "reacts":
            return await person.reacts(before[person.network], move.text)
        case "unreacts":
            return await person.takes_back(before[person.network])
