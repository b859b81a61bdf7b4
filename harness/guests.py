"""Fixtures of rooms' hosts, and of guests who join a scene: people with accounts of their own on several networks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest
import pytest_asyncio

from harness.actors.client import Desk
from harness.actors.fake_people import FakePerson
from harness.actors.host import Host
from harness.actors.matrix import MatrixPerson
from harness.actors.scene import Scene
from harness.core.fact import Network
from harness.core.verdict import Unknown
from harness.parts import names
from harness.parts.discord_bridge import WITHOUT_ENCRYPTION
from harness.session import SESSION
from harness.stack import Stack
from reports import pictures


@pytest_asyncio.fixture
async def dave(stack: Stack, scene: Scene) -> MatrixPerson:
    """A Matrix person of the scene who has a Telegram account too, and has logged in to the bridge with it."""
    return await stack.log_ins.by_phone(scene)


@pytest_asyncio.fixture
async def erin(stack: Stack, scene: Scene) -> MatrixPerson:
    """A Matrix person of the scene who has a Discord account too, and has logged in to the bridge with its token."""
    return await stack.log_ins.by_token(scene)


@pytest.fixture
def host(stack: Stack, scene: Scene) -> Host:
    """Whoever made the scene's room, and decides what people and bridges may do there."""
    return stack.host(scene)


@pytest_asyncio.fixture
async def encryption(stack: Stack, pytestconfig: pytest.Config) -> None:
    """Bridges with encryption: a mautrix-discord of one's own may have been built without, and says so."""
    runtime = await pytestconfig.stash[SESSION].runtime()
    if WITHOUT_ENCRYPTION in await runtime.log(stack.access.containers[names.DISCORD_BRIDGE]):
        raise Unknown("this mautrix-discord has no encryption: build it with libolm, and without `-tags nocrypto`")


@pytest_asyncio.fixture
async def keyholders(encryption: None, scene: Scene) -> Scene:
    """The scene, whose people on Matrix have clients that read and write in encrypted rooms."""
    await asyncio.gather(*(person.client.takes_keys() for person in scene.matrix))
    return scene


@pytest_asyncio.fixture
async def desk(stack: Stack, scene: Scene, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """Where the scene's people on Matrix sit down at a browser; what its windows showed is in the report."""
    desk = stack.desk(scene, partial(pictures.show, request.node))
    yield desk
    await desk.close()


@pytest_asyncio.fixture
async def newcomer(stack: Stack, scene: Scene, here: Network) -> FakePerson:
    """Somebody with an account on the network that the test calls ``here``, who is in none of the scene's places."""
    return await stack.workshop.registry.newcomer(here, scene.stage)
