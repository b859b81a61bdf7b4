"""What a fake serves, by its own account, beside what each client was seen to call: ``<service>-coverage.json``.

The last run of each client stands there with its date: a run replaces the columns of the clients that took part in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COVERAGE_VERSION = 1
BEYOND = "not listed"
_PARAM = re.compile(r"\{\w+\}")

Uses = dict[str, dict[str, int]]
"""How often each method was ``answered``, answered with an ``error`` or ``refused``."""


@dataclass(slots=True)
class Coverage:
    """One fake's calls (``fakes/schema/coverage.v1.json``), and by each client's name what it called."""

    calls: list[dict[str, Any]]
    clients: dict[str, Uses] = field(default_factory=dict)

    def add(self, client: str, uses: Uses) -> None:
        """Take in what a client called; workers that share a fake saw the same, so the larger number counts."""
        known = self.clients.setdefault(client, {})
        for method, outcomes in uses.items():
            counts = known.setdefault(method, {})
            for outcome, count in outcomes.items():
                counts[outcome] = max(count, counts.get(outcome, 0))


def uses_of(calls: Iterable[tuple[str, Mapping[str, Any]]]) -> Uses:
    """Count a witness's records, given as kind and detail; what is no call of a method is left out."""
    uses: Uses = {}
    for kind, detail in calls:
        if kind in {"call", "refusal"} and "method" in detail:
            outcome = "refused" if kind == "refusal" else "error" if detail.get("error") else "answered"
            counts = uses.setdefault(str(detail["method"]), {})
            counts[outcome] = counts.get(outcome, 0) + 1
    return uses


def document(service: str, covered: Coverage, run: str, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the whole of ``<service>-coverage.json``.

    ``run`` is when this run started, ``before`` the document of those before it.
    """
    clients = {name: (run, uses) for name, uses in covered.clients.items()}
    clients = {**_kept(before or {}), **clients}
    rows = {_blank(str(call["name"])): {**call, "clients": {}} for call in covered.calls}
    for client, (_, uses) in clients.items():
        for method, outcomes in uses.items():
            row = rows.setdefault(_blank(method), _beyond(method, outcomes))
            row["clients"][client] = outcomes
    return {
        "v": COVERAGE_VERSION,
        "service": service,
        "clients": [{"name": name, "run": when} for name, (when, _) in sorted(clients.items())],
        "calls": sorted(rows.values(), key=lambda row: (row["area"] == BEYOND, row["name"])),
    }


def read(path: Path) -> dict[str, Any] | None:
    """Return an earlier run's document; None where there is none, or none that this version wrote."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("v") == COVERAGE_VERSION else None


def _kept(before: Mapping[str, Any]) -> dict[str, tuple[str, Uses]]:
    """Return the columns of an earlier document."""
    columns: dict[str, tuple[str, Uses]] = {client["name"]: (client["run"], {}) for client in before.get("clients", ())}
    for row in before.get("calls", ()):
        for client, outcomes in row["clients"].items():
            columns[client][1][row["name"]] = outcomes
    return columns


def _beyond(method: str, outcomes: Mapping[str, int]) -> dict[str, Any]:
    state = "served" if outcomes.get("answered") or outcomes.get("error") else "refused"
    return {"name": method, "area": BEYOND, "state": state, "clients": {}}


def _blank(name: str) -> str:
    """Return a route's name without its parameters' names, which each side chooses."""
    return _PARAM.sub("{}", name)
