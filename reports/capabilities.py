"""Bridge × capability × direction: what a run's tests showed of each, ``capabilities.json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest

from harness.core.latency import summary
from harness.core.verdict import Verdict, gravest
from reports.about import About
from reports.run import Shown

CAPABILITIES_VERSION = 1
_PROPERTY = "superbridge-capability"


@dataclass(slots=True)
class Told:
    """What one test is evidence for; ``ms`` is how long each thing took."""

    name: str
    way: str
    claimed: bool
    ms: list[float] = field(default_factory=list)


_TOLD: pytest.StashKey[Told] = pytest.StashKey()


def tell(item: pytest.Item, told: Told) -> None:
    """Note what a test is evidence for; its reports carry it to the record."""
    item.stash[_TOLD] = told


def told_of(item: pytest.Item) -> Told | None:
    """Return what a test is evidence for."""
    return item.stash.get(_TOLD, None)


def put_into(report: pytest.TestReport, item: pytest.Item) -> None:
    """Attach to a report, as plain data."""
    if (told := told_of(item)) is not None:
        report.user_properties.append((_PROPERTY, asdict(told)))


def found_in(report: pytest.TestReport) -> Told | None:
    """Return what was attached to a report."""
    for name, told in report.user_properties:
        if name == _PROPERTY and isinstance(told, dict):
            return Told(**told)
    return None


def document(about: About, tests: Mapping[str, Told], shown: Mapping[str, Shown], started: str) -> dict[str, Any]:
    """Return the whole of ``capabilities.json``; ``tests`` and ``shown`` are by test id, ``started`` is ISO 8601."""
    rows = _rows(about.claims, tests, shown)
    verdicts = [row["verdict"] for row in rows]
    return {
        "v": CAPABILITIES_VERSION,
        "started": started,
        "seed": about.seed,
        "parts": [str(part) for _, part in sorted(about.parts.items())],
        "totals": {verdict.value: verdicts.count(verdict.value) for verdict in Verdict},
        "rows": rows,
    }


def _rows(
    claims: Iterable[tuple[str, str, bool]], tests: Mapping[str, Told], shown: Mapping[str, Shown]
) -> list[dict[str, Any]]:
    """Return a row for each capability and way that is claimed or was tried; what nobody tried is ``unknown``."""
    rows = {(name, way): _row(name, way, claimed=claimed) for name, way, claimed in claims}
    for nodeid, told in tests.items():
        row = rows.setdefault((told.name, told.way), _row(told.name, told.way, claimed=told.claimed))
        row["tests"].append(_test(nodeid, shown[nodeid]))
        row["took"] += told.ms
    return [_summed(row) for row in rows.values() if row["claimed"] or row["tests"]]


def _test(nodeid: str, shown: Shown) -> dict[str, str]:
    """Return what one test showed; where it didn't pass, with the first line of why."""
    test = {"id": nodeid, "verdict": shown.verdict.value}
    why = next((reason for reason in [*shown.reasons, shown.reference] if reason), "")
    if shown.verdict is not Verdict.PASSED and why:
        test["why"] = why.splitlines()[0]
    return test


def _row(name: str, way: str, *, claimed: bool) -> dict[str, Any]:
    return {"capability": name, "way": way, "claimed": claimed, "verdict": "", "tests": [], "took": []}


def _summed(row: dict[str, Any]) -> dict[str, Any]:
    took = row.pop("took")
    row["verdict"] = gravest(Verdict(test["verdict"]) for test in row["tests"]).value
    if took:
        median, p95 = summary(took)
        row["ms"] = {"count": len(took), "median": median, "p95": p95}
    return row
