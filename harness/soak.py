"""A soak: a script played on a superbridge of its own, judged by every law, and shrunk where one is broken."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from harness.actors.performance import Performance, Played
from harness.actors.scene import Scene
from harness.core.journal import NeverSeen
from harness.core.latency import deliveries, summary
from harness.core.script import Move, closed, crowd, fingerprint, lines
from harness.core.shrink import fails_often, shortest
from harness.own_run import own_run
from harness.spec import StackSpec
from harness.stack import Stack
from harness.start import Start

_EVERY = 5.0  # seconds between two lines of progress
_PATIENCE, _SHORT_PATIENCE = 20.0, 5.0  # seconds that an effect may take: at first, and while shrinking

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Latency:
    """How long copies of ``count`` messages took from one network to another, in milliseconds."""

    here: str
    there: str
    count: int
    median: float
    p95: float

    def __str__(self) -> str:
        ways = f"{self.here} to {self.there}"
        return f"{ways:<22}{self.count:>6} messages, median {self.median:.0f} ms, 95th percentile {self.p95:.0f} ms"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one script; ``breaches`` are the laws' sentences by law."""

    script: str
    moves: int
    played: str
    seconds: float
    breaches: Mapping[str, Sequence[str]]
    latencies: Sequence[Latency] = ()
    shortest: Sequence[Move] = ()

    def document(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Soak:
    """Plays scripts on a superbridge of this ``spec``; ``out`` is where the script and the outcome are left.

    In a ``hurry``, people don't wait for what they said last: real bridges reorder some of it then.
    """

    spec: StackSpec
    say: Say
    out: Path
    registry: str = ""
    hurry: bool = False

    async def run(self, moves: Sequence[Move], shrink_for: float) -> Outcome:
        """Play once; where a law is broken, look for the shortest script that breaks it, for so many seconds."""
        self.out.mkdir(parents=True, exist_ok=True)
        (self.out / "soak-script.jsonl").write_text(lines(moves), encoding="utf-8")
        self.say(f"script {fingerprint(moves)}: {len(moves)} moves, in {self.out / 'soak-script.jsonl'}")
        async with self._stack() as stack:
            outcome = await self._plays(stack, moves)
            self._tells(outcome)
            if outcome.breaches and shrink_for:
                outcome = await self._shrunk(stack, moves, outcome, shrink_for)
        (self.out / "soak.json").write_text(json.dumps(outcome.document(), indent=1), encoding="utf-8")
        return outcome

    def replay(self, script: Path) -> str:
        """Return the command that plays a script on such a superbridge again."""
        spec = self.spec
        bridges = {"discord-bridge": spec.discord_bridge, "telegram-bridge": spec.telegram_bridge}
        options = [f"--{name}={shlex.quote(bridge)}" for name, bridge in bridges.items() if bridge != "auto"]
        options += [f"--defect={name}" for name in spec.defects] + ["--hurry"] * self.hurry
        return " ".join(["superbridge soak", f"--script {shlex.quote(str(script))}", *options])

    @asynccontextmanager
    async def _stack(self) -> AsyncIterator[Stack]:
        async with own_run(self.spec, self.registry) as (runtime, chosen):
            for part in chosen.parts():
                self.say(str(part))
            access = await Start(self.spec, runtime, chosen, self.say).superbridge()
            stack = Stack(access, self.spec.seed, 0, scenes=0)
            try:
                await stack.open()
                yield stack
            finally:
                await stack.close()

    async def _plays(self, stack: Stack, moves: Sequence[Move]) -> Outcome:
        began = time.monotonic()
        scene = await stack.workshop.make(people=crowd(moves))
        played = await Performance(scene, moves, _PATIENCE, _Progress(self.say), hurry=self.hurry).play()
        self.say(f"{played}; waiting for what is under way, then the laws")
        breaches = await _breaches(scene)
        seconds = round(time.monotonic() - began, 1)
        await scene.close()
        return Outcome(fingerprint(moves), len(moves), str(played), seconds, breaches, latencies(scene))

    async def _shrunk(self, stack: Stack, moves: Sequence[Move], outcome: Outcome, seconds: float) -> Outcome:
        end = time.monotonic() + seconds

        async def fails(candidate: list[Move]) -> bool:
            failed = await fails_often(lambda: self._breaks(stack, candidate, outcome.breaches))
            self.say(f"shrinking: {len(candidate)} moves {'fail too' if failed else 'pass'}")
            return failed

        kept = await shortest(list(moves), fails, closed, lambda: time.monotonic() < end)
        path = self.out / "soak-shortest.jsonl"
        path.write_text(lines(kept), encoding="utf-8")
        self.say(f"the shortest script that was found to fail has {len(kept)} moves:")
        for move in kept[:20]:
            self.say(f"  {move}")
        self.say(f"replay it with: {self.replay(path)}")
        return replace(outcome, shortest=kept)

    async def _breaks(self, stack: Stack, moves: list[Move], laws: Collection[str]) -> bool:
        """Tell whether playing ``moves`` in a fresh scene breaks one of ``laws`` again."""
        scene = await stack.workshop.make(people=crowd(moves))
        scene.stage.patience = _SHORT_PATIENCE
        try:
            await Performance(scene, moves, _SHORT_PATIENCE, hurry=self.hurry).play()
            return any(law in laws for law in await _breaches(scene))
        finally:
            await scene.close()

    def _tells(self, outcome: Outcome) -> None:
        for latency in outcome.latencies:
            self.say(str(latency))
        broken = sum(map(len, outcome.breaches.values()))
        self.say(
            f"{outcome.played} in {outcome.seconds:.0f} s; " + (f"{broken} breaches" if broken else "no law broken")
        )
        for law, sentences in outcome.breaches.items():
            for sentence in sentences[:5]:
                self.say(f"  {sentence}")
            if len(sentences) > 5:
                self.say(f"  {law}: {len(sentences) - 5} more")


class _Progress:
    """Says how far a performance is, every few seconds."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._next = time.monotonic() + _EVERY

    def __call__(self, played: Played) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            self._say(str(played))


def latencies(scene: Scene) -> list[Latency]:
    """Return how long messages took, for each way between two networks on which any came."""
    ways: dict[tuple[str, str], list[float]] = {}
    for one in deliveries(scene.account()):
        if one.kind == "message":
            ways.setdefault((one.here, one.there), []).append(one.ms)
    return [Latency(*way, len(took), *summary(took)) for way, took in sorted(ways.items())]


async def _breaches(scene: Scene) -> dict[str, list[str]]:
    by_law: dict[str, list[str]] = {}
    try:
        for breach in await scene.judged():
            by_law.setdefault(breach.law, []).append(str(breach))
    except NeverSeen as fence:
        by_law["fence"] = [f"a fence never came: {fence.wanted}"]
    return by_law
