"""A run that is killed leaves nothing, shown on the real engine."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from harness.runtime.docker import Engine
from harness.runtime.ready import until
from harness.runtime.run import Run
from harness.runtime.store import Store
from tests.runtime.engine import leftovers, tools, web
from tests.runtime.processes import python

__all__ = ["tools"]

WITHIN = 15.0  # seconds that the issue allows
PROGRAM = """
import asyncio, json, sys
from testcontainers.core.labels import SESSION_ID
from harness.runtime.docker import Engine
from harness.runtime.network import Runtime
from harness.runtime.node import NodeSpec
from harness.runtime.run import Run

async def main(image):
    run = Run.begin()
    engine = Engine(run)
    engine.hold_reaper(image)
    runtime = Runtime(run, engine, image)
    network = await runtime.open_network("stack")
    await runtime.open_door(network)
    await runtime.start(NodeSpec("web", image, ("-m", "http.server"), entrypoint=("python3",)), network)
    engine.sdk.volumes.create(f"volume-{run.id}", labels=run.labels)
    print(json.dumps([run.id, str(run.directory), f"testcontainers-ryuk-{SESSION_ID}"]))
    await asyncio.Event().wait()

asyncio.run(main(sys.argv[1]))
"""


def exists(container: str) -> bool:
    """Whether the engine has a container of this name."""
    store = Store()
    try:
        return bool(store.sdk.containers.list(all=True, filters={"name": f"^{container}$"}))
    finally:
        store.close()


async def test_a_killed_run_leaves_nothing(tools):
    """After SIGKILL, containers, networks, volumes, the directory and the reaper itself are gone in time.

    So is what a worker of the run starts a moment after the kill.
    """
    with python(PROGRAM, tools) as owner:
        assert owner.stdout is not None
        run_id, directory, reaper = json.loads(await asyncio.to_thread(owner.stdout.readline))
        there = leftovers(run_id)
        assert {name.split("-")[0] for name in there} == {"door", "web", "stack", "outside", "volume"}
        assert exists(reaper)
        assert await asyncio.to_thread(Path(directory).is_dir)
        owner.kill()
    late = Engine(Run(run_id, Path(directory), 0, owner=True))
    late.start(web(tools, "late"), late.open_network("late", internal=True, options={}))
    late.close()

    async def gone() -> None:
        assert await asyncio.to_thread(leftovers, run_id) == []
        assert not await asyncio.to_thread(exists, reaper)
        assert not await asyncio.to_thread(Path(directory).exists)

    await until(gone, deadline=WITHIN, what="the end of everything")
