"""Fetch the schemas of layers from npm: ``python -m fakes.telegram.tl.fetch [--layers 204] DIRECTORY``."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fakes.telegram.tl.layers import INNER_LAYER

PACKAGE = "@mtcute/tl"  # its major version is the layer
_FILES = ("api-schema.json", "mtp-schema.json")


class FetchError(Exception):
    """A schema that can't be had; the text says what to do."""


def fetch_layer(layer: int, directory: Path, npm: str) -> None:
    """Put the schemas of ``layer`` into ``directory/<layer>``, unless they are there."""
    target = directory / str(layer)
    if all((target / name).exists() for name in _FILES):
        return
    with tempfile.TemporaryDirectory() as scratch:
        command = [npm, "pack", "--silent", f"{PACKAGE}@{layer}"]
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)  # noqa: S603 - npm from PATH
        archives = sorted(Path(scratch).glob("*.tgz"))
        if done.returncode or not archives:
            reason = done.stderr.strip().splitlines()
            raise FetchError(f"npm has no {PACKAGE}@{layer}: {reason[-1] if reason else 'it gave no reason'}")
        _unpack(archives[-1], target)


def _unpack(archive: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as package:
        for name in _FILES:
            member = package.extractfile(f"package/{name}")
            if member is None:
                raise FetchError(f"{archive.name} holds no {name}")
            (target / name).write_bytes(member.read())


def main() -> int:
    """Fetch what the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m fakes.telegram.tl.fetch", description=__doc__)
    parser.add_argument("--layers", default=str(INNER_LAYER), help="comma-separated (default: %(default)s)")
    parser.add_argument("directory", type=Path)
    options = parser.parse_args()
    npm = shutil.which("npm")
    if npm is None:
        print("npm is missing: install Node's npm (Debian: apt-get install npm) and try again", file=sys.stderr)  # noqa: T201
        return 1
    try:
        for layer in sorted({INNER_LAYER, *map(int, options.layers.split(","))}):
            fetch_layer(layer, options.directory, npm)
    except (FetchError, KeyError) as error:
        print(f"schemas can't be fetched: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
