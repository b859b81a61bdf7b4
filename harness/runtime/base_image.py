"""The base image, Debian bookworm: pulled where a registry answers, else made with debootstrap."""

from __future__ import annotations

import asyncio
import os

from harness.runtime import host
from harness.runtime.build import has_program
from harness.runtime.docker import NO_SPACE
from harness.runtime.guarded import GuardedDirectory
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError

_TAIL_LINES = 8
# Downloads and indexes are a quarter of the tree, and of no use in an image.
_NEEDLESS = ("./var/cache/apt/archives/*.deb", "./var/lib/apt/lists/*", "./var/log/*", "./dev/*", "./proc/*", "./sys/*")


async def make(store: Store, ref: str) -> None:
    """Make a minimal bookworm with debootstrap and import it as `ref`; needs root."""
    _check()
    mirror = host.debian_mirror()
    # /tmp may be mounted nodev or noexec, which debootstrap refuses.
    with GuardedDirectory("superbridge-base-", "/var/tmp") as folder:  # noqa: S108 - a fresh directory is made in it
        tree, archive = folder / "tree", folder / "tree.tar"
        bootstrap = [
            "debootstrap",
            "--variant=minbase",
            "--force-check-gpg",
            "bookworm",
            str(tree),
            *filter(None, [mirror]),
        ]
        await _run(bootstrap, "Debian can't be bootstrapped")
        excluded = [f"--exclude={pattern}" for pattern in _NEEDLESS]
        await _run(["tar", "-C", str(tree), *excluded, "-cf", str(archive), "."], "The base image can't be packed")
        await asyncio.to_thread(store.import_tree, archive, ref)


def _check() -> None:
    if os.geteuid() != 0:
        raise TroubleError(
            "No registry has debian:bookworm-slim, and making it needs root",
            "Run ci/setup once as root, or `docker load` an image of Debian bookworm and tag it debian:bookworm-slim.",
        )
    if not has_program("debootstrap"):
        raise TroubleError(
            "No registry has debian:bookworm-slim, and debootstrap is missing", "Run `apt-get install debootstrap`."
        )


async def _run(command: list[str], failure: str) -> None:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"PATH": path, "DEBIAN_FRONTEND": "noninteractive"},
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode:
        tail = "\n".join(output.decode(errors="replace").strip().splitlines()[-_TAIL_LINES:])
        full = "no space left" in tail.lower()
        remedy = NO_SPACE if full else "Check this machine's way to its Debian mirror (apt-get update), then try again."
        raise TroubleError(f"{failure}; the log ends with:\n{tail}\n", remedy)
