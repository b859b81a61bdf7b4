"""A fake's record becomes a fact, or is refused with the field's name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from harness.core.fact import BadRecord, Cause, Fact, Kind, Network, Place

SCHEMA = json.loads((Path(__file__).parents[2] / "fakes" / "schema" / "witness.v1.json").read_text())
RECORD: dict[str, Any] = {
    "v": 1,
    "seq": 7,
    "at": 1000.5,
    "network": "telegram",
    "kind": "edit",
    "cause": "wire",
    "place": "-10",
    "author": {"id": "5", "name": "Relay", "via": "bot"},
    "ref": "31",
    "target": "31",
    "text": "hi",
    "scope": "scene-1",
    "detail": {"method": "messages.editMessage"},
}


def test_a_record_is_read_whole() -> None:
    """Every field of a record stands in its fact; the stream's own number does not."""
    fact = Fact.from_record(RECORD)

    assert fact == Fact(
        at=1000.5,
        network="telegram",
        kind="edit",
        witness="fake",
        place="-10",
        author="5",
        author_name="Relay",
        via="bot",
        ref="31",
        target="31",
        text="hi",
        scope="scene-1",
        cause="wire",
        detail={"method": "messages.editMessage"},
    )
    assert fact.where == Place("telegram", "-10")


def test_a_record_may_have_no_author() -> None:
    """A record without an author makes a fact by nobody."""
    fact = Fact.from_record({**RECORD, "author": None})

    assert (fact.author, fact.author_name, fact.via) == ("", "", "")


BAD = {
    "another version": ({"v": 2}, "v=2"),
    "no version": ({"v": None}, "v=None"),
    "an unknown network": ({"network": "irc"}, "'network' is 'irc'"),
    "an unknown kind": ({"kind": "whisper"}, "'kind' is 'whisper'"),
    "an unknown cause": ({"cause": "magic"}, "'cause' is 'magic'"),
    "a text that is none": ({"text": 5}, "'text' is a string, not 5"),
    "a time that is none": ({"at": "now"}, "'at' is a number, not 'now'"),
    "a truth for a time": ({"at": True}, "'at' is a number, not True"),
    "a list for detail": ({"detail": []}, r"'detail' is an object, not \[\]"),
    "a name for an author": ({"author": "bob"}, "'author' is an object or null"),
    "half an author": ({"author": {"id": "5"}}, "'name' is a string, not None"),
}


@pytest.mark.parametrize(("change", "sentence"), BAD.values(), ids=BAD.keys())
def test_a_bad_record_is_refused_by_name(change: dict[str, Any], sentence: str) -> None:
    """A record that breaks the schema is refused in words that name the field and what stood there."""
    with pytest.raises(BadRecord, match=sentence):
        Fact.from_record({**RECORD, **change})


def test_facts_know_what_the_schema_knows() -> None:
    """Every network, kind and cause of the fakes' schema is one of the facts'."""
    known = SCHEMA["properties"]

    assert set(known["network"]["enum"]) <= set(get_args(Network))
    assert set(known["kind"]["enum"]) <= set(get_args(Kind))
    assert set(known["cause"]["enum"]) == set(get_args(Cause))


def test_an_event_is_one_for_all_its_witnesses() -> None:
    """Two people's sights of one Matrix event are one event; two edits of one Discord message are two."""
    bob, carol = (Fact(at=1, network="matrix", kind="edit", ref="$1", witness=who, seq=n) for n, who in enumerate("bc"))
    first, second = (Fact(at=1, network="discord", kind="edit", ref="1", seq=n) for n in (1, 2))

    assert bob.event == carol.event
    assert first.event != second.event
