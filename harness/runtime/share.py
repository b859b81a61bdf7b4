"""Things that the processes of one run make once and use together, such as a running stack.

The first process that asks makes the thing, holding a file lock; the others wait and read its descriptor. A failure is
remembered: who comes later fails at once, with the same text.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from harness.runtime.ready import NotReadyError, until
from harness.runtime.trouble import TroubleError

Descriptor = Mapping[str, Any]
# Longer than all deadlines of a start together.
_PATIENCE_SECONDS = 600.0


class SharedStartError(Exception):
    """The process that was to make the shared thing failed; the text is that failure's own."""


class Share:
    """Shared things of a run, each a JSON object in a file of `directory` named after its key."""

    def __init__(self, directory: Path, patience: float = _PATIENCE_SECONDS) -> None:
        self._directory = directory
        self._patience = patience

    async def get_or_make(self, key: str, make: Callable[[], Awaitable[Descriptor]]) -> Descriptor:
        """Return the descriptor of `key`, made by `make` in whichever process asked first.

        Raises what `make` raised in the process that made it, `SharedStartError` with its text elsewhere, and
        `TroubleError` when another process has been making it for longer than `patience` seconds.
        """
        name = hashlib.sha256(key.encode()).hexdigest()[:16]
        async with self._locked(name):
            path = self._directory / f"{name}.json"
            if path.exists():
                return _read(path)
            try:
                made = await make()
            except Exception as error:
                _write(path, {"failed": str(error)})
                raise
            _write(path, {"made": dict(made)})
            return made

    @asynccontextmanager
    async def _locked(self, name: str) -> AsyncIterator[None]:
        with (self._directory / f"{name}.lock").open("w") as file:

            async def lock() -> None:
                # A blocking lock in a thread could not be cancelled.
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

            try:
                await until(lock, deadline=self._patience, what="what another process of this run starts")
            except NotReadyError as error:
                raise TroubleError(str(error), "End this run, then look at that process's output.") from None
            yield


def _read(path: Path) -> Descriptor:
    content = json.loads(path.read_text())
    if "failed" in content:
        raise SharedStartError(content["failed"])
    made: Descriptor = content["made"]
    return made


def _write(path: Path, content: Descriptor) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(content))
    draft.replace(path)
