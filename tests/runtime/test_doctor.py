"""The doctor, and the command line's way to say what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from harness.runtime import docker as engine
from harness.runtime import doctor
from harness.runtime.node import NodeSpec
from harness.runtime.ready import NotReadyError
from harness.runtime.trouble import TroubleError
from tests.runtime.engine import ROOT, runtime, tools

__all__ = ["runtime", "tools"]  # fixtures are found by their names in a test's module


def superbridge(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "harness.cli", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_healthy_machine_is_called_well():
    """With its images there, every check is well on this machine and the exit status is 0."""
    assert superbridge("images").returncode == 0

    report = superbridge("doctor")

    assert report.returncode == 0, report.stdout
    assert "from an open one, this machine is reached" in report.stdout
    for check in ("engine", "disk", "images", "reaper", "ports and DNS", "isolation", "CA bundle"):
        assert f"ok     {check}: " in report.stdout


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DOCKER_HOST": "unix:///no/such.sock"}, "WRONG  engine: No Docker engine answers. Start Docker"),
        ({"DOCKER_HOST": "tcp://127.0.0.1:9"}, "WRONG  engine: No Docker engine answers. Start Docker"),
        ({"DOCKER_HOST": "ssh://nobody@127.0.0.1"}, "WRONG  engine: An engine over ssh can't be used. Give its TCP"),
        ({"DOCKER_HOST": "nonsense://x"}, "WRONG  engine: DOCKER_HOST says 'nonsense://x'"),
        ({"SSL_CERT_FILE": "/nowhere.pem"}, "WRONG  CA bundle: SSL_CERT_FILE names /nowhere.pem, which is no file."),
        ({"SSL_CERT_FILE": str(ROOT / "pyproject.toml")}, "pyproject.toml is no CA bundle"),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(environment, sentence):
    """What stands in the way is one line with the remedy, and the exit status is 1."""
    report = superbridge("doctor", **environment)

    assert sentence in report.stdout
    assert report.returncode == 1
    assert "Traceback" not in report.stdout + report.stderr


async def test_a_network_that_is_open_is_called_wrong(runtime, tools):
    """A part that has a way out is found out, whether or not this machine has an Internet."""
    spec = NodeSpec("leaky", tools, ("-m", "http.server"), entrypoint=("python3",))
    leaky, _ = await runtime.start_published(spec, 8000)

    with pytest.raises(TroubleError, match=r"got out, to [\d.]+.*iptables"):
        await doctor.isolation(runtime, tools, leaky)


async def test_what_comes_too_late_has_a_remedy():
    """A check that waited in vain says what to do."""

    async def late() -> str:
        raise NotReadyError("the door", None, 20)

    assert "the door was not ready after 20.0 s" in str(await doctor._finding("ports", late))
    assert "lets local ports through, then try again" in str(await doctor._finding("ports", late))


def test_missing_images_are_listed():
    """Images that must come from a registry that doesn't answer are named as missing."""
    report = superbridge("doctor", "--images=published", "--registry=127.0.0.1:9")

    assert "WRONG  images: Missing: " in report.stdout
    assert "postgres" in report.stdout
    assert "Run ci/setup" in report.stdout


@pytest.mark.parametrize(
    "arguments", [["images", "nonsense"], ["images", "--images=published", "--registry=127.0.0.1:9"]]
)
def test_a_command_that_can_not_be_done_is_one_sentence(arguments):
    """The command line never shows a stack of Python: one sentence on standard error, and status 1."""
    done = superbridge(*arguments)

    assert done.returncode == 1
    assert "superbridge: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("write /x: no space left on device", "The engine's disk is full, seen while trying. Free some disk space"),
        ("connect: permission denied", "This user may not use Docker .*Add your user to the group"),
        ("Bind for 127.0.0.1:80 failed: port is already allocated", "A port was taken while trying.*Free that port"),
        (
            "could not find an available, non-overlapping IPv4 address pool",
            "no free address range.*docker network prune",
        ),
        ("something new", "Docker failed while trying: something new.*superbridge doctor"),
    ],
)
def test_the_engines_words_become_sentences(text, sentence):
    """What the engine says is told plainly, with what helps."""
    with pytest.raises(TroubleError, match=sentence), engine.plainly("trying"):
        raise engine.SdkError(text)
