"""What a start, a scene and the fakes cost on this machine: `ci/bench start`, `scene` and `fakes`."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

import aiohttp

from harness.actors.control import Control
from harness.actors.matrix_client import MatrixClient, register
from harness.actors.matrix_facts import MatrixReader
from harness.actors.person import Person
from harness.actors.pool import Pool
from harness.actors.scene import Scene
from harness.actors.wish import ALL
from harness.choice import Chosen
from harness.core.journal import Journal
from harness.own_run import own_run
from harness.parts import names
from harness.parts.homeserver import Homeserver
from harness.runtime.network import Door, Runtime
from harness.spec import StackSpec
from harness.stack import Stack
from harness.start import Start

RATIO_AIM = 1.5  # the whole superbridge to Postgres and Synapse alone
POOL_AIM = 0.3  # seconds for a scene from a filled pool
SHARE_AIM = 0.1  # of a round trip that a fake takes
_TRIPS = 20  # of each round, there and back

Say = Callable[[str], None]


class Laps:
    """Seconds by phase, in the order in which the phases ended."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self.seconds: dict[str, float] = {}

    def ends(self, phase: str) -> None:
        """Note that a phase ended now; it began when the one before ended."""
        now = self._clock()
        self.seconds[phase] = now - self._last
        self._last = now


def medians(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the median of each phase, and of the whole as ``in all``."""
    phases = {phase: median(laps[phase] for laps in rounds) for phase in rounds[0]}
    return {**phases, "in all": median(sum(laps.values()) for laps in rounds)}


def ratio(alone: Sequence[Mapping[str, float]], whole: Sequence[Mapping[str, float]]) -> float:
    """Return the median of the rounds' own ratios: what else the machine does weighs on both halves of a round."""
    return median(sum(more.values()) / sum(few.values()) for few, more in zip(alone, whole, strict=True))


def shown(title: str, seconds: Mapping[str, float]) -> str:
    """Return one line: the title, then every phase with its seconds."""
    return f"{title:<22}" + ", ".join(f"{phase} {took:.2f} s" for phase, took in seconds.items())


@dataclass(frozen=True, slots=True)
class Bench:
    """Measures one spec; ``say`` takes each line of the outcome."""

    spec: StackSpec
    say: Say
    registry: str = ""

    async def start(self, rounds: int) -> float:
        """Start a homeserver alone and a superbridge by turns, each up to a first message; return the ratio."""
        alone, whole = [], []
        async with own_run(self.spec, self.registry) as (runtime, chosen):
            for number in range(1, rounds + 1):
                alone.append(await self.homeserver(runtime, chosen))
                self.say(shown(f"{number} homeserver alone", _with_sum(alone[-1])))
                whole.append(await self._superbridge(runtime, chosen))
                self.say(shown(f"{number} superbridge", _with_sum(whole[-1])))
        self.say(shown("median alone", medians(alone)))
        self.say(shown("median superbridge", medians(whole)))
        found = ratio(alone, whole)
        self.say(f"ratio {found:.2f} (aim {RATIO_AIM})")
        return found

    async def scene(self, rounds: int) -> float:
        """Make scenes from scratch and take as many from a filled pool, on one stack; return the latter's seconds."""
        async with own_run(self.spec, self.registry) as (runtime, chosen):
            stack = Stack(await Start(self.spec, runtime, chosen, self.say).superbridge(), self.spec.seed, 0)
            await stack.workshop.open(stack.access.operators[0])
            pool = Pool(stack.workshop.make)
            try:
                scratch = [await self._scene("from scratch", stack.workshop.make) for _ in range(rounds)]
                pool.begin(*[ALL] * rounds)
                await pool.filled()
                pooled = [await self._scene("from the pool", partial(pool.take, ALL)) for _ in range(rounds)]
            finally:
                await pool.close()
                await stack.close()
        self.say(shown("median from scratch", medians(scratch)))
        self.say(shown("median from the pool", medians(pooled)))
        self.say(f"a scene from the pool takes {medians(pooled)['scene']:.3f} s (aim {POOL_AIM})")
        return medians(pooled)["scene"]

    async def fakes(self, rounds: int) -> dict[str, float]:
        """Talk between Matrix and each other network, one message at a time, on one stack.

        Return, by network, the fake's processor time as a share of the time that the messages took.
        """
        async with own_run(self.spec, self.registry) as (runtime, chosen):
            stack = Stack(await Start(self.spec, runtime, chosen, self.say).superbridge(), self.spec.seed, 0)
            await stack.workshop.open(stack.access.operators[0])
            try:
                scene = await stack.workshop.make()
                await _crosses(scene)
                talks: dict[str, tuple[Person, Control]] = {
                    "discord": (scene.discord.alice, stack.workshop.discord),
                    "telegram": (scene.telegram.alice, stack.workshop.telegram),
                }
                shares = {
                    network: median([await _share(person, scene.matrix.bob, fake) for _ in range(rounds)])
                    for network, (person, fake) in talks.items()
                }
            finally:
                await stack.close()
        for network, share in shares.items():
            self.say(f"the fake {network.capitalize()} takes {share:.1%} of a round trip (aim {SHARE_AIM:.0%})")
        return shares

    async def homeserver(self, runtime: Runtime, chosen: Chosen) -> dict[str, float]:
        """Start a homeserver alone, up to a first message, and remove it; return the seconds by phase."""
        laps = Laps()
        start = Start(self.spec, runtime, chosen, _unheard)
        door, homeserver = await start.homeserver_alone()
        laps.ends("parts ready")
        async with door.session() as http:
            await _first_message(http, door, homeserver)
        laps.ends("message")
        await start.remove()
        return laps.seconds

    async def _superbridge(self, runtime: Runtime, chosen: Chosen) -> dict[str, float]:
        laps = Laps()
        start = Start(self.spec, runtime, chosen, self.say)
        stack = Stack(await start.superbridge(), self.spec.seed, 0)
        laps.ends("parts ready")
        try:
            await stack.workshop.open(stack.access.operators[0])
            laps.ends("operator set up")
            scene = await stack.workshop.make()
            laps.ends("scene made")
            await _crosses(scene)
            laps.ends("message")
        finally:
            await stack.close()
        await start.remove()
        return laps.seconds

    async def _scene(self, title: str, get: Callable[[], Awaitable[Scene]]) -> dict[str, float]:
        laps = Laps()
        scene = await get()
        laps.ends("scene")
        await _crosses(scene)
        laps.ends("message")
        await scene.close()
        self.say(shown(title, laps.seconds))
        return laps.seconds


async def _first_message(http: aiohttp.ClientSession, door: Door, homeserver: Homeserver) -> None:
    """Register somebody and have them say something in a fresh room, as any client would."""
    secret = homeserver.registration_secret
    user, token = await register(http, names.HOMESERVER_URL, secret, "alice", "Alice")
    reader = MatrixReader("matrix.alice", "", lambda _: True)
    client = MatrixClient(names.HOMESERVER_URL, door.url, user, token, Journal(time.time), reader)
    try:
        room = (await client.call("making a room", client.nio.room_create)).room_id
        await client.send(room, "m.room.message", {"msgtype": "m.text", "body": "hi"})
    finally:
        await client.close()


async def _crosses(scene: Scene) -> None:
    """Have a message go over both bridges."""
    await scene.discord.alice.says("hi")
    await scene.telegram.bob.sees("hi", by=scene.discord.alice)


async def _share(person: Person, bob: Person, fake: Control) -> float:
    """Have two people on two networks answer each other; return the fake's share of the time that it took."""
    spent, began = await fake.cpu_seconds(), time.monotonic()
    for number in range(_TRIPS):
        await person.says(f"ping {number}")
        await bob.sees(f"ping {number}", by=person)
        await bob.says(f"pong {number}")
        await person.sees(f"pong {number}", by=bob)
    return (await fake.cpu_seconds() - spent) / (time.monotonic() - began)


def _with_sum(laps: Mapping[str, float]) -> dict[str, float]:
    return {**laps, "in all": sum(laps.values())}


def _unheard(_: str) -> None:
    """Say nothing."""
