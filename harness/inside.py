"""Fixtures for what is shown inside a superbridge: its listeners, its parts, people and places beside a scene's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from harness.actors.doorstep import Doorstep
from harness.actors.elsewhere import Elsewhere
from harness.actors.lookouts import Lookouts
from harness.actors.premises import Premises
from harness.actors.resident import Resident
from harness.actors.scene import Scene
from harness.actors.tickets import Tickets
from harness.core.verdict import Unknown
from harness.runtime.docker import is_podman
from harness.session import SESSION
from harness.stack import Stack
from reports import evidence


@pytest.fixture
def doorstep(stack: Stack, scene: Scene) -> Doorstep:
    """Whoever comes to the superbridge's listeners, with a token or without."""
    return stack.doorstep(scene.stage)


@pytest_asyncio.fixture
async def premises(stack: Stack, pytestconfig: pytest.Config) -> Premises:
    """The superbridge's parts themselves: their containers, logs and look-outs, which there are under Docker alone."""
    if is_podman():
        raise Unknown("under Podman nobody sees what leaves the parts")
    return stack.premises(await pytestconfig.stash[SESSION].runtime())


@pytest.fixture
def lookouts(premises: Premises) -> Lookouts:
    """Who sees what leaves each part."""
    return premises.lookouts


@pytest_asyncio.fixture
async def resident(stack: Stack, request: pytest.FixtureRequest) -> AsyncIterator[Resident]:
    """Somebody with an account on the superbridge's homeserver, in a room of their own that no bridge is in."""
    resident = await stack.resident()
    logs = request.config.stash[SESSION].logs
    evidence.give(request.node, evidence.Evidence(lambda: resident.person.stage.facts.facts, logs))
    yield resident
    await asyncio.gather(resident.person.client.close(), resident.neighbour.client.close())


@pytest.fixture
def tickets(stack: Stack, scene: Scene) -> Tickets:
    """Tickets in a guild beside the scene's that is bridged in full."""
    return stack.tickets(scene)


@pytest.fixture
def elsewhere(stack: Stack, scene: Scene) -> Elsewhere:
    """Places beside the scene's that nobody bridged."""
    return stack.elsewhere(scene)
