"""A wish takes what it asks for, and says of everything else which fields miss."""

from __future__ import annotations

from dataclasses import fields

import pytest

from harness.core.fact import Fact
from harness.core.wanted import Wanted, Wish, contains, matches, one_of, other_than, starts_with

FACT = Fact(
    at=1,
    network="matrix",
    kind="message",
    witness="matrix.bob",
    place="!room",
    author="@alice:x",
    author_name="alice",
    via="person",
    ref="$1",
    target="$0",
    text="hello\nthere",
    scope="scene-1",
    cause="wire",
)


def test_no_wish_takes_anything() -> None:
    """Nothing asked, nothing missed."""
    assert Wanted().misses(FACT) == []
    assert str(Wanted()) == "anything"


@pytest.mark.parametrize("name", [field.name for field in fields(Wanted)])
def test_every_field_is_looked_at(name: str) -> None:
    """A wish for any one field takes the fact that has it, and names that field alone of the fact that hasn't."""
    has = str(getattr(FACT, name))
    right = Wanted(**{name: has})
    wrong = Wanted(**{name: "something else"})

    assert right.takes(FACT)
    assert not wrong.takes(FACT)
    assert [str(miss) for miss in wrong.misses(FACT)] == [f"{name}: wanted 'something else', got {has!r}"]


WISHES: dict[str, tuple[Wish, Wish, str]] = {
    "contains": (contains("lo\nth"), contains("bye"), "containing 'bye'"),
    "starts_with": (starts_with("hello"), starts_with("there"), "starting with 'there'"),
    "matches": (matches("hel+o.there"), matches("hel+o"), "matching /hel+o/"),
    "one_of": (one_of("x", "hello\nthere"), one_of("x", "y"), "one of 'x', 'y'"),
    "other_than": (other_than("bye"), other_than(contains("hell")), "other than containing 'hell'"),
    "nothing at all": (other_than(""), "", "''"),
}


@pytest.mark.parametrize(("right", "wrong", "words"), WISHES.values(), ids=WISHES.keys())
def test_a_condition_takes_and_misses(right: Wish, wrong: Wish, words: str) -> None:
    """A condition takes what it holds for, and says its name where it doesn't hold."""
    assert Wanted(text=right).takes(FACT)
    assert [miss.wanted for miss in Wanted(text=wrong).misses(FACT)] == [words]


def test_a_wish_reads_as_a_sentence() -> None:
    """A wish says what it asks for, field by field."""
    wanted = Wanted(kind="message", text=contains("hi"))

    assert str(wanted) == "kind 'message', text containing 'hi'"
    assert str(wanted.but(text="ho")) == "kind 'message', text 'ho'"
