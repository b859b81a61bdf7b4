"""The recorder, proven by runs of pytest inside a test: exit codes and run.json."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.reports.documents import verdicts

pytest_plugins = ["pytester"]

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


def test_interrupted_run_is_written_down(run: Any) -> None:
    """Ctrl-C leaves a run.json with what was shown until then, and says that it isn't complete."""
    result, document = run("def test_a(): pass\ndef test_b(): raise KeyboardInterrupt\ndef test_c(): pass")

    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert verdicts(document) == {"test_a": "passed", "test_b": "unknown"}
    assert document["tests"][1]["reason"] == "cut off before its end"
    assert not document["complete"]


IMPATIENT = """
class Again:
    def pytest_keyboard_interrupt(self, excinfo):
        raise KeyboardInterrupt

def test_a(request):
    request.config.pluginmanager.register(Again())
    raise KeyboardInterrupt
"""


def test_run_interrupted_twice_is_not_complete(run: Any) -> None:
    """A second Ctrl-C, before pytest has noted the first, makes no clean end of it."""
    _, document = run(IMPATIENT)

    assert (document["exit_code"], document["complete"]) == (2, False)


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
