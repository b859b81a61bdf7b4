"""How long deliveries took, from the laws' account of a history."""

from __future__ import annotations

from typing import Any

import pytest

from harness.core.fact import Fact, Kind, Place
from harness.core.latency import deliveries, summary
from harness.core.laws import Expected, Route, Setting
from harness.core.laws.account import reckon

RED = Route("red", frozenset({Place("discord", "1"), Place("matrix", "!r")}))
SETTING = Setting([RED], lambda origin, onto: Expected(origin.text))


def ours(kind: Kind, seq: int, heard: float, **fields: Any) -> Fact:
    return Fact(heard, "discord", kind, place="1", author="a", cause="control", seq=seq, heard=heard, **fields)


def theirs(kind: Kind, seq: int, heard: float, **fields: Any) -> Fact:
    at = heard - 100  # when it happened by its own account matters nothing
    return Fact(at, "matrix", kind, "matrix.bob", place="!r", author="@g", seq=seq, heard=heard, **fields)


def test_each_kind_is_measured_by_when_it_was_heard_of() -> None:
    """A message, its edit, its reaction and its deletion each took from being heard of here to being heard of there."""
    facts = [
        ours("message", 1, 10.0, ref="m", text="hi"),
        theirs("message", 2, 10.25, ref="$m", text="hi"),
        ours("edit", 3, 11.0, ref="m", target="m", text="ho"),
        theirs("edit", 4, 11.5, ref="$e", target="$m", text="ho"),
        ours("reaction", 5, 12.0, target="m", text="x"),
        theirs("reaction", 6, 12.125, ref="$x", target="$m", text="x"),
        ours("delete", 7, 13.0, target="m"),
        theirs("delete", 8, 14.0, ref="$d", target="$m"),
    ]

    measured = {one.kind: (one.here, one.there, one.ms) for one in deliveries(reckon(facts, SETTING))}

    assert measured == {
        "message": ("discord", "matrix", 250.0),
        "edit": ("discord", "matrix", 500.0),
        "reaction": ("discord", "matrix", 125.0),
        "delete": ("discord", "matrix", 1000.0),
    }


def test_what_never_came_took_no_time() -> None:
    """A message that is lost, and an edit that is, are in no figure."""
    lost = [ours("message", 1, 10.0, ref="m", text="hi")]
    unedited = [*lost, theirs("message", 2, 10.5, ref="$m", text="hi"), ours("edit", 3, 11.0, target="m", text="ho")]

    assert list(deliveries(reckon(lost, SETTING))) == []
    assert [one.kind for one in deliveries(reckon(unedited, SETTING))] == ["message"]


@pytest.mark.parametrize(
    ("took", "figures"), [([3.0], (3.0, 3.0)), ([1.0, 2.0], (1.5, 1.9)), (list(range(101)), (50, 95))]
)
def test_summary_is_median_and_95th_percentile(took: list[float], figures: tuple[float, float]) -> None:
    """One figure is both; of 0 to 100 they are 50 and 95."""
    assert summary(took) == pytest.approx(figures, abs=0.1)
