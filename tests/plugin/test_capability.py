"""The marker ``capability``: what it makes of claims, and what of mistakes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness import capability
from harness.parts import claims, dendrite_claims
from harness.spec import StackSpec
from tests.plugin.test_plugin import run

__all__ = ["run"]  # a fixture is found by its name in a test's module

pytest_plugins = ["pytester"]

TESTS = """
@pytest.mark.capability("text", way="discord-to-matrix")
def test_claimed(): assert 0

@pytest.mark.capability("poll", way="matrix-to-telegram")
def test_unclaimed(): assert 0

@pytest.mark.parametrize("here", ["discord"])
@pytest.mark.capability("poll")
def test_surprise(here): pass
"""


def test_what_nobody_claims_fails_nothing(run: Any, pytester: pytest.Pytester) -> None:
    """A claim that fails is a failure; what nobody claims is reported by name, and the table holds all of it."""
    result = run(TESTS)

    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "not claimed: test_it.py::test_unclaimed*mautrix-telegram (Python), ROADMAP and CHANGELOG of v0.15.3",
            "passed: test_it.py::test_surprise*works, though nobody claims it*mautrix-discord, ROADMAP*",
            "verdicts: 1 passed, 1 failed, 0 known broken, 1 not claimed, 0 unknown",
        ],
        consecutive=False,
    )
    written = json.loads((pytester.path / "reports" / "out" / "capabilities.json").read_text())
    rows = {(row["capability"], row["way"]): row["verdict"] for row in written["rows"]}
    assert rows["text", "discord-to-matrix"] == "failed"
    assert rows["poll", "matrix-to-telegram"] == "not claimed"
    assert rows["edit", "discord-to-matrix"] == "unknown"
    assert (pytester.path / "reports" / "out" / "capabilities.html").exists()


DOUBTFUL = """
import pytest
def test_sure(): pass
@pytest.mark.not_claimed
def test_unclaimed(): pass
@pytest.mark.known_broken(scenario="x.py::test_minimal", reference="bridge#12")
def test_broken(): pass
"""


def test_what_is_likely_to_fail_is_not_waited_for_as_long(pytester: pytest.Pytester) -> None:
    """Where nothing need come, or is known not to, a test gives up sooner than where somebody claims that it comes."""
    waits = {item.name: capability.patience(item, 20.0) for item in pytester.getitems(DOUBTFUL)}

    assert waits == {"test_sure": 20.0, "test_unclaimed": 8.0, "test_broken": 8.0}


def test_known_bug_marks_what_fails_by_it(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that a bridge's known bug breaks is marked with the scenario and the reference; its neighbour isn't."""
    broken, sound = pytester.getitems("def test_a(): pass\ndef test_b(): pass")
    bug = claims.Bug((broken.nodeid,), "x.py::test_minimal", "bridge#12")
    ours = claims.Claims("a bridge", "telegram", frozenset(), frozenset(), "ROADMAP", (bug,))
    monkeypatch.setattr(claims, "of", lambda **_: (ours,))

    capability.read([broken, sound], StackSpec())

    marker = broken.get_closest_marker("known_broken")
    assert marker is not None
    assert marker.kwargs == {"scenario": "x.py::test_minimal", "reference": "bridge#12"}
    assert sound.get_closest_marker("known_broken") is None


@pytest.mark.parametrize("mark", ["'nonsense', way='discord-to-matrix'", "'text', way='up-to-down'", "'text'", ""])
def test_a_mistaken_marker_is_a_sentence(run: Any, mark: str) -> None:
    """A capability or a way that nobody knows ends the run with a sentence that says where to look."""
    result = run(f"@pytest.mark.capability({mark})\ndef test(): pass")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: test_it.py::test: no capability *see harness/parts/claims.py"])


def test_what_is_known_of_dendrite_marks_tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where server B is a Dendrite, its bugs and what it doesn't have mark their tests, and no others."""
    broken, absent, sound = pytester.getitems("def test_a(): pass\ndef test_b(): pass\ndef test_c(): pass")
    bug = claims.Bug((broken.nodeid,), "x.py::test_minimal", "dendrite#12")
    monkeypatch.setattr(dendrite_claims, "BUGS", (bug,))
    monkeypatch.setattr(dendrite_claims, "UNCLAIMED", (dendrite_claims.Unclaimed("no route", (absent.nodeid,)),))

    capability.read_of_dendrite([broken, absent, sound])

    marks = [[mark.name for mark in item.iter_markers()] for item in (broken, absent, sound)]
    assert marks == [["known_broken"], ["not_claimed"], []]
    marker = absent.get_closest_marker("not_claimed")
    assert marker is not None
    assert marker.kwargs == {"reference": "no route"}
