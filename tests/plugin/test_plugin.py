"""The plug-in, proven by runs of pytest inside a test, where no engine answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]

CONFTEST = """
from types import SimpleNamespace
import pytest
from harness.core.journal import Journal

pytest_plugins = ["harness.plugin"]

class Scene:
    facts = Journal(lambda: 1000.0)
    account = None
    stage = SimpleNamespace(patience=1.0)

    async def judged(self, refusals):
        raise AssertionError(f"a fence never came, with {sorted(refusals)} expected")

    async def close(self):
        print("the scene is closed")

async def take(wish):
    return Scene()

@pytest.fixture
def fake_stack():
    return SimpleNamespace(pool=SimpleNamespace(take=take, begin=lambda *wishes: None))
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run pytest with the plug-in on the given test file, in a process of its own; return its result."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("DOCKER_HOST", "unix:///no/such.sock")
    monkeypatch.delenv("SUPERBRIDGE_RUN", raising=False)
    pytester.makeconftest(CONFTEST)
    pytester.makeini("[pytest]\nasyncio_mode = auto")

    def run_(source: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(test_it="import pytest\n" + source)
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", *options)

    return run_


def test_engine_that_is_missing_is_one_sentence_to_workers(run: Any) -> None:
    """With workers and no engine the run ends with a sentence and a remedy, and no traceback."""
    result = run("def test(): pass", "-n", "2")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: No Docker engine answers. Start Docker *"])
    result.stdout.no_fnmatch_line("*INTERNALERROR*")
    result.stderr.no_fnmatch_line("*Traceback*")


def test_replay_names_what_it_needs(run: Any) -> None:
    """A failed test's replay takes its images from where this run took them, and leaves out nothing that ran."""
    result = run("def test(): assert 0", "--seed=5", "--registry=localhost:5000", "--full", "--browser")

    result.stdout.fnmatch_lines(["ci/suites 'test_it.py::test' --seed=5 *--registry=localhost:5000 --full --browser"])


@pytest.mark.parametrize(("given", "ran"), [((), 1), (("--browser",), 2), (("--browser", "--full"), 3)])
def test_what_nobody_asked_for_is_left_out(run: Any, given: tuple[str, ...], ran: int) -> None:
    """Long tests and those in a browser run when they are asked for; how many were left out is said."""
    marked = "".join(f"@pytest.mark.{name}\ndef test_{name}(): pass\n" for name in ("full", "browser"))

    result = run(f"def test(): pass\n{marked}", *given)

    result.assert_outcomes(passed=ran, deselected=3 - ran)


def test_scene_that_can_not_be_judged_is_closed(run: Any) -> None:
    """Where the laws can't be asked, the test fails and its people's sessions end all the same."""
    result = run(
        "@pytest.fixture(scope='session')\ndef stack(): import conftest; return conftest.fake_stack.__wrapped__()\n"
        "@pytest.mark.expects_refusal('X')\nasync def test(scene): pass",
        "-s",
    )

    assert result.ret == 1
    result.stdout.fnmatch_lines(["*the scene is closed*", "*a fence never came, with *'X'* expected*"])
