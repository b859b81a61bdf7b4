"""One run of the tests: its id, its directory, and what outlives a kill.

A run is begun by the process that a person started (pytest's controller). The processes that it starts (xdist workers)
join it through the environment. Everything a run makes bears its id as a label.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from harness.runtime.guarded import GuardedDirectory
from harness.runtime.trouble import TroubleError

LABEL = "superbridge.run"
_VARIABLE = "SUPERBRIDGE_RUN"


@dataclass
class Run:
    """A run as one process sees it: `owner` is true in the process that began it."""

    id: str
    directory: Path
    owner_pid: int
    owner: bool
    _guarded: GuardedDirectory | None = field(default=None, repr=False)

    @classmethod
    def current(cls) -> Run:
        """Join the run named in the environment; begin one where there is none."""
        joined = os.environ.get(_VARIABLE)
        return cls._join(joined) if joined else cls.begin()

    @classmethod
    def begin(cls) -> Run:
        """Begin a run and name it in the environment, for the processes that this one starts."""
        run_id = secrets.token_hex(6)
        guarded = GuardedDirectory(f"superbridge-{run_id}-")
        os.environ[_VARIABLE] = f"{run_id}:{os.getpid()}:{guarded.path}"
        return cls(run_id, guarded.path, os.getpid(), owner=True, _guarded=guarded)

    @classmethod
    def _join(cls, text: str) -> Run:
        run_id, pid, directory = text.split(":", 2)
        return cls(run_id, Path(directory), int(pid), owner=int(pid) == os.getpid())

    @property
    def labels(self) -> dict[str, str]:
        """What every container, network and volume of this run bears."""
        return {LABEL: self.id}

    def must_be_alive(self) -> None:
        """Raise `TroubleError` when the owner is gone: nobody would remove what this process starts now."""
        if self.owner:
            return
        try:
            os.kill(self.owner_pid, 0)
        except ProcessLookupError:
            raise TroubleError(f"The run {self.id} has ended, so nothing more is started for it") from None

    def close(self) -> None:
        """Forget the run and remove its directory; harmless in a process that only joined."""
        if self._guarded is None:
            return
        if os.environ.get(_VARIABLE, "").startswith(f"{self.id}:"):
            del os.environ[_VARIABLE]
        self._guarded.close()
        self._guarded = None
