"""Each seeded defect of the stand-in bridge, struck on a running superbridge, and the law or claim that it breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count

import pytest
import pytest_asyncio

from fakes.discord_bridge.defects import KNOWN
from harness.actors.access import Access
from harness.actors.control import Control
from harness.actors.scene import Scene
from harness.actors.wish import ALL
from harness.core.laws import LAWS
from harness.runtime.trouble import TroubleError
from harness.session import SESSION
from harness.spec import StackSpec
from harness.stack import Stack
from harness.start import Start
from tests.defects.claims import BROKEN_BY, Claim, Stand
from tests.defects.talk import talks

CAUGHT_BY = {
    "alters": "altered",
    "doubles-files": "duplicated",
    "drops": "lost",
    "drops-files": "lost",
    "duplicates": "duplicated",
    "echoes": "echoed",
    "invents": "invented",
    "leaks": "leaked",
    "reorders": "reordered",
    "resurrects": "resurrected",
    "swallows-deletes": "lost",
    "swallows-edits": "lost",
    "unexpected-call": "unexpected call",
    "unreacts-wrong": "lost",
    "wrong-author": "misattributed",
    "wrong-name": "misattributed",
    "wrong-reactor": "misattributed",
}
NEEDS_A_NEIGHBOUR = frozenset({"leaks"})
BROKEN = [pytest.param(defect, *how, id=f"{defect}:{how[0].__name__}") for defect, how in BROKEN_BY.items()]
CAUGHT = [pytest.param(defect, law, id=f"{defect}:{law.replace(' ', '-')}") for defect, law in CAUGHT_BY.items()]
"""Each defect with what catches it; a report names both."""
FAULTS = [
    pytest.param({"fault": "drop_event", "event": "MESSAGE_UPDATE"}, "lost", id="dropped-edit:lost"),
    pytest.param({"fault": "drop_event", "event": "MESSAGE_DELETE"}, "lost", id="dropped-deletion:lost"),
    pytest.param({"fault": "drop_event", "event": "MESSAGE_REACTION_ADD"}, "lost", id="dropped-reaction:lost"),
    pytest.param(
        {"fault": "status", "status": 403, "route": "POST /webhooks/{webhook}/{token}"}, "lost", id="refused-relay:lost"
    ),
]
PATIENCE = 5.0  # seconds that a defective scene waits for what may never come


@dataclass
class Patient:
    """One superbridge for the whole module, whose Discord bridge gets one defect after another."""

    start: Start
    access: Access
    seed: int
    numbers: Iterator[int] = field(default_factory=count)
    discord: Control = field(init=False)
    telegram: Control = field(init=False)
    stack: Stack = field(init=False)

    @asynccontextmanager
    async def scene(self, *defects: str) -> AsyncIterator[Scene]:
        """Give the bridge ``defects``; yield a bridged scene, with a second one beside it where leaks need it."""
        await self.start.gets_defects(*defects)
        neighbours = len(NEEDS_A_NEIGHBOUR.intersection(defects))
        stack = Stack(self.access, self.seed, next(self.numbers))
        try:
            await stack.open()
            self.discord, self.telegram = stack.workshop.discord, stack.workshop.telegram
            self.stack = stack
            neighbourhood = [await stack.pool.take(ALL) for _ in range(1 + neighbours)]
            yield neighbourhood[0]
            await asyncio.gather(*(scene.close() for scene in neighbourhood))
        finally:
            await stack.close()

    def stand(self, scene: Scene) -> Stand:
        """Return what a claim works with."""
        stack, without_bridge = self.stack, self.start.without_discord_bridge
        another = partial(stack.pool.take, ALL)
        return Stand(scene, self.discord, stack.log_ins, stack.tickets(scene), without_bridge, another)


@pytest_asyncio.fixture(scope="module")
async def patient(pytestconfig: pytest.Config) -> AsyncIterator[Patient]:
    """A superbridge with the stand-in, shared with nobody else and gone when the module ends."""
    session = pytestconfig.stash[SESSION]
    spec = replace(session.spec, discord_bridge="stand-in", defects=(), encryption=True)
    start = await session.start(spec)
    yield Patient(start, await start.superbridge(), spec.seed)
    await start.remove()


async def test_healthy_bridge_keeps_every_claim(patient: Patient) -> None:
    """What a defect breaks, a bridge without one keeps."""
    async with patient.scene() as scene:
        for claim, _ in BROKEN_BY.values():
            await claim(patient.stand(scene))


async def test_healthy_bridge_breaks_no_law(patient: Patient) -> None:
    """The very conversation that catches every defect is faultless where the bridge has none."""
    async with patient.scene() as scene:
        await talks(scene)

        assert [str(breach) for breach in await scene.judged()] == []


def test_every_defect_is_judged() -> None:
    """No defect of the stand-in's is left out of both lists, and none is in both."""
    assert {*CAUGHT_BY, *BROKEN_BY} == set(KNOWN)
    assert len(CAUGHT_BY) + len(BROKEN_BY) == len(KNOWN) >= 25


@pytest.mark.parametrize(("defect", "law"), CAUGHT)
async def test_defect_breaks_its_law(patient: Patient, defect: str, law: str) -> None:
    """A defect is named by the law that is there for it."""
    async with patient.scene(defect) as scene:
        scene.stage.patience = PATIENCE
        await talks(scene)

        assert law in {breach.law for breach in await scene.judged()}


@pytest.mark.parametrize(("defect", "claim", "symptom"), BROKEN)
async def test_defect_breaks_its_claim(patient: Patient, defect: str, claim: Claim, symptom: str) -> None:
    """What no law judges, a claim of its own does, for the reason that it is there for."""
    async with patient.scene(defect) as scene:
        scene.stage.patience = PATIENCE
        with pytest.raises(AssertionError, match=symptom):
            await claim(patient.stand(scene))


@pytest.mark.parametrize(("fault", "law"), FAULTS)
async def test_fault_on_discords_wire_breaks_its_law(patient: Patient, fault: Mapping[str, str], law: str) -> None:
    """What gets lost between Discord and a bridge without a defect, the law names as well."""
    async with patient.scene() as scene:
        scene.stage.patience = PATIENCE
        await patient.discord.act("fault.set", **fault, times=1, scope=scene.stage.scope)
        await talks(scene)

        assert law in {breach.law for breach in await scene.judged()}


async def test_fault_on_telegrams_wire_breaks_its_law(patient: Patient) -> None:
    """What Telegram refuses to an unmodified bridge once is lost, and the law names it."""
    async with patient.scene() as scene:
        scene.stage.patience = PATIENCE
        refusal = {"fault": "error", "code": 400, "name": "CHAT_SEND_PLAIN_FORBIDDEN"}
        await patient.telegram.act("fault.set", **refusal, method="messages.sendMessage", times=1)
        await talks(scene)

        assert "lost" in {breach.law for breach in await scene.judged()}


def test_every_law_has_a_defect() -> None:
    """No law is left that no seeded defect has ever set off."""
    assert {*LAWS, "unexpected call"} == set(CAUGHT_BY.values())


async def test_only_the_stand_in_gets_defects(patient: Patient) -> None:
    """Where the real bridge runs, a defect is refused with a remedy before anything is touched."""
    real = replace(patient.start._chosen, stand_in=False)
    start = Start(StackSpec(), patient.start._runtime, real, print)

    with pytest.raises(TroubleError, match="Only the stand-in has defects"):
        await start.gets_defects("drops")
