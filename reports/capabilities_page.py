"""One self-contained page of ``capabilities.json``: a row a capability, a column a way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

_TEMPLATE = Path(__file__).with_name("capabilities.html")


def page(document: Mapping[str, Any]) -> str:
    """Draw the document of a run; the page loads nothing and has no script."""
    ways = list(dict.fromkeys(row["way"] for row in document["rows"]))
    names = list(dict.fromkeys(row["capability"] for row in document["rows"]))
    rows = {(row["capability"], row["way"]): row for row in document["rows"]}
    parts = {
        "parts": "".join(f"<li>{escape(part)}</li>" for part in document["parts"]),
        "run": escape(f"{document['started']}, seed {document['seed']}"),
        "totals": "".join(
            f'<li class="{_kind(name)}">{count} {name}</li>' for name, count in document["totals"].items()
        ),
        "ways": "".join(f'<th scope="col">{escape(way.replace("-to-", " → "))}</th>' for way in ways),
        "rows": "\n".join(_row(name, [rows.get((name, way)) for way in ways]) for name in names),
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, content in parts.items():
        text = text.replace(f"<!--{name}-->", content)
    return text


def _row(name: str, cells: list[dict[str, Any] | None]) -> str:
    return f'<tr data-capability="{escape(name)}"><th scope="row">{escape(name)}</th>{"".join(map(_cell, cells))}</tr>'


def _cell(row: dict[str, Any] | None) -> str:
    if row is None:
        return '<td class="nothing" title="neither claimed nor tried">–</td>'
    claimed = "" if row["claimed"] else "<small>unclaimed</small>"
    took = f"<small>{row['ms']['median']:.0f} / {row['ms']['p95']:.0f} ms</small>" if "ms" in row else ""
    about = _tests(row["tests"]) if row["tests"] else "<small>no test in this run</small>"
    return f'<td class="{_kind(row["verdict"])}"><b>{escape(row["verdict"])}</b>{claimed}{took}{_why(row)}{about}</td>'


def _kind(verdict: str) -> str:
    return verdict.replace(" ", "-")


def _why(row: Mapping[str, Any]) -> str:
    """Return what decided a cell: the first reason of a test with the cell's own verdict."""
    whys = (test["why"] for test in row["tests"] if test["verdict"] == row["verdict"] and "why" in test)
    return "".join(f'<p title="{escape(why)}">{escape(why)}</p>' for why in islice(whys, 1))


def _tests(tests: Sequence[Mapping[str, str]]) -> str:
    counted = Counter(test["verdict"] for test in tests)
    count = f"{len(tests)} test{'s' * (len(tests) != 1)}"
    if len(counted) > 1:
        count += ": " + ", ".join(f"{number} {verdict}" for verdict, number in counted.items())
    lines = "".join(
        f"<li>{escape(test['verdict'])}: {escape(test['id'])} <i>{escape(test.get('why', ''))}</i></li>"
        for test in tests
    )
    return f"<details><summary>{count}</summary><ul>{lines}</ul></details>"
