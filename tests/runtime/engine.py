"""Fixtures of tests that use the real engine: an image to run, and a runtime whose things are removed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from harness.runtime.docker import Engine
from harness.runtime.images import Images
from harness.runtime.lock import Lock
from harness.runtime.network import Runtime
from harness.runtime.node import NodeSpec
from harness.runtime.run import LABEL, Run
from harness.runtime.store import Store

ROOT = Path(__file__).resolve().parents[2]


def images(store: Store) -> Images:
    """Choose images of our own."""
    return Images(Lock.read(ROOT), store, "local", cache=ROOT / ".cache")


@pytest_asyncio.fixture(scope="session")
async def tools() -> str:
    """The image `tools`, which has Python, the door and the reaper."""
    store = Store()
    try:
        return (await images(store).ensure(["tools"]))["tools"].ref
    finally:
        store.close()


@pytest_asyncio.fixture
async def runtime(tools: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Runtime]:
    """A runtime of a run of its own; afterwards nothing of it may be left."""
    monkeypatch.setenv("SUPERBRIDGE_RUN", "hidden")
    run = Run.begin()
    runtime = Runtime(run, Engine(run), tools)
    yield runtime
    await runtime.close()
    run.close()
    assert leftovers(run.id) == []


def leftovers(run_id: str) -> list[str]:
    """Name every container, network and volume that bears a run's label."""
    store = Store()
    try:
        filters = {"label": f"{LABEL}={run_id}"}
        things = [
            *store.sdk.containers.list(all=True, filters=filters, ignore_removed=True),
            *store.sdk.networks.list(filters=filters),
            *store.sdk.volumes.list(filters=filters),
        ]
        return [str(thing.name) for thing in things]
    finally:
        store.close()


def web(tools: str, name: str = "web", **wanted: object) -> NodeSpec:
    """Describe a small web server that serves /srv on port 8000."""
    command = ("-m", "http.server", "8000", "-d", "/srv")
    return NodeSpec(name, tools, command, entrypoint=("python3",), **wanted)  # type: ignore[arg-type]


async def serves_on_the_host() -> asyncio.Server:
    """Listen on every address of this machine; whoever connects is let in."""

    async def let_in(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    return await asyncio.start_server(let_in, "0.0.0.0", 0)
