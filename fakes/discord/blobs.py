"""Bytes that are kept: small ones in memory, big ones once each in a folder that goes with the process."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path

_IN_MEMORY = 256 * 1024


@dataclass(frozen=True, slots=True)
class Blob:
    """Kept bytes with their SHA-256 in hex."""

    size: int
    sha256: str
    _held: bytes | Path

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from ``start`` up to ``stop``."""
        stop = self.size if stop is None else min(stop, self.size)
        if isinstance(self._held, bytes):
            return self._held[start:stop]
        with self._held.open("rb") as file:
            file.seek(start)
            return file.read(max(0, stop - start))


class Depot:
    """Keeps bytes; equal ones above 256 KiB share a file."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def keep(self, data: bytes) -> Blob:
        """Return ``data`` as a blob."""
        digest = hashlib.sha256(data).hexdigest()
        return Blob(len(data), digest, data if len(data) <= _IN_MEMORY else self._file(digest, data))

    def _file(self, digest: str, data: bytes) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="discord-fake-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        path = self._folder / digest
        if not path.exists():
            path.write_bytes(data)
        return path
