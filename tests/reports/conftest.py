"""Runs of pytest inside a test, with the recorder, a stack that is none and a journal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "reports" / "run.schema.json").read_text())

PLUGIN = """
    import pytest
    from harness.core.fact import Fact
    from harness.core.journal import Journal
    from harness.core.verdict import Unknown
    from reports import evidence
    from reports.about import Part, about

    pytest_plugins = ["reports.recording"]

    def pytest_configure(config):
        about(config).seed = 7

    @pytest.fixture(scope="session")
    def stack(request):
        about(request.config).add(Part("homeserver", "1.163.2", "local"))
        about(request.config).add(Part("discord-bridge", "0.1", "local", stands_in_for="mautrix-discord"))

    @pytest.fixture
    def journal(request):
        journal = Journal(clock=lambda: 1000.0)
        evidence.give(request.node, evidence.Evidence(lambda: journal.facts, lambda: {"homeserver": "it stopped"}))
        return journal
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run pytest on the given test file in a process of its own; return its result and run.json."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest(PLUGIN)

    def run_(source: str, *options: str) -> tuple[pytest.RunResult, dict[str, Any]]:
        pytester.makepyfile(test_it="import pytest\nfrom conftest import *\n" + source)
        result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:faker", *options)
        path = pytester.path / "reports" / "out" / "run.json"
        document = json.loads(path.read_text()) if path.exists() else {}
        if document:
            jsonschema.validate(document, SCHEMA)
        return result, document

    return run_
