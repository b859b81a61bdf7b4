"""What a page shows becomes a record that the witness schema knows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from fakes.browser.note import failure, note, origin
from harness.core.fact import Fact

SCHEMA = json.loads((Path(__file__).parents[2] / "fakes" / "schema" / "witness.v1.json").read_text())
MESSAGE = {
    "shows": "message",
    "text": "hi",
    "place": "!room:superbridge.test",
    "ref": "$event",
    "author": "@discord_1:superbridge.test",
    "author_name": "Alice",
}


@pytest.mark.parametrize("shown", [MESSAGE, {"shows": "refusal", "text": "ERR_CERT_AUTHORITY_INVALID"}])
def test_record_is_as_the_schema_says(shown: dict[str, str]) -> None:
    """With an author or without one, and a fact can be read from it."""
    record = json.loads(replace(note(shown, "scope", "1"), seq=1, at=1000.0).line())

    jsonschema.validate(record, SCHEMA)
    fact = Fact.from_record(record)
    assert (fact.text, fact.author_name, fact.scope) == (shown["text"], shown.get("author_name", ""), "scope")
    assert fact.detail == {"shows": shown["shows"], "window": "1"}


def test_bytes_that_a_page_shows_are_the_facts_file() -> None:
    """So that a test waits for a file by its digest, as on every network."""
    shown = {"shows": "whole picture", "text": "holiday.png", "files": [{"sha256": "0f"}]}

    record = json.loads(replace(note(shown, "scope", "1"), seq=1, at=1000.0).line())

    assert Fact.from_record(record).file == "0f"


@pytest.mark.parametrize(
    ("url", "whom"),
    [
        ("https://matrix.superbridge.test/_matrix/client/versions?x=1", "https://matrix.superbridge.test"),
        ("http://homeserver:8008/_matrix", "http://homeserver:8008"),
        ("blob:https://chat.superbridge.test:8443/0f", "blob:"),
    ],
)
def test_request_is_told_by_whom_it_asks(url: str, whom: str) -> None:
    """How and whom it asks, and not what: a host and its port, or a scheme that stays in the browser."""
    assert origin(url) == whom


def test_failure_is_told_in_the_browsers_word() -> None:
    """As the browser's own list of errors has it."""
    assert failure("https://192.0.2.7/x", "net::ERR_CERT_AUTHORITY_INVALID") == {
        "shows": "failure",
        "text": "ERR_CERT_AUTHORITY_INVALID",
        "ref": "https://192.0.2.7",
    }
