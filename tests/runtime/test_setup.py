"""The scripts of ci/, run as a person runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

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


def test_no_docker_program_is_needed(tmp_path):
    """Where an engine answers at DOCKER_HOST and there is no program docker, as beside Podman, nothing is missing."""
    for program in Path("/usr/bin").iterdir():
        if program.name != "docker":
            (tmp_path / program.name).symlink_to(program)

    done = script("setup", PATH=str(tmp_path), DOCKER_HOST="unix:///var/run/docker.sock")

    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def elsewhere(tmp_path):
    """A checkout with nothing but ci/setup, and programs that play a machine: root, Debian, an engine that answers."""
    for name in ("ci", "bin", ".venv/bin"):
        (tmp_path / name).mkdir(parents=True)
    shutil.copy(ROOT / "ci" / "setup", tmp_path / "ci")
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    played = {
        "bin/id": "echo 0",
        "bin/apt-get": f'echo "$@" >>{tmp_path}/apt',
        "bin/apt-cache": "",
        "bin/docker": '[ "$1" != buildx ]',
        ".venv/bin/python": '[ "$3" != builder ]',
    }
    for name, script in played.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def set_up_in(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a checkout's ci/setup, its played programs first."""
    path = {"PATH": f"{checkout}/bin:/usr/bin:/bin:/usr/sbin"}
    command = [str(checkout / "ci" / "setup")]
    return subprocess.run(
        command, env=os.environ | path | environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_client_that_can_not_build_gets_its_packages(elsewhere):
    """Where docker can't build, the packages that bring BuildKit are installed; where it can, none is."""
    done = set_up_in(elsewhere)
    assert done.returncode == 0, done.stderr
    assert "install -q -y --no-install-recommends docker-cli docker-buildx\n" in (elsewhere / "apt").read_text()

    (elsewhere / "apt").write_text("")
    (elsewhere / "bin" / "docker").write_text("#!/bin/sh\n")
    assert set_up_in(elsewhere).returncode == 0
    assert "docker" not in (elsewhere / "apt").read_text()


def test_a_missing_python_ends_it(elsewhere):
    """Where no Python is new enough, that is the last and only thing said."""
    shutil.rmtree(elsewhere / ".venv")
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        (elsewhere / "bin" / name).write_text("#!/bin/sh\nexit 1\n")
        (elsewhere / "bin" / name).chmod(0o755)

    done = set_up_in(elsewhere)

    assert (done.returncode, done.stderr) == (1, "setup: Python 3.11 or newer is missing: install it\n")


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
