"""A run's results as they are committed: ``docs/results/<bridge>-<version>.json``, masked."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from harness.runtime.trouble import TroubleError
from reports import run
from reports.about import Part
from reports.bundle import for_the_record
from reports.masking import Mask, usual_roots

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")


def record(source: Path, into: Path, bridge: str, version: str, project: Path) -> Path:
    """Write the ``run.json`` at ``source`` masked into the folder ``into``; return the file.

    Raises ``TroubleError`` when there is no whole run, when a name can't be a file's, or when no such bridge ran
    in that version: a result must not be filed under what didn't run.
    """
    for name in (bridge, version):
        if not _NAME.fullmatch(name):
            raise TroubleError(f"{name!r} can't be in a file's name", "Use letters, digits, dots, dashes and pluses.")
    document = _read(source)
    if not document.get("complete"):
        raise TroubleError(f"{source} is of a run that did not end by itself", "Run the suites again, to their end.")
    ran = _bridges(document["parts"])
    if version not in ran.get(bridge, "").split():
        those = " and ".join(" ".join(one) for one in ran.items())
        raise TroubleError(f"No {bridge} {version} ran, but {those or 'no bridge at all'}", "Name one that did.")
    path = into / f"{bridge}-{version}.json"
    run.write(path, for_the_record(document, Mask(roots=usual_roots(project, document["options"]))))
    return path


def _read(source: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TroubleError(f"There is no {source}", "Run ci/suites first, or give --report-dir.") from None
    except ValueError as error:
        raise TroubleError(f"{source} is no JSON ({error})", "Run ci/suites again.") from None
    return document


def _bridges(parts: list[dict[str, str]]) -> dict[str, str]:
    """Return the versions of the bridges that ran, by the names that results bear."""
    return {part.bridge: part.version for part in (Part(**packed) for packed in parts) if part.bridge}
