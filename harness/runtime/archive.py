"""Files packed for a container."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from pathlib import PurePosixPath


def pack(files: Mapping[str, bytes]) -> bytes:
    """Pack absolute paths and contents into an archive that any user of the container can read."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for folder in sorted({parent for path in files for parent in _made_for(path)}):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(entry)
        for path, content in files.items():
            entry = tarfile.TarInfo(path.lstrip("/"))
            entry.size, entry.mode = len(content), 0o755 if content.startswith(b"#!") else 0o644
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _made_for(path: str) -> list[str]:
    """List the folders to make for a path: all but the top one, which belongs to the image and keeps its mode."""
    return [str(parent) for parent in PurePosixPath(path.lstrip("/")).parents][:-2]
