"""Allure: results written beside ``run.json``, what the run was made of, and one self-contained page."""

from __future__ import annotations

import re
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

Tool = Callable[[Sequence[str], Path, str], bytes]
"""Runs npm's ``allure`` with these arguments where the given folder is at hand by its name; returns the file, named
last, that it wrote there. Raises when it fails or wrote no such file."""

TOOL: pytest.StashKey[Tool] = pytest.StashKey()
"""Where whoever can run the tool puts it (``config.stash``), to have a page made of every run."""


def write_results_to(config: pytest.Config, directory: Path) -> None:
    """Have allure-pytest write into ``directory``, cleared first, unless the command line says otherwise."""
    if getattr(config.option, "allure_report_dir", directory) is None:
        config.option.allure_report_dir = str(directory.absolute())
        config.option.clean_alluredir = not hasattr(config, "workerinput")


def attach(title: str, text: str, *, page: bool = False) -> None:
    """Attach a text, or a page, to the test that runs; without Allure or without a text nothing happens."""
    if text:
        kind = allure.attachment_type.HTML if page else allure.attachment_type.TEXT
        allure.attach(text.encode(errors="backslashreplace"), name=title, attachment_type=kind)


def attach_picture(title: str, png: bytes) -> None:
    """Attach a picture to the test that runs; without Allure nothing happens."""
    allure.attach(png, name=title, attachment_type=allure.attachment_type.PNG)


def describe(directory: Path, about: About, mask: Callable[[str], str] = str) -> None:
    """Write ``environment.properties``, masked: seed, options, and every part with its version."""
    if not directory.is_dir():
        return
    lines = {"seed": str(about.seed), **about.options, **versions()}
    lines |= {part.name: str(part) for part in about.parts.values()}
    text = "".join(f"{_escaped(name, key=True)} = {_escaped(value)}\n" for name, value in sorted(lines.items()))
    (directory / "environment.properties").write_text(mask(text), encoding="utf-8")


def _escaped(text: str, *, key: bool = False) -> str:
    flat = text.replace("\\", "\\\\").replace("\n", "\\n")
    return flat.replace(" ", "\\ ").replace("=", "\\=").replace(":", "\\:") if key else flat


def make_page(directory: Path, tool: Tool) -> Path:
    """Turn the results under ``directory`` into one HTML file that needs nothing beside it; return its path."""
    results = directory / RESULTS
    if not results.is_dir():
        raise FileNotFoundError(f"no Allure results in {results}: run the suites first")
    page = directory / PAGE
    page.unlink(missing_ok=True)  # an old page beside new results would mislead
    made = tool(["awesome", RESULTS, "--single-file", "--output", _SCRATCH], results, f"{_SCRATCH}/index.html")
    page.write_text(_FROM_OUTSIDE.sub("", made.decode()), encoding="utf-8")
    return page
