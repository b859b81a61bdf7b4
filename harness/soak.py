"""A soak: a script played on a superbridge of its own, judged by every law, and shrunk where one is broken."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from harness.actors.performance import Performance, Played
from harness.actors.scene import Scene
from harness.actors.wish import Wish
from harness.core.latency import deliveries, summary
from harness.core.laws.setting import Breach
from harness.core.script import Move, crowd, fingerprint, lines
from harness.own_run import own_run
from harness.shrinking import Shrinking, breaches
from harness.spec import StackSpec
from harness.stack import Stack
from harness.start import Start

_EVERY = 5.0  # seconds between two lines of progress
_PATIENCE = 20.0  # seconds that an effect may take
_WEBHOOK_PACE = 2.5  # messages a second that Discord takes from one webhook

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
    """What became of one script; ``made`` of its ``moves`` were played, ``breaches`` are the laws' sentences by law.

    ``facts`` is how many the laws judged.
    """

    script: str
    moves: int
    made: int
    facts: int
    seconds: float
    breaches: Mapping[str, Sequence[str]]
    latencies: Sequence[Latency] = ()
    shortest: Sequence[Move] = ()

    @property
    def clean(self) -> bool:
        """Whether all of it was played, and no law broken."""
        return self.made == self.moves and not self.breaches

    def __str__(self) -> str:
        broken = f"{sum(map(len, self.breaches.values()))} breaches" if self.breaches else "no law broken"
        left_out = f", {self.moves - self.made} left out" if self.made < self.moves else ""
        pace = f"{self.made} of {self.moves} moves made{left_out} in {self.seconds:.0f} s"
        return f"{pace}; {self.facts} facts judged: {broken}"

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
        if (least := _least_seconds(moves)) > 60 and self.spec.discord_limits == "real":
            self.say(f"it takes {least / 60:.0f} min or more: Discord's webhooks say 5 messages in 2 s")
        async with self._stack() as stack:
            outcome, broken = await self._plays(stack, moves)
            self._tells(outcome)
            if broken and shrink_for:
                kept = await Shrinking(stack, self.say, hurry=self.hurry).shrinks(moves, broken, shrink_for)
                outcome = replace(outcome, shortest=kept)
                self._tells_shortest(kept)
        (self.out / "soak.json").write_text(json.dumps(outcome.document(), indent=1), encoding="utf-8")
        return outcome

    def replay(self, script: Path) -> str:
        """Return the command that plays a script on such a superbridge again."""
        spec = self.spec
        bridges = {"discord-bridge": spec.discord_bridge, "telegram-bridge": spec.telegram_bridge}
        options = [f"--{name}={shlex.quote(bridge)}" for name, bridge in bridges.items() if bridge != "auto"]
        options += [f"--defect={name}" for name in spec.defects] + ["--hurry"] * self.hurry
        options += ["--discord-limits=loose"] * (spec.discord_limits == "loose")
        return " ".join(["superbridge soak", f"--script {shlex.quote(str(script))}", *options])

    @asynccontextmanager
    async def _stack(self) -> AsyncIterator[Stack]:
        async with own_run(self.spec, self.registry) as (runtime, chosen):
            for part in chosen.parts():
                self.say(str(part))
            access = await Start(self.spec, runtime, chosen, self.say).superbridge()
            stack = Stack(access, self.spec.seed, 0)
            try:
                await stack.open()
                yield stack
            finally:
                await stack.close()

    async def _plays(self, stack: Stack, moves: Sequence[Move]) -> tuple[Outcome, list[Breach]]:
        scene = await stack.workshop.make(Wish(people=crowd(moves)))
        began = time.monotonic()
        played = await Performance(scene, moves, _PATIENCE, _Progress(self.say), hurry=self.hurry).play()
        self.say(f"{played}; waiting for what is under way, then the laws")
        broken = await breaches(scene)
        seconds, facts = round(time.monotonic() - began, 1), len(scene.facts.facts)
        await scene.close()
        by_law: dict[str, list[str]] = {}
        for breach in broken:
            by_law.setdefault(breach.law, []).append(str(breach))
        return Outcome(fingerprint(moves), len(moves), played.made, facts, seconds, by_law, latencies(scene)), broken

    def _tells(self, outcome: Outcome) -> None:
        for latency in outcome.latencies:
            self.say(str(latency))
        self.say(str(outcome))
        for law, sentences in outcome.breaches.items():
            for sentence in sentences[:5]:
                self.say(f"  {sentence}")
            if len(sentences) > 5:
                self.say(f"  {law}: {len(sentences) - 5} more")

    def _tells_shortest(self, moves: Sequence[Move]) -> None:
        path = self.out / "soak-shortest.jsonl"
        path.write_text(lines(moves), encoding="utf-8")
        self.say(f"the shortest script that was found to fail has {len(moves)} moves:")
        for move in moves[:20]:
            self.say(f"  {move}")
        self.say(f"replay it with: {self.replay(path)}")


class _Progress:
    """Says how far a performance is, every few seconds, and how long the rest will take."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._began = time.monotonic()
        self._next = self._began + _EVERY

    def __call__(self, played: Played) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY
            pace = (played.made + played.left_out) / (now - self._began)
            left = (played.of - played.made - played.left_out) / pace
            self._say(f"{played}, {pace:.1f} a second, {left:.0f} s to go")


def _least_seconds(moves: Sequence[Move]) -> float:
    """Return how long Discord's rate limit alone makes a script last: all that others say comes by one webhook."""
    return sum(move.speaks and not move.who.startswith("discord.") for move in moves) / _WEBHOOK_PACE


def latencies(scene: Scene) -> list[Latency]:
    """Return how long messages took, for each way between two networks on which any came."""
    ways: dict[tuple[str, str], list[float]] = {}
    for one in deliveries(scene.account()):
        if one.kind == "message":
            ways.setdefault((one.here, one.there), []).append(one.ms)
    return [Latency(*way, len(took), *summary(took)) for way, took in sorted(ways.items())]
