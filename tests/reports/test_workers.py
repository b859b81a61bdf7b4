"""Runs with workers of xdist: one record of what all of them showed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reports.documents import verdicts

pytest_plugins = ["pytester"]

MANY = """
def test_it(stack): assert 0
@pytest.mark.parametrize("n", range(6))
def test_many(n, stack): pass
def test_unknown(): raise Unknown("no control")
@pytest.mark.not_claimed
def test_unclaimed(): assert 0
"""


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


def test_bad_excuse_fails_a_run_of_workers(run: Any) -> None:
    """With workers a marker without a ground fails the run as well, in the same words."""
    result, document = run("@pytest.mark.xfail\ndef test(): assert 0", "-n", "2", "--allow-unknown")

    assert result.ret == 1
    assert len(document["faults"]) == 1
    result.stdout.fnmatch_lines(["the run failed: *xfail says too little here*"])
