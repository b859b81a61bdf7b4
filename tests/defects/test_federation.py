"""Each check that is taken out of a Synapse, and the test of the suites that fails for it."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from harness.actors.seekers import Seekers
from harness.lab import Lab
from harness.lab_scene import LabScene
from harness.parts.unchecked import CHECKS
from harness.session import SESSION
from harness.spec import LabSpec
from suites.federation import test_acl as acl
from suites.federation import test_discovery as discovery
from suites.federation import test_forger as strangers
from suites.federation import test_powers as powers
from suites.federation import test_rules as rules
from suites.federation import test_state_resolution as resolution
from suites.signatures import test_entering as entering
from suites.signatures import test_history as history
from suites.signatures import test_keys as keys
from suites.signatures import test_requests as requests
from suites.signatures import test_transactions as transactions

_PATIENCE = 8.0  # seconds, for what won't come from a server that leaves something out


@dataclass(frozen=True, slots=True)
class Catch:
    """A test of the suites, and the parameters that it is run with; its fixtures are the stage's."""

    test: Callable[..., Awaitable[None]]
    given: dict[str, str]


def by(test: Callable[..., Awaitable[None]], **given: str) -> Catch:
    return Catch(test, given)


CAUGHT_BY: dict[str, Catch] = {
    "signature": by(transactions.test_flawed_event_never_shows, flaw="wrong_key"),
    "sender": by(transactions.test_other_servers_user_is_not_spoken_for),
    "hash": by(transactions.test_event_with_another_content_comes_without_it, flaw="changed_body"),
    "json": by(transactions.test_flawed_event_never_shows, flaw="float"),
    "size": by(transactions.test_flawed_event_never_shows, flaw="too_big"),
    "state-of-join": by(entering.test_flawed_state_is_no_state, flaw="wrong_key"),
    "history": by(history.test_flawed_event_in_fetched_history_never_shows, flaw="wrong_key"),
    "key-document": by(keys.test_flawed_key_document_proves_nothing, flaw="wrong_self_signature"),
    "key-time": by(keys.test_key_out_of_time_signs_nothing, flaw="old_key"),
    "key-document-time": by(keys.test_flawed_key_document_proves_nothing, flaw="expired"),
    "request": by(requests.test_flawed_request_gets_nothing, flaw="wrong_key", what="event"),
    "destination": by(requests.test_flawed_request_gets_nothing, flaw="wrong_destination", what="event"),
    "certificate": by(discovery.test_server_with_a_bad_certificate_is_not_talked_to, certificate="wrong-name"),
    "access-list": by(acl.test_server_shut_out_is_served_nothing, what="state"),
    "in-room": by(strangers.test_member_is_served, what="state"),
    "creation": by(rules.test_no_second_creation),
    "auth-events": by(powers.test_event_that_cites_too_much_never_shows),
    "member": by(rules.test_words_of_a_stranger_never_show),
    "membership": by(rules.test_closed_room_stays_closed),
    "power": by(rules.test_topic_without_power_is_no_topic),
    "power-levels": by(powers.test_nobody_raises_themselves_above_their_level),
    "redaction": by(powers.test_nobody_takes_back_what_another_server_said),
    "present-state": by(powers.test_banned_person_says_nothing_in_hindsight),
    "resolution": by(resolution.test_later_topic_wins, version="11"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A scene on a lab of our own, with the fixtures that the suites would hand a test, by their names."""

    lab: Lab
    scene: LabScene

    async def plays(self, catch: Catch) -> None:
        async with AsyncExitStack() as held:
            wanted = [name for name in inspect.signature(catch.test).parameters if name not in catch.given]
            found = {name: await self._fixture(name, held) for name in wanted}
            await catch.test(**found, **catch.given)

    async def _fixture(self, name: str, held: AsyncExitStack) -> Any:
        match name:
            case "lab":
                return self.scene
            case "forger":
                return await self.lab.forger(self.scene)
            case "mallory":
                return await (await self.lab.forger(self.scene)).meets("mallory", self.scene.servers["a"].alice)
            case "seekers":
                trent = await (await self.lab.forger(self.scene)).person("trent")
                return Seekers(self.scene.servers["a"].alice, trent)
            case "fresh_forger":
                return await held.enter_async_context(self.lab.fresh_forger(self.scene))
            case "discovery":
                return await held.enter_async_context(self.lab.discovery(self.scene))
        return self.scene.servers[name]


@pytest_asyncio.fixture(scope="module")
async def lab(pytestconfig: pytest.Config) -> AsyncIterator[Lab]:
    """A lab of our own whose servers can leave checks out; it is gone when the module's tests are over."""
    session = pytestconfig.stash[SESSION]
    spec = LabSpec(session.spec.seed, sealed="", uncheckable=True)
    start = await session.lab_start(spec)
    lab = Lab(await start.lab(), start.runtime, f"{spec.seed}.uncheckable")
    try:
        await lab.open()
        yield lab
    finally:
        await lab.close()
        await start.remove()


def test_every_check_has_a_test_that_misses_it() -> None:
    """No check is left out of the table."""
    assert set(CAUGHT_BY) == set(CHECKS)


@pytest.mark.parametrize("check", CAUGHT_BY)
async def test_missing_check_is_noticed(lab, check):
    """On servers that check everything a test of the suites passes; while they leave its check out, it fails."""
    async with lab.scene() as scene:
        await Stage(lab, scene).plays(CAUGHT_BY[check])

    async with lab.leaves_out(check), lab.scene() as scene:
        scene.stage.patience = _PATIENCE
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            await Stage(lab, scene).plays(CAUGHT_BY[check])
