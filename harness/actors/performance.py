"""Plays a script in a scene: everybody at once, each in their own order, nobody sooner than a person could."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from harness.actors.person import Person
from harness.actors.scene import Scene
from harness.core.fact import Fact, Network
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
    """Fences that all who wait for one share: each is behind one that began after they asked."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._begun = 0
        self._one_at_a_time = asyncio.Lock()

    async def behind(self) -> None:
        wanted = self._begun + 1
        async with self._one_at_a_time:
            if self._begun < wanted:
                self._begun += 1
                await self._scene.settles()


class Performance:
    """One script in one scene. ``patience`` is how long an effect may take, in seconds; ``tell`` hears of progress.

    Nobody does anything before what they did last has come everywhere, unless they ``hurry``.
    """

    def __init__(
        self,
        scene: Scene,
        moves: Sequence[Move],
        patience: float = 20.0,
        tell: Callable[[Played], None] | None = None,
        *,
        hurry: bool = False,
    ) -> None:
        self._hurry = hurry
        self._scene = scene
        self._moves = moves
        self._patience = patience
        self._tell = tell
        self._fences = _Fences(scene)
        self._under_way = asyncio.Semaphore(_UNDER_WAY)
        # By a message's number: done when it stands everywhere, and when the last change of it does; None is never.
        self._arrived: dict[int, asyncio.Future[Copies | None]] = {}
        self._settled: dict[int, asyncio.Future[Copies | None]] = {}
        self._made = self._left_out = self._never_came = 0

    async def play(self) -> Played:
        """Play to the end, or until so much was lost that the rest would show nothing new."""
        loop = asyncio.get_running_loop()
        self._arrived = {move.number: loop.create_future() for move in self._moves if _speaks(move)}
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
            if before is None or self._never_came >= _GIVE_UP:
                self._leaves_out(move)
                continue
            await self._under_way.acquire()
            mark = self._scene.stage.journal.mark()
            done = await _does(person, move, before)
            if not _speaks(move):
                self._settled[move.about] = asyncio.get_running_loop().create_future()
            coming = everybody.create_task(self._follows(move, person, before | {person.network: done}, mark))
            self._made += 1
            if self._tell:
                self._tell(self._played)
            if not self._hurry:
                await coming

    async def _before(self, move: Move) -> Copies | None:
        """Wait for the message that a move is about: nobody answers, or changes, what isn't there yet.

        A change waits until the bridges have made up their books, too: in a busy room they are seconds behind.
        """
        if not move.about:
            return {}
        if _speaks(move):
            return await self._arrived[move.about]
        copies = await self._settled[move.about]
        try:
            await self._fences.behind()
        except NeverSeen:
            return None
        return copies

    def _leaves_out(self, move: Move) -> None:
        self._left_out += 1
        if _speaks(move):
            self._arrived[move.number].set_result(None)

    async def _follows(self, move: Move, person: Person, known: Copies, mark: int) -> None:
        """Wait until a move shows on every other network, and note that it stands there."""
        others = [warden for warden in self._scene.wardens if warden.network != person.network]
        standing: Copies | None = {person.network: known[person.network]}
        try:
            for other in others:
                seen = await self._shows(move, other, person, known, mark)
                standing = (standing or {}) | {other.network: seen}
        except NeverSeen:
            self._never_came += 1
            standing = None
        finally:
            self._under_way.release()
        future = self._arrived[move.number] if _speaks(move) else self._settled[move.about]
        # What is changed later is the message, and not the last change of it.
        future.set_result(standing if _speaks(move) or standing is None else self._arrived[move.about].result())

    async def _shows(self, move: Move, other: Person, person: Person, known: Copies, mark: int) -> Fact:
        if _speaks(move):
            return await other.sees_copy(known[person.network], since=mark, within=self._patience)
        if move.verb == "edits":
            return await other.sees_edit(move.text, by=person, of=known[other.network], within=self._patience)
        return await other.sees_deleted(known[other.network], within=self._patience)


def _speaks(move: Move) -> bool:
    return move.verb in ("says", "answers")


async def _does(person: Person, move: Move, before: Copies) -> Fact:
    match move.verb:
        case "says" | "answers":
            return await person.says(move.text, reply_to=before.get(person.network))
        case "edits":
            return await person.edits(before[person.network], move.text)
        case "deletes":
            return await person.deletes(before[person.network])
