"""A temporary directory that goes even when the process that made it is killed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

# Removes the directory when its standard input ends, which a killed owner cannot prevent.
_GUARD = 'trap "" INT TERM HUP; cat >/dev/null; rm -rf -- "$1"'


class GuardedDirectory:
    """A fresh directory, watched by a small process in a session of its own; a context manager as well."""

    def __init__(self, prefix: str, parent: str | None = None) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        self._guard = subprocess.Popen(  # noqa: S603 - both arguments are our own
            ["/bin/sh", "-c", _GUARD, "superbridge-guard", str(self.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def close(self) -> None:
        """Remove the directory with what is in it, and let the guard go; may be called again."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._guard.stdin:
            self._guard.stdin.close()
        self._guard.wait()

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
