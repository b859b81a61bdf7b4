"""One file to attach to a bug report: everything under the report directory, with secrets and paths masked."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reports.masking import Mask

_IMAGES = {".png", ".jpg", ".svg"}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def bundle(directory: Path, into: Path, mask: Mask) -> list[str]:
    """Zip ``directory`` into the file ``into``; return the names of files left out, whose content can't be masked."""
    if not directory.is_dir():
        raise FileNotFoundError(f"there are no reports in {directory}: run the suites first")
    left_out: list[str] = []
    into.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(directory, into):
            name = path.relative_to(directory).as_posix()
            content = _masked(path, mask)
            if content is None:
                left_out.append(name)
            else:
                # One time for all: the same reports make the same bundle.
                archive.writestr(zipfile.ZipInfo(mask(name), _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return left_out


def _files(directory: Path, into: Path) -> Iterator[Path]:
    for path in sorted(directory.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.resolve() != into.resolve():
            yield path


def _masked(path: Path, mask: Mask) -> bytes | None:
    content = path.read_bytes()
    if path.suffix in _IMAGES - {".svg"}:
        return content
    try:
        return mask(content.decode("utf-8")).encode()
    except UnicodeDecodeError:
        return None


def for_the_record(run: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """Return a ``run.json`` as it may be committed under ``docs/results``: masked, and without workers' names."""
    masked: dict[str, Any] = json.loads(mask(json.dumps(run, ensure_ascii=False)))
    tests = [{name: value for name, value in test.items() if name != "worker"} for test in masked["tests"]]
    return {**masked, "tests": tests}
