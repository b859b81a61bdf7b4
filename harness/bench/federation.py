"""What servers that federate cost on this machine: `ci/bench federation`.

Each measure stands beside a floor of the same run: what the same costs on one server, or without an outage.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from statistics import median

from harness.actors.lab_person import LabPerson
from harness.bench import Bench, Laps, Say, shown
from harness.choice import Chosen
from harness.core.journal import NeverSeen
from harness.lab import Lab
from harness.lab_scene import LabScene
from harness.lab_start import LabStart
from harness.own_run import own_run
from harness.runtime.network import Runtime
from harness.spec import LabSpec, StackSpec

OUTAGES = (1, 6, 20)  # seconds that a server is cut off
_HOSTS = ("a.test", "b.test", "c.test")
_TRIPS = 20  # messages, there and back, of which the median counts
_JOINS = 5

PAIR, THREE, ALONE = "federated pair", "three servers", "one server"
JOIN, PROPAGATION = "join", "propagation"
_FLOORS = {PAIR: ALONE, THREE: ALONE, JOIN: "join on one server", PROPAGATION: "propagation on one server"}


def catch_up(outage: float) -> str:
    """Return what making up for an outage of so many seconds is called."""
    return f"catch-up after {outage:g} s"


def floor_of(measure: str) -> str:
    """Return which measure another is set beside; a catch-up is set beside a propagation without an outage."""
    return _FLOORS.get(measure, PROPAGATION)


@dataclass
class Found:
    """Seconds by measure, each as often as it was taken."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, measure: str, took: float) -> None:
        """Note one time."""
        self.seconds.setdefault(measure, []).append(took)

    def ratios(self) -> dict[str, float]:
        """Return by measure its median as a multiple of its floor's."""
        medians = {measure: median(times) for measure, times in self.seconds.items()}
        floors = set(_FLOORS.values()) - {PROPAGATION}
        return {name: took / medians[floor_of(name)] for name, took in medians.items() if name not in floors}

    def lines(self) -> list[str]:
        """Return a line for each measure: the median, and what it is a multiple of."""
        told = []
        for measure, times in self.seconds.items():
            ratio = self.ratios().get(measure)
            beside = f", {ratio:.2f} times {floor_of(measure)}" if ratio is not None else ""
            told.append(f"{measure:<28}{median(times):8.3f} s{beside}")
        return told


@dataclass(frozen=True, slots=True)
class FederationBench:
    """Measures labs; ``say`` takes each line of the outcome."""

    spec: StackSpec
    say: Say
    registry: str = ""
    outages: Sequence[float] = OUTAGES

    async def run(self, rounds: int) -> dict[str, float]:
        """Start one server, two and three by turns, each up to a first message, and measure on three; return ratios."""
        found = Found()
        async with own_run(self.spec, self.registry) as (runtime, chosen):
            alone = Bench(self.spec, self.say)
            for number in range(1, rounds + 1):
                self._notes(found, f"{number} {ALONE}", ALONE, await alone.homeserver(runtime, chosen))
                async with self._lab(runtime, chosen, _HOSTS[:2]) as (_, laps):
                    self._notes(found, f"{number} {PAIR}", PAIR, laps)
                async with self._lab(runtime, chosen, _HOSTS) as (lab, laps):
                    self._notes(found, f"{number} {THREE}", THREE, laps)
                    await self._measures(lab, found)
        for line in found.lines():
            self.say(line)
        return found.ratios()

    def _notes(self, found: Found, title: str, measure: str, laps: Mapping[str, float]) -> None:
        found.add(measure, sum(laps.values()))
        self.say(shown(title, laps))

    @asynccontextmanager
    async def _lab(
        self, runtime: Runtime, chosen: Chosen, hosts: tuple[str, ...]
    ) -> AsyncIterator[tuple[Lab, Mapping[str, float]]]:
        """Start a lab, up to a message that has come to every server."""
        laps = Laps()
        start = LabStart(LabSpec(self.spec.seed, hosts, sealed=""), runtime, chosen, _unheard)
        lab = Lab(await start.lab(), runtime, f"{self.spec.seed}.{len(hosts)}")
        laps.ends("parts ready")
        try:
            await lab.open()
            async with lab.scene() as scene:
                laps.ends("people made")
                first, *others = _firsts(scene)
                await scene.gathers(first, *others)
                laps.ends("joined")
                await first.says("hi")
                await _all_see("hi", first, others)
                laps.ends("message")
            yield lab, laps.seconds
        finally:
            await lab.close()
            await start.remove()

    async def _measures(self, lab: Lab, found: Found) -> None:
        for _ in range(_JOINS):
            async with lab.scene() as scene:
                await _joins(scene, found)
        async with lab.scene() as scene:
            a, b = scene.servers["a"], scene.servers["b"]
            await scene.gathers(a.alice, a.anna, *_firsts(scene)[1:])
            for number in range(_TRIPS):
                found.add(PROPAGATION, await _trip(f"over {number}", a.alice, b.bob))
                found.add(floor_of(PROPAGATION), await _trip(f"here {number}", a.alice, a.anna))
            for outage in self.outages:
                found.add(catch_up(outage), await _catch_up(scene, outage))


async def _joins(scene: LabScene, found: Found) -> None:
    """Join a room of A from A itself and, as its server's first, from B."""
    alice, anna, bob = scene.servers["a"].alice, scene.servers["a"].anna, scene.servers["b"].bob
    await alice.makes_room()
    found.add(floor_of(JOIN), await _took(anna.joins))
    found.add(JOIN, await _took(lambda: bob.joins(via=alice.server)))


async def _trip(text: str, speaker: LabPerson, listener: LabPerson) -> float:
    async def trip() -> None:
        await speaker.says(text)
        await listener.sees(text, by=speaker)

    return await _took(trip)


async def _catch_up(scene: LabScene, outage: float) -> float:
    """Cut B off for so long, with something said meanwhile; return how long after that it has come."""
    a, b, c = (scene.servers[name] for name in "abc")
    async with scene.cut([a, c], b):
        said = await a.alice.says(f"said in an outage of {outage:g} s")
        await c.carol.sees_event(said)
        with suppress(NeverSeen):
            await b.bob.sees(said.text, by=a.alice, within=outage)
            raise RuntimeError("B heard what was said while it was cut off")
    return await _took(lambda: b.bob.sees_event(said))


async def _took(act: Callable[[], Awaitable[object]]) -> float:
    began = time.monotonic()
    await act()
    return time.monotonic() - began


async def _all_see(text: str, speaker: LabPerson, others: Sequence[LabPerson]) -> None:
    await asyncio.gather(*(other.sees(text, by=speaker) for other in others))


def _firsts(scene: LabScene) -> list[LabPerson]:
    return [scene.person_on(server) for server in scene.servers]


def _unheard(_: str) -> None:
    """Say nothing."""
