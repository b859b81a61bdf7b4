"""The base image, Debian bookworm: pulled where a registry answers, else made with debootstrap."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from harness.runtime import host, program
from harness.runtime.build import has_program
from harness.runtime.engine_trouble import NO_SPACE
from harness.runtime.guarded import GuardedDirectory
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError

_TAIL_LINES = 8
# Downloads and indexes are a quarter of the tree, and of no use in an image.
_NEEDLESS = ("./var/cache/apt/archives/*.deb", "./var/lib/apt/lists/*", "./var/log/*", "./dev/*", "./proc/*", "./sys/*")

# debootstrap mounts /proc and /sys of its tree; they must not be seen by who removes the tree.
_NAMESPACES = ["setpriv", "--pdeathsig=KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child"]


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
    env = {"PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin", "DEBIAN_FRONTEND": "noninteractive"}
    code, log = await program.run([*await _apart(env), *command], env)
    if code:
        tail = "\n".join(log.strip().splitlines()[-_TAIL_LINES:])
        full = "no space left" in tail.lower()
        remedy = NO_SPACE if full else "Check this machine's way to its Debian mirror (apt-get update), then try again."
        raise TroubleError(f"{failure}; the log ends with:\n{tail}\n", remedy)


async def _apart(env: Mapping[str, str]) -> list[str]:
    """Return what to put before a command that mounts: its mounts and its processes end with us, however we end."""
    code, _ = await program.run([*_NAMESPACES, "true"], env)
    return [] if code else _NAMESPACES
