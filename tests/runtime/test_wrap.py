"""What is accepted as a bridge's binary."""

from __future__ import annotations

import struct

import pytest

from harness.runtime import wrap
from harness.runtime.trouble import TroubleError

REMEDY = "Give the path of a Linux program"


def elf(kind: int = 2, machine: int = 62) -> bytes:
    """A header that looks like a program for x86-64."""
    return b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + struct.pack("<HH", kind, machine) + bytes(64)


@pytest.mark.parametrize("kind", [2, 3], ids=["fixed", "relocatable by the loader"])
def test_a_program_is_accepted(kind, tmp_path):
    """A program for the engine's architecture is read as it is."""
    (tmp_path / "bridge").write_bytes(elf(kind))

    assert wrap.read(tmp_path / "bridge", "amd64") == elf(kind)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"#!/bin/sh\nexit 0\n".ljust(100), "is no ELF executable"),
        (b"", "is no ELF executable"),
        (elf()[:20], "is no ELF executable"),
        (elf(kind=1), "is an ELF file, but no program"),
        (elf(machine=183), "is built for arm64, and the engine runs amd64"),
        (elf(machine=8), "is built for machine 8"),
    ],
    ids=["script", "empty", "cut short", "object file", "other architecture", "exotic architecture"],
)
def test_anything_else_is_refused_in_a_sentence(content, sentence, tmp_path):
    """A file that can't run there is refused before Docker is troubled, with the remedy."""
    (tmp_path / "bridge").write_bytes(content)

    with pytest.raises(TroubleError, match=rf"bridge {sentence}.*{REMEDY}"):
        wrap.read(tmp_path / "bridge", "amd64")


def test_a_wrong_path_is_named(tmp_path):
    """A path that leads nowhere, or to a folder, is named."""
    for path in (tmp_path / "nothing", tmp_path):
        with pytest.raises(TroubleError, match=f"There is no file {path}.*{REMEDY}"):
            wrap.read(path, "amd64")
