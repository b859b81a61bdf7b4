"""One self-contained page of ``capabilities.json``: a row a capability, a column a way."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
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
        "totals": escape(", ".join(f"{count} {verdict}" for verdict, count in document["totals"].items())),
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
        return '<td class="nothing"></td>'
    claimed = "" if row["claimed"] else "<small>unclaimed</small>"
    took = f"<small>{row['ms']['median']:.0f} ms, 95 % within {row['ms']['p95']:.0f}</small>" if "ms" in row else ""
    tests = "".join(f"<li>{escape(test['verdict'])}: {escape(test['id'])}</li>" for test in row["tests"])
    count = f"{len(row['tests'])} test{'s' * (len(row['tests']) != 1)}" if row["tests"] else "no test"
    about = f"<details><summary>{count}</summary><ul>{tests}</ul></details>" if tests else f"<small>{count}</small>"
    kind = row["verdict"].replace(" ", "-")
    return f'<td class="{kind}"><b>{escape(row["verdict"])}</b>{claimed}{took}{about}</td>'
