"""What an engine's errors mean to a person, and what helps."""

from __future__ import annotations

import os

from harness.runtime.trouble import TroubleError

NO_ENGINE = (
    "Start Docker (or set DOCKER_HOST to an engine that runs), or run ci/setup as root, which installs and starts it."
)
NO_SPACE = "Free some disk space on the engine's side, for example with `docker system prune`."
NO_PERMISSION = "Add your user to the group `docker` and log in again, or point DOCKER_HOST to a rootless engine."


def told(doing: str, text: str) -> TroubleError:
    """Return what the engine said, ``text``, while ``doing`` something, as a sentence with a remedy."""
    lower = text.lower()
    if "invalid bind address" in lower:
        wrong = os.environ.get("DOCKER_HOST", "")
        return TroubleError(
            f"DOCKER_HOST says {wrong!r}", "Give unix:///path/of/socket or tcp://host:port, or unset it."
        )
    if "paramiko" in lower:
        return TroubleError(
            "An engine over ssh can't be used", "Give its TCP address in DOCKER_HOST, or run on that machine."
        )
    if "no space left" in lower:
        return TroubleError(f"The engine's disk is full, seen while {doing}", NO_SPACE)
    if "permission denied" in lower:
        return TroubleError(f"This user may not use Docker ({text})", NO_PERMISSION)
    if "error while fetching server api version" in lower or "connection refused" in lower:
        return TroubleError("No Docker engine answers", NO_ENGINE)
    if "port is already allocated" in lower or "address already in use" in lower:
        return TroubleError(f"A port was taken while {doing} ({text})", "Free that port, or start the run again.")
    if "non-overlapping ipv4 address pool" in lower:
        return TroubleError("Docker has no free address range", "Remove unused networks with `docker network prune`.")
    return TroubleError(f"Docker failed while {doing}: {text}", "`superbridge doctor` says more.")
