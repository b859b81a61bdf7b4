"""Logs as the engine prints them: lines with times, or without."""

from __future__ import annotations

import pytest

from harness.core.log import Line, lines


def test_a_stamp_is_taken_off_and_read() -> None:
    """The engine's nanoseconds become seconds of Unix time, and the words stay as they were."""
    assert list(lines("1970-01-01T00:01:00.500000999Z  two blanks\n1970-01-01T00:01:01Z x")) == [
        Line(" two blanks", 60.5),
        Line("x", 61.0),
    ]


@pytest.mark.parametrize(
    "line", ["it stopped", "Z", "2026-11-27 13:57:19,866 INFO ready", "aZ b", "", "2026-11-27T13Z9 x"]
)
def test_what_bears_no_stamp_is_all_words(line: str) -> None:
    """A line without the engine's time is kept whole."""
    assert list(lines(f"{line}\n")) == [Line(line)]
