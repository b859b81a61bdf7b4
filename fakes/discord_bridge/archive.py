"""What outlives the bridge: log-ins, portals, messages, reactions, threads and files, in one SQLite file."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakes.discord_bridge.threads import Thread

_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID"


def place_of(uri: str) -> Path:
    """Return the file for a database's address: the path of an SQLite one, else one named after the address."""
    if uri.startswith("file:"):
        return Path(uri.removeprefix("file:").partition("?")[0])
    name = hashlib.sha256(uri.encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"discord-bridge-{name}.db"


class Archive:
    """Keeps JSON values by kind and key; each is on disk when the call returns."""

    def __init__(self, place: Path | None) -> None:
        self._file = sqlite3.connect(place or ":memory:", isolation_level=None)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=NORMAL")
        self._file.execute(_SCHEMA)

    def save(self, kind: str, key: str, value: Any) -> None:
        """Keep a value."""
        self._file.execute("REPLACE INTO kept VALUES (?, ?, ?)", (kind, key, json.dumps(value)))

    def drop(self, kind: str, key: str) -> None:
        """Forget a value."""
        self._file.execute("DELETE FROM kept WHERE kind = ? AND key = ?", (kind, key))

    def drop_below(self, kind: str, prefix: str) -> None:
        """Forget every value whose key begins with ``prefix`` and a slash."""
        self._file.execute(
            "DELETE FROM kept WHERE kind = ? AND key >= ? AND key < ?", (kind, f"{prefix}/", f"{prefix}0")
        )

    def all(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Return every value of a kind with its key, in the keys' order."""
        for key, value in self._file.execute("SELECT key, value FROM kept WHERE kind = ? ORDER BY key", (kind,)):
            yield str(key), json.loads(value)

    def save_thread(self, thread: Thread) -> None:
        """Keep a thread."""
        self.save("thread", thread.id, asdict(thread) | {"joined": sorted(thread.joined)})

    def close(self) -> None:
        """Close the file."""
        self._file.close()
