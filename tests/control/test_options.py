"""What command lines read alike."""

from __future__ import annotations

import argparse

import pytest

from fakes.control import at_least_one


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", ""])
def test_what_is_no_whole_number_above_zero_is_refused(text: str) -> None:
    """The refusal names what was given; one and more are read."""
    assert [at_least_one("1"), at_least_one("1000")] == [1, 1000]

    with pytest.raises(argparse.ArgumentTypeError, match=f"above zero is wanted, not '{text}'"):
        at_least_one(text)
