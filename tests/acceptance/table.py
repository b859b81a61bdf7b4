"""One table of all clients and steps, from the columns that each client's run has left."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MARKS = {"passed": "yes", "can't": "can't", "failed": "NO"}


def table(folder: Path) -> str:
    """Return the table in words, a row for each step; a client that hasn't run yet has no column."""
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    verdicts = {run["client"]: {step["step"]: step["verdict"] for step in run["steps"]} for run in runs}
    names = list(dict.fromkeys(step["step"] for run in runs for step in run["steps"]))
    width = max(map(len, names))
    lines = [f"{'':{width}}  " + "  ".join(f"{client:>14}" for client in verdicts)]
    for name in names:
        cells = (_MARKS.get(column.get(name, ""), "-") for column in verdicts.values())
        lines.append(f"{name:{width}}  " + "  ".join(f"{cell:>14}" for cell in cells))
    for run in runs:
        lines += [f"{run['client']} can't {s['step']}: {s['why']}" for s in run["steps"] if s["verdict"] == "can't"]
    return "\n".join(lines) + "\n"
