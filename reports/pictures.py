"""What a test's windows showed, as pictures: under ``screenshots/`` in the report directory, attached in Allure."""

from __future__ import annotations

import shutil

import pytest

from reports import allure
from reports.about import report_dir
from reports.stories import file_name

FOLDER = "screenshots"


def clear(config: pytest.Config) -> None:
    """Remove those of an earlier run, which would mislead beside this one's."""
    shutil.rmtree(report_dir(config) / FOLDER, ignore_errors=True)


def show(item: pytest.Item, title: str, png: bytes) -> None:
    """Keep a picture of a test, in the order in which they come, and attach it."""
    folder = report_dir(item.config) / FOLDER / file_name(item.nodeid)
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.iterdir())) + 1
    (folder / f"{number:02}-{file_name(title)}.png").write_bytes(png)
    allure.attach_picture(title, png)
