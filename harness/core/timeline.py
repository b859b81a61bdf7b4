"""Facts of all networks on one line of time, one row an event however many witnesses saw it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness.core.fact import Fact

ROWS_SHOWN = 60
_WIDEST = {"text": 60, "who": 28, "where": 24, "seen by": 32, "what": 14}


@dataclass(frozen=True, slots=True)
class Row:
    """One event: its first fact, and every witness in the order in which they saw it."""

    fact: Fact
    witnesses: tuple[str, ...]


def rows(facts: Iterable[Fact]) -> list[Row]:
    """Merge what several witnesses saw of one event; sort by time, then by the journal's order."""
    seen: dict[tuple[str, ...], list[Fact]] = {}
    for fact in facts:
        seen.setdefault((*fact.event, fact.text), []).append(fact)
    merged = [
        Row(witnessed[0], tuple(dict.fromkeys(fact.witness for fact in witnessed))) for witnessed in seen.values()
    ]
    return sorted(merged, key=lambda row: (row.fact.at, row.fact.seq))


def timeline(facts: Iterable[Fact], *, newest: int = ROWS_SHOWN) -> str:
    """Return a table of the ``newest`` rows, with milliseconds since the first of all rows."""
    events = rows(facts)
    if not events:
        return "(nothing was witnessed)"
    start = events[0].fact.at
    shown = events[-newest:]
    heading = ["ms", "network", "what", "who", "where", "text", "seen by"]
    table = [heading, *([f"{(row.fact.at - start) * 1000:+.0f}", *_cells(row)] for row in shown)]
    left_out = len(events) - len(shown)
    return "\n".join([*([f"({left_out} earlier rows left out)"] if left_out else []), *_aligned(table)])


def _cells(row: Row) -> list[str]:
    fact = row.fact
    what = fact.kind if fact.cause == "wire" else f"{fact.kind} *"
    who = fact.author_name or fact.author
    text = fact.text or str(fact.detail.get("method") or fact.detail.get("name") or "")
    return [fact.network, what, who, fact.place, shortened(text, _WIDEST["text"]), " ".join(row.witnesses)]


def _aligned(table: Sequence[Sequence[str]]) -> list[str]:
    names = table[0]
    cut = [[shortened(cell, _WIDEST.get(name, 20)) for name, cell in zip(names, row, strict=True)] for row in table]
    widths = [max(len(row[column]) for row in cut) for column in range(len(names))]
    return [_line(row, widths) for row in cut]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first = row[0].rjust(widths[0])
    return "  ".join([first, *(cell.ljust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]).rstrip()


def shortened(text: str, width: int) -> str:
    """Return ``text`` on one line of at most ``width`` characters."""
    flat = text.replace("\n", "⏎")
    return flat if len(flat) <= width else flat[: width - 1] + "…"
