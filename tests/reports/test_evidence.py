"""What a failure shows, and where the reports of a run are put."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reports.documents import verdicts

pytest_plugins = ["pytester"]

FAILING = """
def test_it(journal, stack):
    'What alice says arrives.'
    journal.append(Fact(at=1.0, network="discord", kind="message", author_name="alice", text="hi", cause="control"))
    journal.append(
        Fact(at=1.04, network="matrix", kind="message", author_name="alice", text="ho", witness="matrix.bob")
    )
    assert 0
"""


def test_failure_shows_its_timeline(run: Any) -> None:
    """A failing test prints what happened on every network, the logs' tails and the command that replays it."""
    result, document = run(FAILING)

    result.stdout.fnmatch_lines(
        [
            "*timeline*",
            "*ms  network  what * who * text  seen by",
            "*+0  discord  message *alice*hi*fake",
            "*+40  matrix *message *alice*ho*matrix.bob",
            "--- homeserver",
            "it stopped",
            "ci/suites 'test_it.py::test_it' --seed=7",
        ]
    )
    assert document["tests"][0]["claim"] == "What alice says arrives."


def test_logs_that_cannot_be_read_hide_nothing(run: Any) -> None:
    """A failure stays a failure when its logs are gone, and says that they are."""
    result, document = run(
        "def test(request):\n    def gone(): raise OSError('no container')\n"
        "    evidence.give(request.node, evidence.Evidence(lambda: [], gone))\n    assert 0"
    )

    assert verdicts(document) == {"test": "failed"}
    result.stdout.fnmatch_lines(["(the logs could not be read: OSError: no container)"])


SECRETIVE = """
def test_it(request):
    made_of = about(request.config)
    made_of.options["discord_bridge"] = "/elsewhere/bridge"
    made_of.replay_options.append("--discord-bridge=/elsewhere/bridge")
    said = Fact(at=1.0, network="matrix", kind="message", text="access_token=abcdef12")
    logs = {"bridge": "/elsewhere/bridge has access_token=abcdef12", "door": str(request.config.rootpath / "x")}
    evidence.give(request.node, evidence.Evidence(lambda: [said], lambda: logs))
    assert 0
"""


def test_evidence_is_masked(run: Any, pytester: pytest.Pytester) -> None:
    """Timeline, logs and Allure's environment show no secret and no path; the command to copy keeps its paths."""
    result, _ = run(SECRETIVE)

    result.stdout.fnmatch_lines(
        [
            "*message *access_token=<secret 1>*",
            "PATH has access_token=<secret 1>",
            "<project>/x",
            "ci/suites 'test_it.py::test_it' --seed=7 --discord-bridge=/elsewhere/bridge",
        ]
    )
    results = pytester.path / "reports" / "out" / "allure-results"
    shown = [path.read_text() for path in [*results.glob("*-attachment.txt"), results / "environment.properties"]]
    assert "discord_bridge = PATH\n" in shown[-1]
    assert [text for text in shown if "abcdef12" in text or "/elsewhere" in text or str(pytester.path) in text] == []


def test_reports_go_where_they_are_sent(run: Any, pytester: pytest.Pytester) -> None:
    """--report-dir moves run.json and Allure's results, and leaves nothing in the usual place."""
    run(FAILING, "--report-dir=elsewhere")

    assert (pytester.path / "elsewhere" / "run.json").is_file()
    assert not (pytester.path / "reports").exists()


def test_allure_gets_evidence_and_environment(run: Any, pytester: pytest.Pytester) -> None:
    """Allure's results hold the timeline, the logs and the parts with their versions."""
    run(FAILING)

    results = pytester.path / "reports" / "out" / "allure-results"
    titles = {
        attached["name"]
        for path in results.glob("*-result.json")
        for attached in json.loads(path.read_text())["attachments"]
    }
    assert {"timeline (* is what our people did)", "tails of the logs", "replay"} <= titles
    environment = (results / "environment.properties").read_text()
    assert "discord-bridge = discord-bridge 0.1 (local, standing in for mautrix-discord)\n" in environment
    assert "seed = 7\n" in environment


PAGE_TOOL = """
import pytest
from reports import allure

def tool(arguments, given, made):
    if {fails}:
        raise RuntimeError("the report image can't be had")
    return str(len(list(given.glob("*-result.json")))).encode()

@pytest.fixture(scope="session", autouse=True)
def page(request): request.config.stash[allure.TOOL] = tool
def test(): pass
"""


@pytest.mark.parametrize(
    ("fails", "line"), [(False, "report: *report.html"), (True, "no report.html: the report image can't be had")]
)
def test_page_is_made_at_the_end(run: Any, pytester: pytest.Pytester, *, fails: bool, line: str) -> None:
    """With a tool at hand the page is made of all results; one that fails is told and changes no verdict."""
    result, _ = run(PAGE_TOOL.format(fails=fails))

    assert result.ret == 0
    result.stdout.fnmatch_lines([line])
    page = pytester.path / "reports" / "out" / "report.html"
    assert fails or page.read_text() == "1"


def stories(pytester: pytest.Pytester) -> dict[str, str]:
    folder = pytester.path / "reports" / "out" / "stories"
    return {path.name: path.read_text() for path in folder.glob("*")}


def test_a_story_is_drawn_of_what_failed(run: Any, pytester: pytest.Pytester) -> None:
    """A test that did not pass has its story as a page, masked and attached; one that passed has one when asked for."""
    passing = FAILING.replace("test_it(", "test_well(").replace("assert 0", "assert 1")

    result, _ = run(FAILING + passing)
    drawn = stories(pytester)
    run(passing, "--stories=all")

    assert set(drawn) == {"test_it.py-test_it.html"}
    assert '"it stopped"' in drawn["test_it.py-test_it.html"]
    result.stdout.fnmatch_lines(["stories: 1 in *stories"])
    assert set(stories(pytester)) == {"test_it.py-test_well.html"}
    assert list((pytester.path / "reports" / "out" / "allure-results").glob("*-attachment.html"))


def test_a_story_is_masked(run: Any, pytester: pytest.Pytester) -> None:
    """Neither tokens nor this machine's paths get into a story."""
    run(SECRETIVE)

    [drawn] = stories(pytester).values()
    assert "abcdef12" not in drawn
    assert str(pytester.path) not in drawn
