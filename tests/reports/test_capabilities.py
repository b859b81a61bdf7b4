"""Bridge × capability × direction: rows from what tests told, and the page of them."""

from __future__ import annotations

from typing import Any

from harness.core.verdict import Verdict
from reports.about import About, Part
from reports.capabilities import Told, document
from reports.capabilities_page import page
from reports.run import Shown
from tests.reports.dom import parsed

CLAIMS = [("text", "a-to-b", True), ("pin", "a-to-b", True), ("pin", "b-to-a", False), ("poll", "b-to-a", False)]


def shown(nodeid: str, verdict: Verdict) -> Shown:
    why = [] if verdict is Verdict.PASSED else [f"{nodeid} <was> {verdict.value}\nat length"]
    return Shown(nodeid, verdicts=[verdict], reasons=why, ended=True)


def drawn() -> dict[str, Any]:
    about = About(seed=7, claims=CLAIMS)
    about.add(Part("discord-bridge", "0.1", "local", stands_in_for="mautrix-discord <0.7>"))
    tests = {
        "t1": Told("text", "a-to-b", claimed=True, ms=[10, 20]),
        "t2": Told("text", "a-to-b", claimed=True, ms=[30]),
        "t3": Told("pin", "b-to-a", claimed=False),
    }
    verdicts = {"t1": Verdict.PASSED, "t2": Verdict.FAILED, "t3": Verdict.NOT_CLAIMED}
    return document(about, tests, {name: shown(name, verdict) for name, verdict in verdicts.items()}, "2026")


def test_rows_are_what_is_claimed_or_was_tried() -> None:
    """A row has its gravest verdict and the figures of all its tests; a claim without a test is unknown."""
    rows = {(row["capability"], row["way"]): row for row in drawn()["rows"]}

    assert {key: row["verdict"] for key, row in rows.items()} == {
        ("text", "a-to-b"): "failed",
        ("pin", "a-to-b"): "unknown",
        ("pin", "b-to-a"): "not claimed",
    }
    assert rows["text", "a-to-b"]["ms"] == {"count": 3, "median": 20.0, "p95": 29.0}
    assert rows["text", "a-to-b"]["tests"] == [
        {"id": "t1", "verdict": "passed"},
        {"id": "t2", "verdict": "failed", "why": "t2 <was> failed"},
    ]
    assert drawn()["totals"] == {"passed": 0, "failed": 1, "known broken": 0, "not claimed": 1, "unknown": 1}


def test_the_page_says_what_stood_in_and_what_each_cell_is() -> None:
    """Every part is named as it is; each cell has its verdict's look, its times, and its tests by name."""
    shows = parsed(page(drawn()))

    assert next(iter(shows.all("li"))).text.startswith("discord-bridge 0.1 (local, standing in for mautrix")
    assert [head.text for head in shows.all("thead")[0].all("th")] == ["capability", "a → b", "b → a"]
    rows = {row.attributes["data-capability"]: row for row in shows.all("tbody")[0].all("tr")}
    text, pin = rows["text"].all("td"), rows["pin"].all("td")
    assert [cell.attributes["class"] for cell in [*text, *pin]] == ["failed", "nothing", "unknown", "not-claimed"]
    assert "20 / 29 ms" in text[0].text
    assert "2 tests: 1 passed, 1 failed" in text[0].text
    assert "failed: t2 t2 <was> failed" in text[0].text
    assert ("unclaimed" in pin[0].text, "unclaimed" in pin[1].text) == (False, True)


def test_a_cell_says_why_it_is_not_passed() -> None:
    """The first reason of a test stands in the cell, for nobody should have to open it; so does that there is none."""
    rows = {row.attributes["data-capability"]: row for row in parsed(page(drawn())).all("tbody")[0].all("tr")}
    text, pin = rows["text"].all("td"), rows["pin"].all("td")

    assert [why.text for why in text[0].all("p")] == ["t2 <was> failed"]
    assert (text[1].text, text[1].attributes["title"]) == ("–", "neither claimed nor tried")
    assert pin[0].text == "unknown no test in this run"
    assert [why.text for why in pin[1].all("p")] == ["t3 <was> not claimed"]
