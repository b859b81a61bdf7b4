"""A program that the user has, made into a part's image: read, judged, wrapped and asked for its version."""

from __future__ import annotations

import hashlib
import io
import struct
import tarfile
from pathlib import Path

from harness.runtime import build
from harness.runtime.lock import Lock
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError

PLACES = {
    "discord-bridge": "/usr/bin/mautrix-discord",
    "telegram-bridge": "/usr/bin/mautrix-telegram",
    "server-b": "/usr/bin/dendrite",
}
BASES = {"server-b": "python"}  # a cut of the network is a program in Python that runs beside it
_REMEDY = "Give the path of a Linux program, as `go build` makes it."
_ELF = b"\x7fELF"
_MACHINES = {62: "amd64", 183: "arm64"}  # e_machine
_EXECUTABLE = {2, 3}  # e_type: ET_EXEC, and ET_DYN for what can be loaded anywhere


def read(path: Path, architecture: str) -> bytes:
    """Read the program at `path`; raises `TroubleError` unless it runs on an engine of `architecture` (Go's name)."""
    if not path.is_file():
        raise TroubleError(f"There is no file {path}", _REMEDY)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TroubleError(f"{path} can't be read: {error.strerror}", _REMEDY) from None
    if content[:4] != _ELF or len(content) < 64:
        raise TroubleError(f"{path} is no ELF executable", _REMEDY)
    kind, machine = struct.unpack("<HH", content[16:20])
    if kind not in _EXECUTABLE:
        raise TroubleError(f"{path} is an ELF file, but no program", _REMEDY)
    built_for = _MACHINES.get(machine, f"machine {machine}")
    if built_for != architecture:
        raise TroubleError(f"{path} is built for {built_for}, and the engine runs {architecture}", _REMEDY)
    return content


def base(name: str) -> str:
    """Return the image of ours in which the program of a part is wrapped."""
    return BASES.get(name, "base")


def key(lock: Lock, name: str, binary: bytes) -> str:
    """Return what identifies the wrapped image: the program, and what it is wrapped in."""
    digest = hashlib.sha256(lock.key(base(name)).encode())
    digest.update(lock.dockerfile("binary").read_bytes())
    digest.update(binary)
    return digest.hexdigest()[:12]


async def build_image(lock: Lock, name: str, ref: str, base: str, binary: bytes) -> None:
    """Build the image of a program for the part `name`."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for inside, content in (("Dockerfile", lock.dockerfile("binary").read_bytes()), ("binary", binary)):
            entry = tarfile.TarInfo(inside)
            entry.size, entry.mode = len(content), 0o755
            archive.addfile(entry, io.BytesIO(content))
    arguments = ["--build-arg", f"BASE={base}", "--build-arg", f"BINARY={PLACES[name]}"]
    await build.build_context(name, ref, buffer.getvalue(), arguments)


def version(store: Store, name: str, ref: str, path: Path) -> str:
    """Ask the wrapped program for its version, which shows as well that it starts."""
    try:
        shown = store.run_once(ref, [PLACES[name], "--version"])
    except TroubleError as error:
        raise TroubleError(
            f"{path} doesn't start on Debian bookworm: {error.what}", "Build it there, or statically."
        ) from None
    return shown.splitlines()[0] if shown else "unknown"
