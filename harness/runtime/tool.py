"""A program of one of our images, run once on a folder of this machine.

The folder is copied in and the result copied out through the engine: that works where the engine is on another host
and nothing of this machine can be mounted.
"""

from __future__ import annotations

import contextlib
import io
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.runtime.archive import pack
from harness.runtime.docker import NotFoundError, SdkError, plainly
from harness.runtime.trouble import TroubleError

if TYPE_CHECKING:
    from harness.runtime.docker import Engine

_PLACE = "/superbridge"
_WITHIN = 120  # seconds
_TIMED_OUT = 124  # what coreutils' timeout exits with
_TAIL = 15  # lines of what a program wrote before it failed


class Tool:
    """``program`` of ``image``, in a container of the run's own that has no network."""

    def __init__(self, engine: Engine, image: str, program: str) -> None:
        self._engine = engine
        self._image = image
        self._program = program

    def __call__(self, arguments: Sequence[str], given: Path, made: str) -> bytes:
        """Run the program where the folder ``given`` is at hand by its name; return the file ``made`` that it wrote.

        ``made`` is relative to the same place. Blocks. Raises ``TroubleError`` with the program's last words when it
        fails, wrote no such file or took more than two minutes.
        """
        with plainly(f"running {self._program}"):
            container = self._created(arguments)
            try:
                container.put_archive("/", pack(_content(given)))
                container.start()
                self._must_end_well(container)
                return self._taken(container, made)
            finally:
                with contextlib.suppress(SdkError):
                    container.remove(force=True, v=True)

    def _created(self, arguments: Sequence[str]) -> Any:
        return self._engine.sdk.containers.create(
            self._image,
            entrypoint=["timeout", str(_WITHIN), self._program],
            command=list(arguments),
            labels=self._engine.labels(self._program),
            network_mode="none",
            working_dir=_PLACE,
        )

    def _must_end_well(self, container: Any) -> None:
        code = container.wait(timeout=_WITHIN + 30)["StatusCode"]
        if code == _TIMED_OUT:
            raise TroubleError(f"{self._program} did not end within {_WITHIN} s")
        if code:
            words = container.logs(tail=_TAIL).decode(errors="replace").strip()
            raise TroubleError(f"{self._program} ended with exit code {code}", f"Its last lines:\n{words}")

    def _taken(self, container: Any, made: str) -> bytes:
        try:
            pieces, _ = container.get_archive(f"{_PLACE}/{made}")
        except NotFoundError:
            raise TroubleError(f"{self._program} ended without writing {made}") from None
        with tarfile.open(fileobj=io.BytesIO(b"".join(pieces))) as archive:
            file = archive.extractfile(archive.getmembers()[0])
            if file is None:
                raise TroubleError(f"{self._program} wrote {made}, which is no file")
            return file.read()


def _content(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {f"{_PLACE}/{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in files}
