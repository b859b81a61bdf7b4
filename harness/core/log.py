"""Lines of a part's log, each with the time that the engine wrote beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

_MICROSECONDS = 26  # characters of a stamp that Python can read; the engine writes nanoseconds


@dataclass(frozen=True, slots=True)
class Line:
    """One line; ``at`` is Unix time in seconds, None where the engine wrote no time."""

    text: str
    at: float | None = None


def lines(log: str) -> Iterator[Line]:
    """Read a log whose lines begin with RFC 3339 times, as ``docker logs --timestamps`` prints them, or don't."""
    for line in log.splitlines():
        stamp, _, text = line.partition(" ")
        at = _seconds(stamp)
        yield Line(line) if at is None else Line(text, at)


def _seconds(stamp: str) -> float | None:
    if not stamp.endswith("Z"):
        return None
    try:
        return datetime.fromisoformat(f"{stamp[:-1][:_MICROSECONDS]}+00:00").timestamp()
    except ValueError:
        return None
