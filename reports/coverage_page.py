"""One self-contained page of a coverage document: every call is a row, every client a column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

_TEMPLATE = Path(__file__).with_name("coverage.html")
_OUTCOMES = {"answered": "answered", "error": "in error", "refused": "refused"}


def page(document: Mapping[str, Any]) -> str:
    """Draw a document of ``reports.coverage``; the page loads nothing, and reads without its script too."""
    names = [client["name"] for client in document["clients"]]
    parts = {
        "service": escape(document["service"].capitalize()),
        "summary": _summary(document),
        "runs": "\n".join(_run(client, document["calls"]) for client in document["clients"]),
        "areas": _options(sorted({row["area"] for row in document["calls"]})),
        "clients": _options(names),
        "heads": "".join(_head(name, number) for number, name in enumerate(names)),
        "rows": "\n".join(_row(row, names) for row in document["calls"]),
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, content in parts.items():
        text = text.replace(f"<!--{name}-->", content)
    return text


def _summary(document: Mapping[str, Any]) -> str:
    calls = document["calls"]
    served = sum(row["state"] == "served" for row in calls)
    called = sum(bool(row["clients"]) for row in calls)
    return f"{served} of {len(calls)} are served, the others refused by name. Clients called {called} of them."


def _run(client: Mapping[str, str], calls: Iterable[Mapping[str, Any]]) -> str:
    uses = [row["clients"][client["name"]] for row in calls if client["name"] in row["clients"]]
    refused = sum("refused" in outcomes for outcomes in uses)
    cells = (client["name"], client["run"], str(len(uses)), str(refused))
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _options(names: Iterable[str]) -> str:
    return "".join(f'<option value="{escape(name)}">{escape(name)}</option>' for name in names)


def _head(client: str, number: int) -> str:
    return f'<th scope="col" data-key="client{number}"><button>{escape(client)}</button></th>'


def _row(row: Mapping[str, Any], clients: Iterable[str]) -> str:
    name, area, state, note = (escape(str(row.get(key, ""))) for key in ("name", "area", "state", "note"))
    noted = f" <small>{note}</small>" if note else ""
    cells = f'<th scope="row"><code>{name}</code>{noted}</th><td>{area}</td><td class="{state}">{state}</td>'
    return f'<tr data-name="{name}">{cells}{"".join(_cell(row["clients"].get(client)) for client in clients)}</tr>'


def _cell(outcomes: Mapping[str, int] | None) -> str:
    if not outcomes:
        return "<td></td>"
    told = [f"{outcomes[name]} {words}" for name, words in _OUTCOMES.items() if outcomes.get(name)]
    kind = next(name for name in reversed(_OUTCOMES) if outcomes.get(name))
    return f'<td class="{kind}" data-count="{sum(outcomes.values())}">{escape(", ".join(told))}</td>'
