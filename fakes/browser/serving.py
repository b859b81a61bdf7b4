"""A control API on a port, until the process is told to stop."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_GRACE = 0.2  # seconds for open streams at the end


def covers(service: str, operations: Mapping[str, object]) -> dict[str, object]:
    """Return what is served (``fakes/schema/coverage.v1.json``): what can be ordered, and nothing else."""
    calls = [{"name": name, "area": "control", "state": "served"} for name in sorted(operations)]
    return {"v": 1, "service": service, "calls": calls}


def files_of(folder: Path) -> web.Application:
    """Return a site of the files in a folder, whose first page is ``index.html``."""

    async def first(_: web.Request) -> web.FileResponse:
        return web.FileResponse(folder / "index.html")

    app = web.Application()
    app.add_routes([web.get("/", first), web.static("/", folder)])
    return app


async def until_stopped(app: web.Application, host: str, port: int) -> None:
    """Serve ``app`` until SIGINT or SIGTERM."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GRACE)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):  # as a container's first process nothing stops it otherwise
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    await runner.cleanup()
