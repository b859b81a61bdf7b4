"""What a test reads in a run.json."""

from __future__ import annotations

from typing import Any


def verdicts(document: dict[str, Any]) -> dict[str, str]:
    return {test["id"].partition("::")[2]: test["verdict"] for test in document["tests"]}
