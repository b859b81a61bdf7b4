"""What the benchmark of federation computes of what it measures."""

from __future__ import annotations

from harness.bench.federation import ALONE, JOIN, PAIR, PROPAGATION, THREE, Found, catch_up, floor_of


def found(**more: list[float]) -> Found:
    """Return times in which each measure is another multiple of its floor."""
    seconds = {ALONE: [2.0], PAIR: [3.0], THREE: [5.0], floor_of(JOIN): [0.1], JOIN: [0.4]}
    there = {floor_of(PROPAGATION): [0.01], PROPAGATION: [0.05], catch_up(6): [0.25]}
    return Found({**seconds, **there, **more})


def test_each_measure_is_a_multiple_of_its_floor() -> None:
    """Starts stand beside one server's, joins and messages beside those on one server, catch-ups beside a message."""
    ratios = {name: round(ratio, 6) for name, ratio in found().ratios().items()}

    assert ratios == {PAIR: 1.5, THREE: 2.5, JOIN: 4.0, PROPAGATION: 5.0, catch_up(6): 5.0}


def test_medians_count() -> None:
    """One slow time among three changes nothing."""
    assert found(**{PAIR: [3.0, 30.0, 3.0]}).ratios()[PAIR] == 1.5


def test_each_measure_has_a_line() -> None:
    """A line has the seconds, and of what they are a multiple; a floor is told alone."""
    lines = found().lines()

    assert lines[0].split() == ["one", "server", "2.000", "s"]
    assert any(
        line.startswith("catch-up after 6 s") and line.endswith("0.250 s, 5.00 times propagation") for line in lines
    )
