"""Running a program of this machine to its end, with everything that it starts."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path


async def run(command: Sequence[str], env: Mapping[str, str], folder: Path | None = None) -> tuple[int, str]:
    """Run a program with `env` on top of this process's environment: its exit code, and all that it wrote.

    It has a process group of its own, so that when the caller is cancelled whatever it started ends with it.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=os.environ | env,
        start_new_session=True,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        await process.wait()
        raise
    return await process.wait(), output.decode(errors="replace")
