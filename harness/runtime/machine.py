"""What ci/setup asks of the environment once it is there: `python -m harness.runtime.machine VERB`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from harness.runtime import build
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError


def engine() -> None:
    """Say which engine answers."""
    store = Store()
    try:
        print(store.about())  # noqa: T201
    finally:
        store.close()


def builder() -> None:
    """Say which program builds images."""
    print(build.builder()[0])  # noqa: T201


def copy(ref: str, folder: str, target: str) -> None:
    """Copy what is in a folder of an image into a folder of this machine."""
    store = Store()
    try:
        store.copy_out(ref, folder, Path(target))
    finally:
        store.close()


def main(verb: str, *arguments: str) -> int:
    """Do what the verb says; what stands in the way is one sentence on standard error, and exit status 1."""
    verbs: dict[str, Callable[..., None]] = {"engine": engine, "builder": builder, "copy": copy}
    try:
        verbs[verb](*arguments)
    except TroubleError as trouble:
        print(f"setup: {trouble}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
