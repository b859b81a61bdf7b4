"""Building images with Docker's own client: BuildKit's secrets and cache mounts are not in the SDK."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from harness.runtime import host, program
from harness.runtime.docker import is_podman
from harness.runtime.engine_trouble import NO_SPACE
from harness.runtime.guarded import GuardedDirectory
from harness.runtime.lock import Lock
from harness.runtime.trouble import TroubleError

_TAIL_LINES = 25
# Where Debian puts its client, in case the PATH leads elsewhere.
_ELSEWHERE = "/usr/bin/docker"


@cache
def client() -> str:
    """Find a `docker` on the PATH that can build with BuildKit.

    Up to version 22 it is built in; later ones need the plugin buildx. Raises `TroubleError` when there is none.
    """
    found = [str(Path(folder) / "docker") for folder in os.environ.get("PATH", "").split(os.pathsep)]
    usable = [path for path in dict.fromkeys([*found, _ELSEWHERE]) if os.access(path, os.X_OK)]
    for path in usable:
        if _has_buildx(path) or 0 < _major(path) < 23:
            return path
    what = (
        "No docker client is installed"
        if not usable
        else f"No BuildKit: {', '.join(usable)} can't build without buildx"
    )
    raise TroubleError(
        what,
        "Install docker-buildx (with docker.io), or docker-buildx-plugin (with docker-ce-cli).",
    )


def _has_buildx(path: str) -> bool:
    return subprocess.run([path, "buildx", "version"], capture_output=True, check=False).returncode == 0  # noqa: S603


def _major(path: str) -> int:
    shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    version = re.search(r"version (\d+)", shown)
    return int(version.group(1)) if version else 0


async def build(lock: Lock, name: str, ref: str, base: str) -> None:
    """Build the image `name` of the lock as `ref` on top of `base`, or raise `TroubleError` with the log's tail."""
    arguments = ["--build-arg", f"BASE={base}", "-f", f"ci/images/{name}.Dockerfile"]
    await build_context(name, ref, lock.context(name), arguments)


async def build_context(name: str, ref: str, context: bytes, arguments: Sequence[str]) -> None:
    """Build a packed context as `ref`; the host's settings are mounted as secrets."""
    with GuardedDirectory("superbridge-build-") as folder:
        tree = folder / "context"
        _unpack(context, tree)
        secrets = _write(folder, host.secrets())
        command = [*builder(), "--network=host", "-t", ref, *secrets, *arguments, "."]
        env = {"DOCKER_BUILDKIT": "1", "CONTAINER_HOST": os.environ.get("DOCKER_HOST", "")}
        code, log = await program.run(command, env, tree)
    if code:
        raise _trouble(name, log)


def _unpack(context: bytes, tree: Path) -> None:
    tree.mkdir()
    with tarfile.open(fileobj=io.BytesIO(context)) as archive:
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None, "a context of ours holds nothing but files"
            (tree / member.name).parent.mkdir(parents=True, exist_ok=True)
            (tree / member.name).write_bytes(content.read())


def builder() -> list[str]:
    """Return the command that builds: Podman's service doesn't speak BuildKit, and its own client does as much."""
    if not is_podman():
        return [client(), "build", "--progress=plain"]
    if not has_program("podman"):
        raise TroubleError("The engine is Podman, and its client is missing, which builds images", "Install podman.")
    return ["podman", "--remote", "build"]


def _write(folder: Path, secrets: Mapping[str, bytes]) -> list[str]:
    arguments = []
    for key, content in secrets.items():
        place = folder / key
        place.touch(mode=0o600)
        place.write_bytes(content)
        arguments += ["--secret", f"id={key},src={place}"]
    return arguments


def _trouble(name: str, log: str) -> TroubleError:
    tail = "\n".join(log.strip().splitlines()[-_TAIL_LINES:])
    what = f"The image {name} can't be built; its log ends with:\n{tail}\n"
    lower = log.lower()
    if "no space left" in lower:
        return TroubleError(what, NO_SPACE)
    if (
        "certificate verify failed" in lower
        or "self-signed certificate" in lower
        or "certificate verification" in lower
    ):
        return TroubleError(what, "Name your company's CA bundle in SSL_CERT_FILE.")
    unreachable = (
        "temporary failure",
        "could not resolve",
        "network is unreachable",
        "max retries",
        "connection refused",
    )
    if any(words in lower for words in unreachable):
        return TroubleError(
            what, "Check this machine's way to its package indexes (proxy, pip.conf, apt), then try again."
        )
    return TroubleError(what, "`superbridge doctor` checks engine, disk and network.")


def has_program(name: str) -> bool:
    """Whether a program is on the PATH, where administrators' programs count too."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is not None
