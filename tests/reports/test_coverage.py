"""What is served and what is called: counted from the witness, written at the end of a run, drawn as a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reports.about import About
from reports.coverage import BEYOND, Coverage, document, read, uses_of
from reports.coverage_page import page
from tests.reports.browser import Browser, browser
from tests.reports.dom import Element, parsed
from tests.runtime.engine import runtime, tools

__all__ = ["browser", "runtime", "tools"]  # fixtures are found by their names in a test's module

pytest_plugins = ["pytester"]

CALLS = [
    {"name": "auth.sendCode", "area": "auth", "state": "served"},
    {"name": "help.getConfig", "area": "help", "state": "served", "note": "gone by layer 229"},
    {"name": "stories.getAllStories", "area": "stories", "state": "refused"},
]
TOLD = {"v": 1, "service": "telegram", "calls": CALLS}


def covered(**clients: Any) -> Coverage:
    return Coverage([dict(call) for call in CALLS], clients)


DRAWN = document(
    "telegram",
    covered(
        telethon={"help.getConfig": {"answered": 2}, "auth.sendCode": {"answered": 1, "error": 3}},
        gramjs={"help.getConfig": {"answered": 11}, "stories.getAllStories": {"refused": 1}},
    ),
    "2026-01-02T03:04:05+00:00",
)


def test_the_witness_is_counted() -> None:
    """Calls count by method and outcome; what people did, and a refusal of no method, count as nothing."""
    uses = uses_of(
        [
            ("call", {"method": "help.getConfig"}),
            ("call", {"method": "help.getConfig"}),
            ("call", {"method": "auth.signIn", "error": "PHONE_CODE_INVALID"}),
            ("refusal", {"method": "auth.signIn", "name": "X", "why": "rule"}),
            ("refusal", {"name": "ENVELOPE_INVALID", "why": "rule"}),
            ("message", {"method": "help.getConfig"}),
        ]
    )

    assert uses == {"help.getConfig": {"answered": 2}, "auth.signIn": {"error": 1, "refused": 1}}


def test_workers_that_share_a_fake_count_once() -> None:
    """Two workers saw one stream, one of them further: the larger count stands, and other clients stay beside it."""
    worker, controller = About(), About()
    worker.covers(TOLD, "bridge", {"help.getConfig": {"answered": 2}})

    controller.merge(worker.packed())
    worker.covers(TOLD, "bridge", {"help.getConfig": {"answered": 5}, "auth.sendCode": {"error": 1}})
    controller.merge(json.loads(json.dumps(worker.packed())))
    controller.covers(TOLD, "other", {})

    found = controller.coverage["telegram"].clients
    assert found == {"bridge": {"help.getConfig": {"answered": 5}, "auth.sendCode": {"error": 1}}, "other": {}}


def test_a_row_knows_its_callers() -> None:
    """Each call has a row with what every client got; a call that no schema has stands behind all others."""
    told = covered(telethon={"help.getConfig": {"answered": 2}, "0x01020304": {"refused": 1}})

    rows = document("telegram", told, "now")["calls"]

    assert [row["name"] for row in rows] == [*(str(call["name"]) for call in CALLS), "0x01020304"]
    assert rows[1] == {**CALLS[1], "clients": {"telethon": {"answered": 2}}}
    assert rows[0]["clients"] == {}
    assert (rows[3]["area"], rows[3]["state"]) == (BEYOND, "refused")


def test_parameters_have_any_name() -> None:
    """A route is the same one whichever names its parameters have."""
    told = Coverage([{"name": "GET /guilds/{guild_id}", "area": "guild", "state": "served"}])
    told.add("bridge", {"GET /guilds/{guild}": {"answered": 1}})

    [row] = document("discord", told, "now")["calls"]

    assert (row["name"], row["clients"]) == ("GET /guilds/{guild_id}", {"bridge": {"answered": 1}})


def test_the_last_run_of_each_client_stays() -> None:
    """A run replaces the columns of its own clients and leaves the others, each with its date."""
    first = document("telegram", covered(old={"help.getConfig": {"answered": 1}}, again={"x": {"refused": 1}}), "first")

    second = document("telegram", covered(again={"auth.sendCode": {"answered": 1}}), "second", first)

    assert second["clients"] == [{"name": "again", "run": "second"}, {"name": "old", "run": "first"}]
    assert {row["name"]: row["clients"] for row in second["calls"]} == {
        "auth.sendCode": {"again": {"answered": 1}},
        "help.getConfig": {"old": {"answered": 1}},
        "stories.getAllStories": {},
    }


@pytest.mark.parametrize("content", [None, "{", "[]", '{"v": 99}'])
def test_what_another_version_wrote_is_no_former_run(content: str | None, tmp_path: Path) -> None:
    """No file, half a file and another version's file are nothing to go on from; one of ours is."""
    path = tmp_path / "x.json"
    if content is not None:
        path.write_text(content)
    assert read(path) is None

    path.write_text(json.dumps(DRAWN))
    assert read(path) == DRAWN


RUN = """
def test_it(request):
    told = {"v": 1, "service": "telegram", "calls": [{"name": "a.b", "area": "a", "state": "served"}]}
    about(request.config).covers(told, "telethon", {"a.b": {"answered": 1}})
"""
CLIENTLESS = "def test_it(): pass"


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "workers"])
@pytest.mark.parametrize("place", ["reports/out", "reports/out/tests", "elsewhere"])
def test_a_run_leaves_its_coverage(run: Any, pytester: pytest.Pytester, workers: list[str], place: str) -> None:
    """At the end of a run, of workers too, document and page are there, in one place for suites and tests."""
    result, _ = run(RUN, f"--report-dir={place}", *workers)

    folder = pytester.path / ("elsewhere" if place == "elsewhere" else "reports/out")
    result.stdout.fnmatch_lines([f"coverage: {folder}/telegram-coverage.html"])
    found = json.loads((folder / "telegram-coverage.json").read_text())
    assert found["calls"] == [{"name": "a.b", "area": "a", "state": "served", "clients": {"telethon": {"answered": 1}}}]
    assert "telethon" in (folder / "telegram-coverage.html").read_text()

    run(CLIENTLESS, f"--report-dir={place}", *workers)
    assert json.loads((folder / "telegram-coverage.json").read_text()) == found


def cells(row: Element) -> list[str]:
    return [cell.text for cell in row.all("th", "td")]


def calls(page_: Element) -> list[Element]:
    """The rows of the table of calls that are to be seen."""
    return [row for row in page_.one("calls").all("tr") if row.all("td") and "hidden" not in row.attributes]


def names(page_: Element) -> list[str]:
    return [row.attributes["data-name"] for row in calls(page_)]


def test_the_page_reads_without_its_script() -> None:
    """Every call is a row with its state, every client a column with what it got and a line with its date."""
    drawn = parsed(page(DRAWN))

    assert [cells(row) for row in calls(drawn)] == [
        ["auth.sendCode", "auth", "served", "", "1 answered, 3 in error"],
        ["help.getConfig gone by layer 229", "help", "served", "11 answered", "2 answered"],
        ["stories.getAllStories", "stories", "refused", "1 refused", ""],
    ]
    assert drawn.one("summary").text.startswith("2 of 3 are served, the others refused by name. Clients called 3")
    assert [cells(row) for row in drawn.one("runs").all("tr")][1:] == [
        ["gramjs", "2026-01-02T03:04:05+00:00", "2", "1"],
        ["telethon", "2026-01-02T03:04:05+00:00", "2", "0"],
    ]


def test_the_page_stands_alone() -> None:
    """Nothing is loaded from anywhere, and a name from a client can't become markup."""
    hostile = "<img src=//x>"
    text = page(document("telegram", covered(**{hostile: {hostile: {"refused": 1}}}), "now"))

    drawn = parsed(text)
    assert names(drawn)[-1] == hostile
    assert not drawn.all("img", "link", "iframe")
    assert [script.attributes for script in drawn.all("script")] == [{}]
    assert "://" not in text
    assert "<!--" not in text


VIEWS = {
    "": (["auth.sendCode", "help.getConfig", "stories.getAllStories"], "3 of 3 shown"),
    "text=GETC": (["help.getConfig"], "1 of 3 shown"),
    "state=refused": (["stories.getAllStories"], "1 of 3 shown"),
    "area=auth": (["auth.sendCode"], "1 of 3 shown"),
    "caller=gramjs": (["help.getConfig", "stories.getAllStories"], "2 of 3 shown"),
    "caller=-": ([], "0 of 3 shown"),
    "caller=*&state=served": (["auth.sendCode", "help.getConfig"], "2 of 3 shown"),
    "by=name&descends": (["stories.getAllStories", "help.getConfig", "auth.sendCode"], "3 of 3 shown"),
    "by=client0&descends": (["help.getConfig", "stories.getAllStories", "auth.sendCode"], "3 of 3 shown"),
}
CLICKS = """
<script>
  document.querySelector('[data-key=client1] button').click();
  document.querySelector('[name=state]').value = 'served';
  document.querySelector('[name=state]').dispatchEvent(new Event('input', { bubbles: true }));
  document.body.dataset.address = location.hash;
</script></body>
"""


async def test_the_page_is_filtered_and_sorted_in_a_browser(browser: Browser) -> None:
    """Each view in the address shows its rows in its order, and says how many."""
    shown = browser.shows(page(DRAWN), *VIEWS)

    assert [(names(view), view.one("shown").text) for view in shown] == list(VIEWS.values())


async def test_clicks_choose_a_view_and_the_address_keeps_it(browser: Browser) -> None:
    """A click on a client's head sorts by its counts, a choice filters, and the address is that of the view."""
    [clicked] = browser.shows(page(DRAWN).replace("</body>", CLICKS), "")

    assert names(clicked) == ["auth.sendCode", "help.getConfig"]
    [head] = [head for head in clicked.all("th") if head.attributes.get("data-key") == "client1"]
    assert (head.text, head.attributes["aria-sort"]) == ("telethon", "descending")
    [body] = clicked.all("body")
    assert body.attributes["data-address"] == "#by=client1&descends=&state=served"
