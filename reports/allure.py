"""Allure: results written beside ``run.json``, what the run was made of, and one self-contained page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import allure
import pytest

from reports.about import About
from reports.run import versions

RESULTS = "allure-results"
PAGE = "report.html"
_SCRATCH = "allure-page"

# The generator can't be told to leave its counter of visitors out.
_FROM_OUTSIDE = re.compile(r"<script\b[^>]*\bsrc=[\"']?(?:https?:)?//[^>]*>\s*</script>", re.IGNORECASE)

Tool = Callable[[Sequence[str], Path], None]
"""Runs npm's ``allure`` with these arguments in the given directory; raises when it fails."""

TOOL: pytest.StashKey[Tool] = pytest.StashKey()
"""Where whoever can run the tool puts it (``config.stash``), to have a page made of every run."""


def write_results_to(config: pytest.Config, directory: Path) -> None:
    """Have allure-pytest write into ``directory``, cleared first, unless the command line says otherwise."""
    if getattr(config.option, "allure_report_dir", directory) is None:
        config.option.allure_report_dir = str(directory.absolute())
        config.option.clean_alluredir = not hasattr(config, "workerinput")


def attach(title: str, text: str) -> None:
    """Attach a text to the test that runs; without Allure or without a text nothing happens."""
    if text:
        allure.attach(text, name=title, attachment_type=allure.attachment_type.TEXT)


def describe(directory: Path, about: About) -> None:
    """Write ``environment.properties``: seed, options, and every part with its version."""
    if not directory.is_dir():
        return
    lines = {"seed": str(about.seed), **about.options, **versions()}
    lines |= {part.name: str(part) for part in about.parts.values()}
    text = "".join(f"{_escaped(name, key=True)} = {_escaped(value)}\n" for name, value in sorted(lines.items()))
    (directory / "environment.properties").write_text(text, encoding="utf-8")


def _escaped(text: str, *, key: bool = False) -> str:
    flat = text.replace("\\", "\\\\").replace("\n", "\\n")
    return flat.replace(" ", "\\ ").replace("=", "\\=").replace(":", "\\:") if key else flat


def make_page(directory: Path, tool: Tool) -> Path:
    """Turn the results under ``directory`` into one HTML file that needs nothing beside it; return its path."""
    results = directory / RESULTS
    if not results.is_dir():
        raise FileNotFoundError(f"no Allure results in {results}: run the suites first")
    tool(["awesome", RESULTS, "--single-file", "--output", _SCRATCH], directory)
    made = directory / _SCRATCH / "index.html"
    if not made.is_file():
        raise FileNotFoundError(f"npm's allure ended without writing {made}")
    (directory / PAGE).write_text(_FROM_OUTSIDE.sub("", made.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.rmtree(directory / _SCRATCH, ignore_errors=True)
    return directory / PAGE
