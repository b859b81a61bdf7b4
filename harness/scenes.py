"""The scene that a test gets: as its names and markers want it, made ahead while tests before it are running."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import islice

import pytest
import pytest_asyncio

from harness import capability
from harness.actors.cast import Cast
from harness.actors.fake_people import DiscordPerson, TelegramPerson
from harness.actors.matrix import MatrixPerson
from harness.actors.performance import Performance
from harness.actors.scene import Scene
from harness.actors.wish import ALL, BRIDGED, NAMES, Wish
from harness.ahead import following
from harness.core.fact import Network
from harness.core.laws import LawBroken
from harness.core.script import Move, crowd, script
from harness.session import SESSION
from harness.stack import Stack
from harness.stacks import wants_encryption
from reports import evidence
from reports.capabilities import told_of

# What a test names tells which networks it is about; these fixtures, and a test that names none, are about all.
_OF: dict[str, Network] = {"discord": "discord", "telegram": "telegram", "erin": "discord", "dave": "telegram"}
_OF_ALL = {"doorstep", "elsewhere", "tickets", "premises", "desk", "soak"}

_AHEAD = 2  # scenes: tests and the making of scenes take turns at being the slower


def wish_of(test: pytest.Item) -> Wish:
    """Return the scene that a test wants: on the networks of its fixtures and among its parameters."""
    names: set[str] = set(getattr(test, "fixturenames", ()))
    params = test.callspec.params if isinstance(test, pytest.Function) and hasattr(test, "callspec") else {}
    named = {_OF[name] for name in names & set(_OF)}
    named |= BRIDGED.intersection(value for value in params.values() if isinstance(value, str))
    moves = _moves(test)
    return Wish(
        networks=frozenset(named) if named and not names & _OF_ALL else ALL.networks,
        chat="group" if test.get_closest_marker("basic_group") else ALL.chat,
        people=crowd(moves) if moves else NAMES,
    )


def wishes_after(test: pytest.Item) -> list[Wish]:
    """Return what the next tests want of the same stack; where another worker gets them, these wishes come again."""
    alike = (item for item in following(test, "scene") if wants_encryption(item) == wants_encryption(test))
    return [wish_of(item) for item in islice(alike, _AHEAD)]


@pytest_asyncio.fixture
async def scene(stack: Stack, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """A fresh room with fresh people, and a guild, a chat or both; the laws judge it when the test ends."""
    test: pytest.Item = request.node
    stack.pool.begin(wish_of(test), *wishes_after(test))
    scene = await stack.pool.take(wish_of(test))
    scene.stage.patience = capability.patience(test, scene.stage.patience)
    session = request.config.stash[SESSION]
    evidence.give(test, evidence.Evidence(lambda: scene.facts.facts, session.logs, scene.account))
    yield scene
    marker = test.get_closest_marker("expects_refusal")
    try:
        breaches = await scene.judged(frozenset(marker.args if marker else ()))
    finally:
        await scene.close()
    if (told := told_of(test)) is not None:
        told.ms = capability.took(scene.account(), told)
    if breaches:
        raise LawBroken(breaches)


@pytest.fixture
def discord(scene: Scene) -> Cast[DiscordPerson]:
    """The scene's people on Discord."""
    return scene.discord


@pytest.fixture
def telegram(scene: Scene) -> Cast[TelegramPerson]:
    """The scene's people on Telegram."""
    return scene.telegram


@pytest.fixture
def matrix(scene: Scene) -> Cast[MatrixPerson]:
    """The scene's people on Matrix."""
    return scene.matrix


@pytest.fixture
def soak(scene: Scene, request: pytest.FixtureRequest) -> Performance:
    """A crowd that plays the script which the test's marker asks for."""
    return Performance(scene, _moves(request.node), scene.stage.patience)


def _moves(test: pytest.Item) -> list[Move]:
    marker = test.get_closest_marker("soak")
    return script(**marker.kwargs) if marker else []
