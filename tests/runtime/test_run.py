"""A run: joined through the environment, and tidied up however it ends."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from harness.runtime.ready import until
from harness.runtime.run import Run
from harness.runtime.trouble import TroubleError
from tests.runtime.processes import first_line, python

BEGIN_AND_STAY = """
import time
from harness.runtime.run import Run
print("directory", Run.begin().directory)
time.sleep(60)
"""

JOIN = "from harness.runtime.run import Run; run = Run.current(); print('run', run.id, run.owner)"


@pytest.fixture(autouse=True)
def no_run_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the run that these tests are part of; what they set is undone."""
    monkeypatch.setenv("SUPERBRIDGE_RUN", "hidden")
    monkeypatch.delenv("SUPERBRIDGE_RUN")


def test_whoever_is_started_by_a_run_joins_it():
    """A process that finds a run in its environment joins it, with the same id and directory, and owns nothing."""
    begun = Run.begin()
    with python(JOIN) as joining:
        seen = first_line(joining, "run ")
    begun.close()

    assert seen == f"{begun.id} False"


def test_runs_differ():
    """Without one to join, every process begins a run of its own."""
    runs = []
    for _ in range(2):
        runs.append(Run.current())
        runs[-1].close()

    assert runs[0].id != runs[1].id
    assert all(run.owner for run in runs)


def test_a_closed_run_leaves_nothing():
    """At the end the directory is gone, and so is the run's name in the environment."""
    run = Run.begin()
    assert run.directory.is_dir()
    assert "SUPERBRIDGE_RUN" in os.environ

    run.close()

    assert not run.directory.exists()
    assert "SUPERBRIDGE_RUN" not in os.environ


def test_a_killed_run_leaves_no_directory():
    """The directory goes even when its owner is killed and can't do anything about it."""
    owner = python(BEGIN_AND_STAY)
    directory = Path(first_line(owner, "directory "))
    (directory / "something").touch()
    assert directory.is_dir()

    owner.kill()
    owner.communicate()

    async def gone() -> None:
        assert not await asyncio.to_thread(directory.exists)

    asyncio.run(until(gone, deadline=10, what="the end of the directory"))


def test_an_orphan_starts_nothing(monkeypatch):
    """When a run's owner is gone, whoever joined it refuses to start things that nobody would remove."""
    owner = python("")
    owner.communicate()
    monkeypatch.setenv("SUPERBRIDGE_RUN", f"abc:{owner.pid}:/nowhere")

    with pytest.raises(TroubleError, match="The run abc has ended"):
        Run.current().must_be_alive()

    monkeypatch.setenv("SUPERBRIDGE_RUN", f"abc:{os.getppid()}:/nowhere")
    Run.current().must_be_alive()
