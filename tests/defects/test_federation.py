"""Each check that is taken out of a Synapse, and the test of the suites that fails for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from harness.lab import Lab, LabScene
from harness.parts.unchecked import CHECKS
from harness.plugin import SESSION
from harness.spec import LabSpec
from suites.federation import test_rules as rules
from suites.federation import test_state_resolution as resolution
from suites.signatures import test_requests as requests
from suites.signatures import test_transactions as transactions


@dataclass(frozen=True, slots=True)
class Stage:
    """What the suites' fixtures would hand a test."""

    lab: LabScene
    laboratory: Lab

    async def transaction(self, test: Callable[..., Awaitable[None]], *arguments: str) -> None:
        """Run a test that wants alice on A, the forger, and mallory of the forger in alice's room."""
        forger = await self.laboratory.forger(self.lab)
        a = self.lab.servers["a"]
        await test(a, forger, await forger.meets("mallory", a.alice), *arguments)


async def _signature(stage: Stage) -> None:
    await stage.transaction(transactions.test_flawed_event_never_shows, "wrong_key")


async def _hash(stage: Stage) -> None:
    await stage.transaction(transactions.test_event_with_another_content_comes_without_it, "changed_body")


async def _sender(stage: Stage) -> None:
    await stage.transaction(partial(_with_b, stage.lab.servers["b"]))


async def _with_b(b, a, forger, mallory):
    test: Any = transactions.test_other_servers_user_is_not_spoken_for
    await test(a, b, forger, mallory)


async def _rules(stage: Stage) -> None:
    await stage.transaction(_without_forger)


async def _without_forger(a, _, mallory):
    test: Any = rules.test_topic_without_power_is_no_topic
    await test(a, mallory)


async def _request(stage: Stage) -> None:
    await stage.transaction(requests.test_flawed_request_gets_nothing, "wrong_key", "event")


async def _resolution(stage: Stage) -> None:
    servers = stage.lab.servers
    await resolution.test_later_topic_wins(stage.lab, servers["a"], servers["b"], servers["c"], "11")


CAUGHT_BY: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "hash": _hash,
    "request": _request,
    "resolution": _resolution,
    "rules": _rules,
    "sender": _sender,
    "signature": _signature,
}


@asynccontextmanager
async def running(config: pytest.Config, *unchecked: str) -> AsyncIterator[Lab]:
    """Start a lab of its own whose servers leave checks out; it is gone when the block ends."""
    session = config.stash[SESSION]
    spec = LabSpec(session.spec.seed, unchecked=unchecked)
    start = await session.lab_start(spec)
    lab = Lab(await start.lab(), start.runtime, f"{spec.seed}.{'-'.join(unchecked) or 'whole'}")
    try:
        await lab.open()
        yield lab
    finally:
        await lab.close()
        await start.remove()


def test_every_check_has_a_test_that_misses_it() -> None:
    """No check is left out."""
    assert set(CAUGHT_BY) == set(CHECKS)


async def test_whole_servers_pass(pytestconfig):
    """The very tests that catch the checks' absence pass where nothing is missing."""
    async with running(pytestconfig) as lab:
        for test in CAUGHT_BY.values():
            async with lab.scene(alone=True) as scene:
                await test(Stage(scene, lab))


@pytest.mark.parametrize("check", CAUGHT_BY)
async def test_missing_check_is_noticed(pytestconfig, check):
    """A server that leaves a check out fails the test that is there for it."""
    async with running(pytestconfig, check) as lab, lab.scene(alone=True) as scene:
        scene.stage.patience = 8.0
        with pytest.raises(AssertionError):
            await CAUGHT_BY[check](Stage(scene, lab))
