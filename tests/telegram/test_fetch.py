"""Schemas from a package, with a stand-in for npm."""

import sys
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from fakes.telegram.tl import fetch

Npm = Callable[[str], None]


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    """Put a shell script named npm alone on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()

    def install(script: str) -> None:
        path = tmp_path / "bin" / "npm"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return install


def package(path: Path, *names: str) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(name)
            archive.addfile(member, BytesIO(name.encode()))
    return path


def fetched(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["fetch", *arguments])
    return fetch.main()


def test_the_schemas_of_each_layer_are_unpacked(tmp_path: Path, npm: Npm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each layer gets a directory with its two schemas; the inner layer always comes along."""
    archive = package(tmp_path / "got.tgz", "api-schema.json", "mtp-schema.json")
    npm(f"/bin/cp {archive} .")

    assert fetched(monkeypatch, "--layers", "216", str(tmp_path / "tl")) == 0

    found = sorted(str(path.relative_to(tmp_path / "tl")) for path in (tmp_path / "tl").glob("*/*"))
    assert found == [f"{layer}/{name}" for layer in (204, 216) for name in ("api-schema.json", "mtp-schema.json")]


def test_without_npm_the_remedy_is_said(
    tmp_path: Path, npm: Npm, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A machine without npm gets one sentence."""
    assert npm is not None

    assert fetched(monkeypatch, str(tmp_path / "tl")) == 1
    assert "install Node's npm" in capsys.readouterr().err


def test_npms_reason_is_passed_on(
    tmp_path: Path, npm: Npm, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A layer that isn't published is named with npm's last line."""
    npm("echo 'No matching version' >&2; exit 1")

    assert fetched(monkeypatch, "--layers", "999", str(tmp_path / "tl")) == 1
    assert "npm has no @mtcute/tl@" in (error := capsys.readouterr().err)
    assert "No matching version" in error


def test_what_is_there_is_not_fetched_again(tmp_path: Path, npm: Npm, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second call needs nothing from npm."""
    archive = package(tmp_path / "got.tgz", "api-schema.json", "mtp-schema.json")
    npm(f"/bin/cp {archive} .")
    assert fetched(monkeypatch, str(tmp_path / "tl")) == 0

    npm("exit 1")

    assert fetched(monkeypatch, str(tmp_path / "tl")) == 0
