"""The scripts of ci/, run as a person runs them."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.runtime.engine import ROOT


def script(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script of ci/ and return how it ended."""
    return subprocess.run(
        [str(ROOT / "ci" / name), *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module", autouse=True)
def set_up() -> None:
    """Set the machine up, so that the tests see a run in which nothing is missing."""
    done = script("setup")
    assert done.returncode == 0, done.stderr


def test_nothing_is_done_twice():
    """When nothing is missing, ci/setup has nothing to say."""
    done = script("setup")

    assert (done.returncode, done.stderr) == (0, "")


def test_a_dead_engine_is_one_sentence():
    """When DOCKER_HOST names an engine that doesn't answer, no other is started in its place."""
    done = script("setup", DOCKER_HOST="unix:///no/such.sock")

    assert done.returncode == 1
    assert (
        done.stderr == "setup: no engine answers at DOCKER_HOST=unix:///no/such.sock: start it, or unset DOCKER_HOST\n"
    )


@pytest.mark.parametrize(
    ("arguments", "collected"),
    [
        (["tests/runtime/test_pki.py"], {"tests/runtime/test_pki.py"}),
        (["tests/runtime/test_pki.py::test_serial_numbers_differ"], {"tests/runtime/test_pki.py"}),
        (["-k", "serial_numbers or last_failure"], {"tests/runtime/test_pki.py", "tests/runtime/test_ready.py"}),
    ],
)
def test_paths_take_the_place_of_the_folder(arguments, collected):
    """`ci/test PATH` runs that path alone, and `ci/test -k WORD` looks through all tests."""
    done = script("test", *arguments, "--collect-only", "-q")

    found = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    assert found == collected, done.stdout + done.stderr


def test_the_runs_exit_status_is_pytests():
    """The script's exit status is that of pytest: 5, when nothing was collected."""
    assert script("test", "-k", "no_test_has_this_name", "-q", "tests/runtime/test_pki.py").returncode == 5
