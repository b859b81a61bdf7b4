"""The pytest plug-in: options, the run's header, and the fixtures that hand a test its scene. Nothing else."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import islice

import pytest
import pytest_asyncio

from harness import capability
from harness.actors.forger import Forger
from harness.actors.forger_person import ForgerPerson
from harness.actors.lab_server import LabServer
from harness.actors.outsider import Outsider
from harness.ahead import following
from harness.core.verdict import Unknown
from harness.forgers import Discovery
from harness.lab import Lab
from harness.lab_scene import PEOPLE, LabScene
from harness.opening import Opened
from harness.runtime.trouble import TroubleError
from harness.session import SESSION, Session
from reports import allure, evidence
from reports.about import about

pytest_plugins = ["reports.recording", "harness.stacks", "harness.scenes", "harness.guests", "harness.inside"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that choose what runs."""
    group = parser.getgroup("superbridge")
    group.addoption(
        "--images", choices=("auto", "published", "local"), default="auto", help="where images come from (%(default)s)"
    )
    group.addoption(
        "--discord-bridge",
        default="auto",
        metavar="BRIDGE",
        help="auto (the published image, else the stand-in), published, stand-in, or a binary's path (%(default)s)",
    )
    group.addoption(
        "--telegram-bridge",
        default="auto",
        metavar="BRIDGE",
        help="auto, python (0.15.3 from its package), published, or the path of a Go binary (%(default)s)",
    )
    group.addoption(
        "--server-b", default="", metavar="PATH", help="a Dendrite that is server B in the lab of three homeservers"
    )
    group.addoption(
        "--defect", action="append", default=[], metavar="NAME", help="a defect of the stand-in's; may be repeated"
    )
    group.addoption("--registry", default="", metavar="HOST:PORT", help="take published images from this registry")
    group.addoption("--seed", type=int, default=None, help="names and ids; a run prints its own")
    group.addoption("--full", action="store_true", help="run the long tests too")
    group.addoption("--browser", action="store_true", help="run the tests in a real browser too, which takes an image")


def pytest_configure(config: pytest.Config) -> None:
    """Begin the run, or join the one that this worker belongs to."""
    config.addinivalue_line("markers", "full: takes minutes, and runs only with --full")
    config.addinivalue_line("markers", "browser: needs a real browser, and runs only with --browser")
    config.addinivalue_line("markers", "expects_refusal(*names): what a fake refuses, on purpose, in this test")
    config.addinivalue_line("markers", "soak(messages, people, seed): what the soak of this test plays")
    config.addinivalue_line("markers", "basic_group: the scene's Telegram chat is a basic group, and no supergroup")
    config.addinivalue_line("markers", capability.MARKER)
    worker = getattr(config, "workerinput", None)
    if config.option.seed is None:
        config.option.seed = worker["superbridge_seed"] if worker else secrets.randbelow(10**6)
    session = config.stash[SESSION] = Session(config)
    about(config).claims = list(capability.all_claims(session.spec))
    if not worker:
        config.stash[allure.TOOL] = session.runs_allure


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run: whatever it started is removed."""
    if session := config.stash.get(SESSION, None):
        session.close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Own the run before the workers join it."""
    try:
        config.stash[SESSION].hold_reaper()
    except TroubleError as trouble:
        raise pytest.UsageError(str(trouble)) from None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of xdist the run's seed."""
    node.workerinput["superbridge_seed"] = node.config.option.seed  # type: ignore[attr-defined]


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what will run, before anything does."""
    return config.stash[SESSION].header()


@pytest.hookimpl(tryfirst=True)  # before the tests' markers are read
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say what tests are evidence for; leave out, and say so, what runs only when it is asked for."""
    capability.read(items, config.stash[SESSION].spec)
    if config.option.server_b:
        capability.read_of_dendrite(items)
    unasked = [name for name in ("full", "browser") if not config.getoption(name)]
    left = [item for item in items if any(map(item.get_closest_marker, unasked))]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


@pytest_asyncio.fixture(scope="session")
async def laboratory(request: pytest.FixtureRequest) -> AsyncIterator[Lab]:
    """The running lab of federating homeservers; each worker of the run has one of its own."""
    sealed = any("sealed" in getattr(item, "fixturenames", ()) for item in request.session.items)
    try:
        lab = await request.config.stash[SESSION].lab(sealed=sealed)
    except TroubleError as trouble:
        raise Unknown(str(trouble)) from None
    yield lab
    await lab.close()


@pytest_asyncio.fixture
async def lab(laboratory: Lab, request: pytest.FixtureRequest) -> AsyncIterator[LabScene]:
    """Fresh people on those servers of the lab that a test names; those of the next test are made meanwhile."""
    on = _servers_of(request.node)
    laboratory.pool.begin(on, *map(_servers_of, islice(following(request.node, "lab"), 1)))
    async with laboratory.scene(on) as scene:
        scene.stage.patience = capability.patience(request.node, scene.stage.patience)
        logs = request.config.stash[SESSION].logs
        evidence.give(request.node, evidence.Evidence(lambda: scene.facts.facts, logs))
        yield scene
        assert scene.unverified() == []


def _servers_of(test: pytest.Item) -> frozenset[str]:
    return frozenset(PEOPLE).intersection(getattr(test, "fixturenames", ()))


@pytest.fixture
def a(lab: LabScene) -> LabServer:
    """The first server of the lab: alice and anna live there."""
    return lab.servers["a"]


@pytest.fixture
def b(lab: LabScene) -> LabServer:
    """The second server of the lab: bob and ben live there."""
    return lab.servers["b"]


@pytest.fixture
def c(lab: LabScene) -> LabServer:
    """The third server of the lab: carol and chris live there."""
    return lab.servers["c"]


@pytest.fixture
def sealed(lab: LabScene) -> LabServer:
    """The lab's one server that is as closed as a superbridge's: sara and sam live there."""
    return lab.sealed


@pytest_asyncio.fixture
async def outside(lab: LabScene, forger: Forger) -> Outsider:
    """Mallory, who lives on the forger and asks, and whom others ask."""
    return await Outsider.arrives(forger, lab.stage, lab.http)


@pytest_asyncio.fixture
async def forger(laboratory: Lab, lab: LabScene) -> Forger:
    """A scripted server that keeps its keys and its manners; tests of this process share it."""
    return await laboratory.forger(lab)


@pytest_asyncio.fixture
async def mallory(a: LabServer, forger: Forger) -> ForgerPerson:
    """Somebody on the forger, in a room of alice's on A, without any power there."""
    return await forger.meets("mallory", a.alice)


@pytest_asyncio.fixture
async def discovery(laboratory: Lab, lab: LabScene) -> AsyncIterator[Discovery]:
    """A server that is to be found by its name, and what well-known and DNS say of it."""
    async with laboratory.discovery(lab) as discovery:
        yield discovery


@pytest_asyncio.fixture
async def opens(laboratory: Lab, lab: LabScene) -> AsyncIterator[Callable[[str], Awaitable[Opened]]]:
    """Opens a closed server to the federation, where dora lives, with every step that it takes or all but one."""
    async with laboratory.opening(lab) as opens:
        yield opens


@pytest_asyncio.fixture
async def fresh_forger(laboratory: Lab, lab: LabScene) -> AsyncIterator[Forger]:
    """A scripted server that nobody has heard of, for tests that change its keys or its answers."""
    async with laboratory.fresh_forger(lab) as forger:
        yield forger
