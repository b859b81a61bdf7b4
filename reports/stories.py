"""Where the stories of a run's tests are put: a page a test, under ``stories/`` in the report directory."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from harness.core.verdict import Verdict
from reports import allure, evidence, run
from reports.about import report_dir

FOLDER = "stories"
_LONGEST = 120  # characters of a file's name


def add_option(group: pytest.OptionGroup) -> None:
    """Add ``--stories``."""
    group.addoption(
        "--stories",
        choices=("failed", "all"),
        default="failed",
        help="which tests' stories are drawn, as pages under stories/ (%(default)s: those that did not pass)",
    )


def clear(config: pytest.Config) -> None:
    """Remove the stories of an earlier run, which would mislead beside this one's."""
    shutil.rmtree(report_dir(config) / FOLDER, ignore_errors=True)


def draw(item: pytest.Item, verdict: Verdict, phase: str | None) -> None:
    """Write and attach the story of a test that did not pass, or of any at its end where all are asked for."""
    wanted = verdict is not Verdict.PASSED or (phase == "teardown" and item.config.getoption("stories") == "all")
    told = evidence.story_of(item) if wanted else ""
    if not told:
        return
    path = report_dir(item.config) / FOLDER / f"{file_name(item.nodeid)}.html"
    run.write_text(path, told)
    allure.attach("story", told, page=True)


def file_name(nodeid: str) -> str:
    """Return a test's id as a name that every file system takes; a long one is cut and keeps a digest of the whole."""
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", nodeid).strip("-")
    if len(plain) <= _LONGEST:
        return plain
    return f"{plain[:_LONGEST]}-{hashlib.sha256(nodeid.encode()).hexdigest()[:8]}"


def where(directory: Path) -> str:
    """Say how many stories were drawn and where; empty where there are none."""
    drawn = len(list((directory / FOLDER).glob("*.html")))
    return f"stories: {drawn} in {directory / FOLDER}" if drawn else ""
