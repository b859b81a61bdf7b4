"""The engine's images: what is there, what a registry has, pulling and importing. Everything here blocks."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.runtime.docker import NotFoundError, Sdk, SdkError, connect, plainly
from harness.runtime.trouble import TroubleError


@dataclass(frozen=True)
class About:
    """An engine: its kind (Docker, Podman Engine), version, API version and the system it runs."""

    kind: str
    version: str
    api: tuple[int, ...]
    system: str

    def __str__(self) -> str:
        """Show it in one phrase."""
        return f"{self.kind} {self.version} (API {'.'.join(map(str, self.api))}, {self.system})"


class Store:
    """The images of one engine."""

    def __init__(self, sdk: Sdk | None = None) -> None:
        self.sdk: Sdk = sdk or connect()

    def has(self, ref: str) -> bool:
        """Whether the engine holds an image."""
        with plainly("looking for an image"):
            try:
                self.sdk.images.get(ref)
            except NotFoundError:
                return False
            return True

    def identity(self, ref: str) -> str:
        """Return the digest a registry knows the image by, or else the engine's own id."""
        with plainly(f"looking at {ref}"):
            attributes = self.sdk.images.get(ref).attrs
        digests: list[str] = attributes.get("RepoDigests") or []
        return digests[0].partition("@")[2] if digests else str(attributes["Id"])

    def size(self, ref: str) -> int:
        """Return an image's size in bytes, layers that it shares with others included."""
        with plainly(f"looking at {ref}"):
            return int(self.sdk.images.get(ref).attrs["Size"])

    def registry_has(self, ref: str) -> bool:
        """Ask the engine whether the registry of `ref` answers and has it; any failure is a no."""
        try:
            self.sdk.images.get_registry_data(ref)
        except (SdkError, OSError):
            return False
        return True

    def pull(self, ref: str) -> None:
        """Pull an image, or raise `TroubleError`."""
        name, _, tag = ref.rpartition(":") if "@" not in ref else (ref, "", None)
        with plainly(f"pulling {ref}"):
            try:
                self.sdk.images.pull(name, tag=tag)
            except NotFoundError:
                raise TroubleError(
                    f"No registry has {ref}", "Correct ci/images.lock, or build the images with --images=local."
                ) from None

    def push(self, ref: str) -> None:
        """Push an image to the registry that its name begins with."""
        with plainly(f"pushing {ref}"):
            for step in self.sdk.api.push(ref, stream=True, decode=True):
                if "error" in step:
                    raise TroubleError(f"{ref} can't be pushed: {step['error']}")

    def tag(self, ref: str, new: str) -> None:
        """Give an image one more name."""
        repository, _, tag = new.rpartition(":")
        with plainly(f"tagging {ref}"):
            self.sdk.images.get(ref).tag(repository, tag=tag)

    def import_tree(self, archive: Path, ref: str) -> None:
        """Make an image of one layer from a tar file of a root directory."""
        repository, _, tag = ref.rpartition(":")
        with plainly(f"importing {ref}"):
            self.sdk.api.import_image_from_file(str(archive), repository=repository, tag=tag)

    def run_once(self, ref: str, argv: Sequence[str]) -> str:
        """Run a program in a fresh container without any network and return what it wrote; it must end well."""
        with plainly(f"running {' '.join(argv)}"):
            raw: bytes = self.sdk.containers.run(
                ref, entrypoint=list(argv), remove=True, network_mode="none", stdout=True, stderr=True
            )
        return raw.decode(errors="replace").strip()

    def about(self) -> About:
        """Ask the engine what it is."""
        with plainly("asking for the engine's version"):
            version = self.sdk.version()
        names = [str(part.get("Name", "")) for part in version.get("Components") or []]
        kind = next((name for name in names if "podman" in name.lower()), "Docker")
        api = tuple(int(number) for number in str(version["ApiVersion"]).split("."))
        return About(kind, str(version["Version"]), api, str(version["Os"]))

    def free_bytes(self, image: str | None) -> int | None:
        """Tell how much room the engine's disk has, asked in a container of `image` or else of this machine's disk.

        None when there is no image to ask with and the engine isn't here.
        """
        if image is not None and self.has(image):
            last = self.run_once(image, ["df", "-k", "--output=avail", "/"]).splitlines()[-1]
            return int(last) * 1024
        with plainly("asking for the engine's place"):
            root = Path(str(self.sdk.info().get("DockerRootDir", "")))
        return shutil.disk_usage(root).free if root.is_dir() else None

    def architecture(self) -> str:
        """Return the engine's architecture as Go names it: amd64, arm64."""
        with plainly("asking for the engine's version"):
            return str(self.sdk.version()["Arch"])

    def remove(self, ref: str) -> None:
        """Remove an image's name; one that isn't there is fine."""
        with plainly(f"removing {ref}"), contextlib.suppress(NotFoundError):
            self.sdk.images.remove(ref, force=True)

    def close(self) -> None:
        """Hang up."""
        self.sdk.close()
