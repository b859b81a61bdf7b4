"""``run.json``: what a run was made of and what each test showed, written whole or not at all."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from harness.core.verdict import Verdict, gravest
from reports.about import About

RUN_VERSION = 1


@dataclass(slots=True)
class Shown:
    """What one test showed so far: a verdict and perhaps a reason for each phase, and seconds in all."""

    id: str
    claim: str = ""
    verdicts: list[Verdict] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    remark: str = ""
    reference: str = ""
    worker: str = ""
    seconds: float = 0.0
    ended: bool = False

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict of all phases; a test that was cut off before its end has shown nothing by passing."""
        return gravest(self.verdicts if self.ended else [*self.verdicts, Verdict.UNKNOWN])

    def document(self) -> dict[str, Any]:
        """Return the test's entry in ``run.json``; what is empty is left out."""
        entry = {
            "id": self.id,
            "verdict": self.verdict.value,
            "seconds": round(self.seconds, 3),
            "claim": self.claim,
            "reason": "\n".join([*self.reasons, *([] if self.ended else ["cut off before its end"])]),
            "remark": self.remark,
            "reference": self.reference,
            "worker": self.worker,
        }
        return {name: value for name, value in entry.items() if value != ""}


def totals(tests: Sequence[Shown]) -> dict[str, int]:
    """Count the tests by verdict; all five are named."""
    return {verdict.value: sum(test.verdict is verdict for test in tests) for verdict in Verdict}


def document(about: About, tests: Sequence[Shown], *, started: str, seconds: float, exit_code: int) -> dict[str, Any]:
    """Return the whole of ``run.json`` (``reports/run.schema.json``); ``started`` is ISO 8601."""
    return {
        "v": RUN_VERSION,
        "started": started,
        "seconds": round(seconds, 3),
        "exit_code": exit_code,
        "complete": exit_code in {0, 1},
        "seed": about.seed,
        "options": dict(sorted(about.options.items())),
        "versions": versions(),
        "parts": [asdict(part) for _, part in sorted(about.parts.items())],
        "faults": list(about.faults),
        "totals": totals(tests),
        "tests": [test.document() for test in sorted(tests, key=lambda test: test.id)],
    }


def versions() -> dict[str, str]:
    """Return the versions of what the run's own process is made of."""
    packages = ("superbridge", "pytest", "pytest-asyncio", "matrix-nio", "testcontainers")
    return {"python": platform.python_version(), "platform": platform.platform(), **{p: _version(p) for p in packages}}


def _version(package: str) -> str:
    try:
        return version(package)
    except ImportError:
        return "not installed"


def write(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON so that a reader sees the old file or the new one and never half of one."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text in the same way; a lone surrogate, which a liar may send, as its escape (JSON's, too)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
