"""Asking registries what they have, once a day: the answer is remembered in a file."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

from harness.runtime.docker import connect
from harness.runtime.store import Store

_REMEMBERED_SECONDS = 24 * 3600
_PATIENCE_SECONDS = 10


class Registries:
    """What `auto` knows about registries; `file` is its memory, and may be absent, old or broken.

    `has` tells what the engine holds already, `ask` asks a registry through the engine.
    """

    def __init__(
        self,
        file: Path,
        has: Callable[[str], bool],
        ask: Callable[[str], bool] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._file = file
        self._has = has
        self._ask = ask or _ask
        self._clock = clock

    async def have(self, ref: str) -> bool:
        """Whether `ref` can be had: held by the engine already, or offered by a registry that answers."""
        if await asyncio.to_thread(self._has, ref):
            return True
        remembered = self._read().get(ref)
        if remembered is not None and self._clock() - remembered["asked"] < _REMEMBERED_SECONDS:
            return bool(remembered["has"])
        has = await asyncio.to_thread(self._ask, ref)
        self._write(self._read() | {ref: {"has": has, "asked": self._clock()}})
        return has

    def _read(self) -> dict[str, dict[str, float]]:
        try:
            content = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def _write(self, content: dict[str, dict[str, float]]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".draft")
        draft.write_text(json.dumps(content, indent=1))
        draft.replace(self._file)


def _ask(ref: str) -> bool:
    store = Store(connect(timeout=_PATIENCE_SECONDS))
    try:
        return store.registry_has(ref)
    finally:
        store.close()
