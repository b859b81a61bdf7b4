"""Asking registries what they have: a file remembers an answer for a day, and that none came for some minutes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

from harness.runtime.docker import connect
from harness.runtime.store import Store

_ANSWER_SECONDS = 24 * 3600
_SILENCE_SECONDS = 10 * 60
_PATIENCE_SECONDS = 10


class Registries:
    """What `auto` knows about registries; `file` is its memory, and may be absent, old or broken.

    `has` tells what the engine holds already, `ask` asks a registry through the engine; None is no answer.
    """

    def __init__(
        self,
        file: Path,
        has: Callable[[str], bool],
        ask: Callable[[str], bool | None] | None = None,
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
        remembered = self._read().get(ref, {})
        if self._clock() < remembered.get("until", 0):
            return bool(remembered["has"])
        answer = await asyncio.to_thread(self._ask, ref)
        lasts = _SILENCE_SECONDS if answer is None else _ANSWER_SECONDS
        self._write(self._read() | {ref: {"has": bool(answer), "until": self._clock() + lasts}})
        return bool(answer)

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


def _ask(ref: str) -> bool | None:
    store = Store(connect(timeout=_PATIENCE_SECONDS))
    try:
        return store.registry_has(ref)
    finally:
        store.close()
