"""The recorder, proven by runs of pytest inside a test: exit codes, run.json, workers and what a failure prints."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "reports" / "run.schema.json").read_text())

PLUGIN = """
    import pytest
    from harness.core.fact import Fact
    from harness.core.journal import Journal
    from harness.core.verdict import Unknown
    from reports import evidence
    from reports.about import Part, about

    pytest_plugins = ["reports.recording"]

    def pytest_configure(config):
        about(config).seed = 7

    @pytest.fixture(scope="session")
    def stack(request):
        about(request.config).add(Part("homeserver", "1.163.2", "local"))
        about(request.config).add(Part("discord-bridge", "0.1", "local", stands_in_for="mautrix-discord"))

    @pytest.fixture
    def journal(request):
        journal = Journal(clock=lambda: 1000.0)
        evidence.give(request.node, evidence.Evidence(lambda: journal.facts, lambda: {"homeserver": "it stopped"}))
        return journal
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run pytest on the given test file in a process of its own; return its result and run.json."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest(PLUGIN)

    def run_(source: str, *options: str) -> tuple[pytest.RunResult, dict[str, Any]]:
        pytester.makepyfile(test_it="import pytest\nfrom conftest import *\n" + source)
        result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:faker", *options)
        path = pytester.path / "reports" / "out" / "run.json"
        document = json.loads(path.read_text()) if path.exists() else {}
        if document:
            jsonschema.validate(document, SCHEMA)
        return result, document

    return run_


def verdicts(document: dict[str, Any]) -> dict[str, str]:
    return {test["id"].partition("::")[2]: test["verdict"] for test in document["tests"]}


BROKEN = 'pytest.mark.known_broken(scenario="suites/x.py::test_y", reference="bridge#12")'

CASES = {
    "a pass": ("def test(): pass", "passed", 0),
    "a failed assertion": ("def test(): assert 1 == 2", "failed", 1),
    "an error of the test's own": ("def test(): {}['x']", "failed", 1),
    "a control that did not show": ("def test(): raise Unknown('no control')", "unknown", 1),
    "several unknowns at once": ("def test(): raise ExceptionGroup('all', [Unknown('a'), Unknown('b')])", "unknown", 1),
    "a failure beside an unknown": (
        "def test(): raise ExceptionGroup('all', [Unknown('a'), AssertionError('b')])",
        "failed",
        1,
    ),
    "a set-up that fails": (
        "@pytest.fixture\ndef broken(): raise RuntimeError('no engine')\ndef test(broken): pass",
        "unknown",
        1,
    ),
    "a skip": ("def test(): pytest.skip('no toolchain')", "unknown", 1),
    "a law broken at the end": (
        "@pytest.fixture\ndef laws():\n    yield\n    assert not 'breach'\ndef test(laws): pass",
        "failed",
        1,
    ),
    "a known bug": (f"@{BROKEN}\ndef test(): assert 0", "known broken", 0),
    "a known bug that is gone": (f"@{BROKEN}\ndef test(): pass", "failed", 1),
    "a known bug that only the laws see": (
        f"@pytest.fixture\ndef laws():\n    yield\n    assert 0\n@{BROKEN}\ndef test(laws): pass",
        "known broken",
        0,
    ),
    "a known bug that nobody could try": (f"@{BROKEN}\ndef test(): raise Unknown('no bridge')", "unknown", 1),
    "what nobody claims, failing": ("@pytest.mark.not_claimed\ndef test(): assert 0", "not claimed", 0),
    "what nobody claims, working": ("@pytest.mark.not_claimed\ndef test(): pass", "passed", 0),
}


def test_each_outcome_gets_its_verdict(run: Any, pytester: pytest.Pytester) -> None:
    """Each way for a test to end has one verdict, and run.json has it."""
    head = "import pytest\nfrom conftest import *\n"
    for number, (source, _, _) in enumerate(CASES.values()):
        (pytester.path / f"test_case_{number}.py").write_text(head + source)

    _, document = run("")

    got = {test["id"]: test["verdict"] for test in document["tests"]}
    assert got == {f"test_case_{number}.py::test": case[1] for number, case in enumerate(CASES.values())}
    assert document["totals"] == Counter(got.values())


ONE_OF_EACH = {f"{verdict}, {code}": (source, code) for source, verdict, code in CASES.values()}


@pytest.mark.parametrize(("source", "code"), ONE_OF_EACH.values(), ids=ONE_OF_EACH.keys())
def test_each_verdict_has_its_exit_code(run: Any, source: str, code: int) -> None:
    """A run ends with 1 for what failed or is unknown, and with 0 for what passed or is excused with a ground."""
    result, document = run(source)

    assert (result.ret, document["exit_code"]) == (code, code)


UNKNOWNS = "def test_a(): raise Unknown('no control')\ndef test_b(): pytest.skip('no toolchain')\ndef test_c(): pass"


def test_unknown_can_be_allowed(run: Any) -> None:
    """With --allow-unknown a run of unknowns ends with 0, and they are still counted as unknown."""
    result, document = run(UNKNOWNS, "--allow-unknown")

    assert result.ret == 0
    assert document["totals"]["unknown"] == 2
    result.stdout.fnmatch_lines(["*= 1 passed, 2 unknown in *"])


def test_allowing_unknown_excuses_no_failure(run: Any) -> None:
    """With --allow-unknown a failure still fails the run."""
    result, _ = run("def test(): assert 0", "--allow-unknown")

    assert result.ret == 1


def test_summary_names_all_five(run: Any) -> None:
    """The terminal counts all five verdicts, those with none as well."""
    result, _ = run(f"{UNKNOWNS}\n@{BROKEN}\ndef test_d(): assert 0")

    result.stdout.fnmatch_lines(
        [
            "known broken: test_it.py::test_d: AssertionError: assert 0 bridge#12 (shown by suites/x.py::test_y)",
            "verdicts: 1 passed, 0 failed, 1 known broken, 0 not claimed, 2 unknown",
        ]
    )


def test_one_broken_set_up_is_told_once(run: Any) -> None:
    """A stack that can't start is explained once, not once for each test that wanted it."""
    result, _ = run(
        "@pytest.fixture(scope='session')\ndef broken(): raise RuntimeError('the engine is away')\n"
        "@pytest.mark.parametrize('n', range(3))\ndef test(broken, n): pass"
    )

    result.stdout.fnmatch_lines(["*test_it.py::test?0? and 2 more*", "*RuntimeError: the engine is away"])
    assert result.stdout.str().count("E   RuntimeError: the engine is away") == 1


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


MANY = (
    FAILING
    + """
@pytest.mark.parametrize("n", range(6))
def test_many(n, stack): pass
def test_unknown(): raise Unknown("no control")
@pytest.mark.not_claimed
def test_unclaimed(): assert 0
"""
)


def test_workers_verdicts_are_merged(run: Any) -> None:
    """With two workers one run.json holds every test, every part and the workers' names."""
    result, document = run(MANY, "-n", "2")

    assert result.ret == 1
    assert document["totals"] == {"passed": 6, "failed": 1, "known broken": 0, "not claimed": 1, "unknown": 1}
    assert [part["name"] for part in document["parts"]] == ["discord-bridge", "homeserver"]
    assert document["parts"][0]["stands_in_for"] == "mautrix-discord"
    assert {test["worker"] for test in document["tests"]} == {"gw0", "gw1"}
    result.stdout.fnmatch_lines(["ci/suites 'test_it.py::test_it' --seed=7"])


def test_dead_worker_is_a_failure(run: Any) -> None:
    """A test that takes its worker down is recorded as failed, and the others as what they were."""
    result, document = run("import os\ndef test_dies(): os._exit(3)\ndef test_lives(): pass", "-n", "2")

    assert result.ret == 1
    assert verdicts(document) == {"test_dies": "failed", "test_lives": "passed"}


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "workers"])
def test_fault_of_no_test_fails_the_run(run: Any, workers: list[str]) -> None:
    """What belongs to no test fails a run of passes, and is said."""
    result, document = run(
        "def test(request): about(request.config).fail('nobody asked for messages.getFoo')", *workers
    )

    assert result.ret == 1
    assert document["faults"] == ["nobody asked for messages.getFoo"]
    result.stdout.fnmatch_lines(["the run failed: nobody asked for messages.getFoo"])


REFUSED = {
    "xfail": ("@pytest.mark.xfail", "*xfail says too little here; use known_broken or not_claimed*"),
    "no reference": ("@pytest.mark.known_broken(scenario='x')", "*known_broken needs scenario=*"),
    "empty scenario": ("@pytest.mark.known_broken(scenario='', reference='y')", "*known_broken needs scenario=*"),
}


@pytest.mark.parametrize(("marker", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_excuse_without_ground_is_refused(run: Any, marker: str, sentence: str) -> None:
    """A marker that excuses a failure without saying where it is shown stops the run."""
    result, _ = run(f"{marker}\ndef test(): pass")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([sentence])


def test_bad_excuse_fails_a_run_of_workers(run: Any) -> None:
    """With workers a marker without a ground fails the run as well, in the same words."""
    result, document = run("@pytest.mark.xfail\ndef test(): assert 0", "-n", "2", "--allow-unknown")

    assert result.ret == 1
    assert len(document["faults"]) == 1
    result.stdout.fnmatch_lines(["the run failed: *xfail says too little here*"])


def test_interrupted_run_is_written_down(run: Any) -> None:
    """Ctrl-C leaves a run.json with what was shown until then, and says that it isn't complete."""
    result, document = run("def test_a(): pass\ndef test_b(): raise KeyboardInterrupt\ndef test_c(): pass")

    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert verdicts(document) == {"test_a": "passed", "test_b": "unknown"}
    assert document["tests"][1]["reason"] == "cut off before its end"
    assert not document["complete"]


def test_run_that_leaves_no_record_fails(run: Any, pytester: pytest.Pytester) -> None:
    """A run of passes whose run.json can't be written fails with a sentence and its remedy."""
    (pytester.path / "file").write_text("in the way")

    result, _ = run("def test(): pass", "--report-dir=file/reports", "-p", "no:allure_pytest")

    assert result.ret == 1
    result.stdout.fnmatch_lines(["no run.json: *; free some space or give another --report-dir"])


def test_uncollectable_file_is_unknown(run: Any) -> None:
    """A file that can't be imported stands in run.json as unknown, in a run that isn't complete."""
    result, document = run("import nothing_of_that_name")

    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert not document["complete"]
    assert document["tests"][0]["verdict"] == "unknown"
    assert "nothing_of_that_name" in document["tests"][0]["reason"]


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
