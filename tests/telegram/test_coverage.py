"""What the schemas have and what the fake says that it serves of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fakes.telegram.coverage import coverage, main
from fakes.telegram.tl import INNER_LAYER
from tests.telegram.wire import Client, RpcFailure, connected, layers, make_server

SCHEMA = json.loads(Path("fakes/schema/coverage.v1.json").read_text())


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in coverage(layers())["calls"]}


def test_each_method_of_both_layers_counts_once(rows: dict[str, dict[str, Any]]) -> None:
    """A row for every method of the inner and of the newest layer, in the form that the schema promises."""
    found = coverage(layers())
    expected = {
        name
        for layer in (INNER_LAYER, layers().known[-1])
        for name, definition in layers().codec(layer).schema.by_name.items()
        if definition.is_method
    }

    jsonschema.validate(found, SCHEMA)
    assert [row["name"] for row in found["calls"]] == sorted(expected)
    assert {row["state"] for row in rows.values()} == {"served", "refused"}


def test_all_that_the_fake_serves_is_in_the_schemas(rows: dict[str, dict[str, Any]]) -> None:
    """No handler waits for a method that no client can name."""
    server, _ = make_server()

    assert [method for method in server.dispatcher.methods if rows.get(method, {}).get("state") != "served"] == []


def test_what_is_called_refused_is_refused(rows: dict[str, dict[str, Any]]) -> None:
    """Every method that takes nothing is answered as its row says: refused by its name, or not."""
    server, hub = make_server()
    client = connected(server)
    methods = [name for name, known in layers().inner.schema.by_name.items() if known.is_method and not known.names]

    refused = {name for name in methods if _answer(client, name) == "INPUT_METHOD_INVALID"}

    assert refused == {name for name in methods if rows[name]["state"] == "refused"}
    assert refused == {record.detail["name"] for record in hub.records if record.detail.get("why") == "unknown"}
    assert refused
    assert refused < set(methods)


def _answer(client: Client, method: str) -> str:
    try:
        client.call(method)
    except RpcFailure as failure:
        return failure.name
    return ""


def test_a_method_that_moved_is_served_under_its_former_name(rows: dict[str, dict[str, Any]]) -> None:
    """Forum topics' methods are one whichever layer names them, and the note says so."""
    former, moved = rows["channels.getForumTopics"], rows["messages.getForumTopics"]

    assert former["state"] == moved["state"]
    assert moved["note"] == f"new since layer {INNER_LAYER}, formerly channels.getForumTopics"


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    """``python -m fakes.telegram.coverage`` is JSON that says the same."""
    assert main() == 0
    assert json.loads(capsys.readouterr().out) == coverage(layers())


def test_without_schemas_a_sentence_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A directory without schemas ends in one sentence with the remedy."""
    monkeypatch.setenv("SUPERBRIDGE_TL", str(tmp_path))

    assert main() == 1
    assert "fetch it with `python -m fakes.telegram.tl.fetch" in capsys.readouterr().err
