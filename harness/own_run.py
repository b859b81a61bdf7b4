"""A run outside pytest: what the command `superbridge` starts, and what is removed when it ends, however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from harness.choice import Choice, Chosen
from harness.runtime.docker import Engine
from harness.runtime.network import Runtime
from harness.runtime.run import Run
from harness.spec import StackSpec


@asynccontextmanager
async def own_run(spec: StackSpec, registry: str = "") -> AsyncIterator[tuple[Runtime, Chosen]]:
    """Begin a run with the images of ``spec``, got where they were missing; everything of it is removed at the end."""
    choice = Choice(spec, registry)
    try:
        chosen = await choice.got()
    finally:
        choice.close()
    run = Run.begin()
    try:
        engine = Engine(run)
        runtime = Runtime(run, engine, chosen.ref("tools"))
        try:
            await asyncio.to_thread(engine.hold_reaper, chosen.ref("reaper"))
            yield runtime, chosen
        finally:
            await runtime.close()
    finally:
        run.close()
