"""The five verdicts that a test can end with, and how a test says that it can't know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum


class Verdict(StrEnum):
    """What a test showed; ``unknown`` is a verdict and not a pass."""

    PASSED = "passed"
    FAILED = "failed"
    KNOWN_BROKEN = "known broken"
    NOT_CLAIMED = "not claimed"
    UNKNOWN = "unknown"


class Unknown(Exception):  # noqa: N818 - a verdict and not an error: it reads as one where it is raised
    """Raised where nothing can be concluded: the control did not show, or a part or a toolchain is missing."""


@contextmanager
def control(what: str) -> Iterator[None]:
    """Turn a failed assertion inside into ``Unknown``: where the control doesn't show, the test shows nothing."""
    try:
        yield
    except AssertionError as error:
        raise Unknown(f"the control failed: {what}\n{error}") from error


_GRAVEST_FIRST = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.KNOWN_BROKEN, Verdict.NOT_CLAIMED, Verdict.PASSED)


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that outweighs the others; nothing at all is ``unknown``."""
    found = set(verdicts)
    return next((verdict for verdict in _GRAVEST_FIRST if verdict in found), Verdict.UNKNOWN)
