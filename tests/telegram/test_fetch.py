"""Schemas from packages, with stand-ins for npm and pip."""

import json
import sys
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from fakes.telegram.tl import fetch
from fakes.telegram.tl.schema import Field, read_schema
from fakes.telegram.tl.sources import SOURCES

Tool = Callable[[str, str], None]

TEXT = """
// a remark
true#3fedd339 = True;
peerUser#59511722 user_id:long = Peer;
chat#0000002a flags:# left:flags.2?true title:flags.3?string members:Vector<Peer> = Chat;
noNumber x:int = Chat;
---functions---
invokeWithLayer#da9b0d0d {X:Type} layer:int query:!X = X;
users.getUsers#0d91a548 id:Vector<Peer> = Vector<Chat>;
// LAYER 229
"""


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Put shell scripts alone on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()

    def install(name: str, script: str) -> None:
        path = tmp_path / "bin" / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return install


def package(path: Path, members: dict[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content.encode())
            archive.addfile(member, BytesIO(content.encode()))
    return path


def mtcute(path: Path, layer: int) -> Path:
    field = {"name": "id", "type": "long", "comment": "left out"}
    entry = {"kind": "class", "name": "peerUser", "id": 1, "type": "Peer", "arguments": [field], "comment": "left out"}
    api = json.dumps({"l": layer, "e": [entry], "u": {}})
    return package(path, {"package/api-schema.json": api, "package/mtp-schema.json": "[]"})


def fetched(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["fetch", *arguments])
    return fetch.main()


def test_the_schemas_of_each_layer_are_unpacked(tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each layer gets a directory with its schemas, without remarks; the inner layer always comes along."""
    for layer in (204, 216):
        mtcute(tmp_path / f"@mtcute-tl-{layer}.tgz", layer)
    tool("npm", f'for last in "$@"; do :; done; last=${{last##*@}}; /bin/cp {tmp_path}/@mtcute-tl-${{last%.0.0}}.tgz .')

    assert fetched(monkeypatch, "--layers", "216", str(tmp_path / "tl")) == 0

    found = sorted(str(path.relative_to(tmp_path / "tl")) for path in (tmp_path / "tl").glob("*/*"))
    assert found == [f"{layer}/{name}" for layer in (204, 216) for name in ("api-schema.json", "mtp-schema.json")]
    assert "left out" not in (tmp_path / "tl/216/api-schema.json").read_text()
    assert read_schema(tmp_path / "tl/216/api-schema.json").by_name["peerUser"].fields == (Field("id", "long"),)


def test_a_schema_in_tls_own_notation_is_read(tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Constructors and methods with flags, vectors and generics; what has no number is left out."""
    fetch_inner(tmp_path)
    archive = package(tmp_path / "kurigram.tar.gz", {SOURCES[229].members[0]: TEXT})
    tool("pip", f"/bin/cp {archive} .")

    assert fetched(monkeypatch, "--layers", "229", str(tmp_path / "tl")) == 0

    schema = read_schema(tmp_path / "tl/229/api-schema.json")
    assert sorted(schema.by_name) == ["chat", "invokeWithLayer", "peerUser", "users.getUsers"]
    assert schema.by_id[42].fields == (
        Field("flags", "#"),
        Field("left", "true", ("flags", 2)),
        Field("title", "string", ("flags", 3)),
        Field("members", "Peer", None, "boxed"),
    )
    assert schema.by_name["invokeWithLayer"].fields == (Field("layer", "int"), Field("query", "!X"))
    assert schema.by_name["users.getUsers"].result_is_vector


def test_a_package_of_another_layer_is_refused(
    tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What says that it is of another layer isn't put under this one's name."""
    fetch_inner(tmp_path)
    archive = package(tmp_path / "kurigram.tar.gz", {SOURCES[228].members[0]: TEXT})
    tool("pip", f"/bin/cp {archive} .")

    assert fetched(monkeypatch, "--layers", "228", str(tmp_path / "tl")) == 1
    assert "kurigram 2.2.25 has no schema of layer 228: it is of another layer" in capsys.readouterr().err


@pytest.mark.parametrize(("layer", "remedy"), [(204, "install Node's npm"), (229, "use a Python that has it")])
def test_without_a_client_the_remedy_is_said(
    layer: int,
    remedy: str,
    tmp_path: Path,
    tool: Tool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A machine without npm, or without pip, gets one sentence."""
    assert tool is not None
    if layer != 204:
        fetch_inner(tmp_path)

    assert fetched(monkeypatch, "--layers", str(layer), str(tmp_path / "tl")) == 1
    assert remedy in capsys.readouterr().err


def test_the_registrys_reason_is_passed_on(
    tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A layer that isn't published is named with npm's last line."""
    tool("npm", "echo 'No matching version' >&2; exit 1")

    assert fetched(monkeypatch, "--layers", "999", str(tmp_path / "tl")) == 1
    assert "npm has no @mtcute/tl 204.0.0: No matching version" in capsys.readouterr().err


def test_what_is_there_is_not_fetched_again(tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second call needs nothing from npm."""
    fetch_inner(tmp_path)
    tool("npm", "exit 1")

    assert fetched(monkeypatch, "--layers", "204", str(tmp_path / "tl")) == 0


def fetch_inner(tmp_path: Path) -> None:
    """Put the inner layer's files where they would be after a first fetch."""
    (tmp_path / "tl/204").mkdir(parents=True)
    for name in ("api-schema.json", "mtp-schema.json"):
        (tmp_path / "tl/204" / name).write_text("[]")
