"""The engine's images: what is there, what a registry has, pulling and importing. Everything here blocks."""

from __future__ import annotations

import contextlib
import io
import shutil
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.runtime.docker import NotFoundError, Sdk, SdkError, connect, plainly
from harness.runtime.trouble import TroubleError

SETUP_LABEL = "superbridge.setup"
_LEFT_BEHIND = "10m"  # older than anything that is still at work
_TIMED_OUT = 124  # what coreutils' timeout exits with
_TAIL = 2000  # characters of what a program wrote before it failed


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

    def registry_has(self, ref: str) -> bool | None:
        """Ask the engine whether the registry of `ref` has it; None when no registry said either."""
        try:
            self.sdk.images.get_registry_data(ref)
        except NotFoundError:
            return False
        except (SdkError, OSError):
            return None
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

    def run_once(self, ref: str, argv: Sequence[str], within: int = 60) -> str:
        """Run a program in a fresh container without any network and return what it wrote.

        It must end well, within so many seconds; the image must have coreutils' `timeout`. Raises `TroubleError`.
        """
        doing = " ".join(argv)
        with self._made(ref, ["timeout", "-k", "5", str(within), *argv], f"running {doing}") as container:
            container.start()
            code = container.wait(timeout=within + 30)["StatusCode"]
            written: str = container.logs().decode(errors="replace").strip()
        if code == _TIMED_OUT:
            raise TroubleError(f"{doing} did not end within {within} s")
        if code:
            raise TroubleError(f"{doing} ended with exit code {code}", f"Its last lines:\n{written[-_TAIL:]}")
        return written

    def copy_out(self, ref: str, folder: str, target: Path) -> None:
        """Copy what is in a folder of an image into `target`, a folder of this machine; raises `TroubleError`."""
        with self._made(ref, ["true"], f"looking into {ref}") as container:
            try:
                pieces, _ = container.get_archive(f"{folder}/.")
            except NotFoundError:
                raise TroubleError(f"The image {ref} has no {folder}", "Run `superbridge images`.") from None
            with tarfile.open(fileobj=io.BytesIO(b"".join(pieces))) as archive:
                archive.extractall(target, filter="data")

    @contextlib.contextmanager
    def _made(self, ref: str, argv: Sequence[str], doing: str) -> Iterator[Any]:
        """Make a container that isn't of any run; those that a killed process left behind go first."""
        with contextlib.suppress(SdkError):  # another process is tidying
            self.sdk.containers.prune(filters={"label": SETUP_LABEL, "until": _LEFT_BEHIND})
        with plainly(doing):
            container = self.sdk.containers.create(
                ref, entrypoint=list(argv), network_mode="none", labels={SETUP_LABEL: "1"}
            )
            try:
                yield container
            finally:
                container.remove(force=True, v=True)

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
