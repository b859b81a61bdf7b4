"""The engine's images: what is there, what a registry has, pulling and importing. Everything here blocks."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from harness.runtime.docker import NotFoundError, Sdk, SdkError, connect, plainly
from harness.runtime.trouble import TroubleError


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
