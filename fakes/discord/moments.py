"""Moments as Discord writes and reads them."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(moment: float) -> str:
    """Return Unix seconds as Discord writes a timestamp: UTC, microseconds, an offset."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="microseconds")


def parse_iso(text: str) -> float | None:
    """Return the Unix seconds of an ISO 8601 timestamp, or None for what is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
