"""Fetch the schemas of layers from packages: ``python -m fakes.telegram.tl.fetch [--layers 216] DIRECTORY``."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fakes.telegram.tl.layers import INNER_LAYER
from fakes.telegram.tl.sources import SOURCES, Source, SourceError, source_of

_FILES = {INNER_LAYER: ("api-schema.json", "mtp-schema.json")}
_REMEDIES = {
    "npm": "npm is missing: install Node's npm (Debian: apt-get install npm) and try again",
    "pip": "pip is missing: use a Python that has it (Debian: apt-get install python3-venv) and try again",
}


class FetchError(Exception):
    """A schema that can't be had; the text says what to do."""


def fetch_layer(layer: int, directory: Path) -> None:
    """Put the schemas of ``layer`` into ``directory/<layer>``, unless they are there."""
    target = directory / str(layer)
    if all((target / name).exists() for name in _FILES.get(layer, ("api-schema.json",))):
        return
    source = source_of(layer)
    with tempfile.TemporaryDirectory() as scratch:
        contents = _contents(source, _download(source, Path(scratch)))
    documents = source.files(contents, layer)
    target.mkdir(parents=True, exist_ok=True)
    for name, document in documents.items():
        (target / name).write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8")


def _download(source: Source, scratch: Path) -> Path:
    command = _npm(source) if source.registry == "npm" else _pip(source, scratch)
    done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    archives = sorted([*scratch.glob("*.tgz"), *scratch.glob("*.tar.gz")])
    if done.returncode or not archives:
        reason = done.stderr.strip().splitlines()
        why = reason[-1] if reason else "it gave no reason"
        raise FetchError(f"{source.registry} has no {source.package} {source.version}: {why}")
    return archives[-1]


def _npm(source: Source) -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise FetchError(_REMEDIES["npm"])
    return [npm, "pack", "--silent", f"{source.package}@{source.version}"]


def _pip(source: Source, scratch: Path) -> list[str]:
    """Ask for the source distribution: what pip would install no longer has the schema."""
    pip = shutil.which("pip")
    if pip is None:
        raise FetchError(_REMEDIES["pip"])
    wanted = scratch / "wanted.txt"
    wanted.write_text(f"{source.package}=={source.version} --hash=sha256:{source.sha256}\n", encoding="utf-8")
    return [pip, "download", "-q", "--no-deps", "--no-binary", source.package, "-r", str(wanted)]


def _contents(source: Source, archive: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    with tarfile.open(archive) as package:
        for name in source.members:
            try:
                member = package.extractfile(name)
            except KeyError:
                member = None
            if member is None:
                raise FetchError(f"{source.package} {source.version} holds no {name}")
            found[name] = member.read().decode()
    return found


def main() -> int:
    """Fetch what the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m fakes.telegram.tl.fetch", description=__doc__)
    known = ",".join(map(str, SOURCES))
    parser.add_argument(
        "--layers", default=known, help=f"comma-separated (default: %(default)s); {INNER_LAYER} comes along"
    )
    parser.add_argument("directory", type=Path)
    options = parser.parse_args()
    try:
        for layer in sorted({INNER_LAYER, *map(int, options.layers.split(","))}):
            fetch_layer(layer, options.directory)
    except (FetchError, SourceError) as error:
        print(f"schemas can't be fetched: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
