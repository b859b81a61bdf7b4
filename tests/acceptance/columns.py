"""What a test of clients does on its own side: mount the script, read its result, write the table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.core.verdict import Unknown
from harness.runtime.node import Node, NodeSpec
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError
from tests.acceptance.table import table
from tests.runtime.engine import ROOT, images

_SHARED = Path(__file__).parent
INSIDE = "/superbridge"
PATIENCE = """
import socket, sys, time
deadline = time.monotonic() + 20
while True:
    try:
        socket.create_connection((sys.argv[1], 8080), 1).close()
        break
    except OSError:
        if time.monotonic() > deadline:
            sys.exit("the fake doesn't listen")
"""


@dataclass(frozen=True)
class Played:
    """What a client's run printed, and what the fake said that it serves."""

    printed: dict[str, Any]
    told: dict[str, Any]


async def images_of(*names: str) -> dict[str, str]:
    """Return the references of images of ours, built if need be; without them nothing is known."""
    store = Store()
    try:
        found = await images(store).ensure(names)
    except TroubleError as trouble:
        raise Unknown(str(trouble)) from None
    finally:
        store.close()
    return {name: image.ref for name, image in found.items()}


def mounted(drivers: Path) -> dict[str, bytes]:
    """Return the script and its drivers, under the names by which they import each other.

    Drivers run outside the package, so the shared halves of the line lie beside them too.
    """
    here = drivers.relative_to(ROOT)
    packages = [parent for folder in (here, _SHARED.relative_to(ROOT)) for parent in folder.parents if parent.name]
    beside = {f"{INSIDE}/{here}/{path.name}": path.read_bytes() for path in _SHARED.glob("line.*")}
    files = [
        path
        for folder in (_SHARED, drivers)
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name[:5] != "test_"
    ]
    return {
        **{f"{INSIDE}/{package}/__init__.py": b"" for package in packages},
        **beside,
        **{f"{INSIDE}/{path.relative_to(ROOT)}": path.read_bytes() for path in files},
    }


def client(image: str, drivers: Path, **settings: Any) -> NodeSpec:
    """Describe the clients' container, which waits for orders; ``settings`` are a node's own."""
    files = {**mounted(drivers), **settings.pop("files", {})}
    return NodeSpec("client", image, ("-c", "import signal; signal.pause()"), ("python3",), files=files, **settings)


async def play(server: Node, node: Node, network: str, client: str, *options: str) -> Played:
    """Take a client through the script of a ``network``, which ``server`` fakes."""
    assert await node.exec(["python3", "-c", PATIENCE, server.name]) == (0, "")
    script = ["python3", "-m", f"tests.{network}.acceptance.script", client, *options]
    code, output = await node.exec(["env", f"PYTHONPATH={INSIDE}", *script])
    assert code == 0, output
    # Errors and output come by two streams, so the result isn't always the last line.
    printed = json.loads(next(line for line in output.splitlines() if line.startswith('{"client"')))
    code, output = await server.exec(["python", "-m", f"fakes.{network}.coverage"])
    assert code == 0, output
    return Played(printed, json.loads(output))


def keep(seen: dict[str, Any], folder: Path) -> str:
    """Keep a client's result as a column of the folder's table; return the table."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{seen['client']}.json").write_text(json.dumps(seen, indent=1, ensure_ascii=False))
    (folder / "table.txt").write_text(written := table(folder))
    return written
