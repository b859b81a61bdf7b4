"""Verdicts: which one counts, and how a control that fails becomes one."""

from __future__ import annotations

import pytest

from harness.core.verdict import Unknown, Verdict, control, gravest


def test_the_gravest_verdict_counts() -> None:
    """A failure outweighs all, what is unknown outweighs an excuse, and nothing at all is unknown."""
    assert gravest(Verdict) is Verdict.FAILED
    assert gravest({Verdict.UNKNOWN, Verdict.KNOWN_BROKEN, Verdict.PASSED}) is Verdict.UNKNOWN
    assert gravest({Verdict.NOT_CLAIMED, Verdict.PASSED}) is Verdict.NOT_CLAIMED
    assert gravest([Verdict.PASSED]) is Verdict.PASSED
    assert gravest([]) is Verdict.UNKNOWN


def test_a_failed_control_is_unknown() -> None:
    """An assertion that fails inside a control says which control, and why."""
    with pytest.raises(Unknown) as caught, control("bob hears alice"):
        raise AssertionError("nobody saw: hi")

    assert str(caught.value) == "the control failed: bob hears alice\nnobody saw: hi"


def test_a_control_hides_no_error() -> None:
    """What is no failed assertion passes through a control as it is, and so does success."""
    with control("fine"):
        pass
    with pytest.raises(ZeroDivisionError), control("broken"):
        raise ZeroDivisionError
