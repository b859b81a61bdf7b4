"""Mutated frames in great number: the server lives, stays small, and lets others work."""

import pytest

from tests.fuzzing import Report
from tests.telegram.fuzz import fuzz

MIB = 1024 * 1024
DEEP = ("session", "service", "api refused", "api served")


def check(report: Report, frames: int) -> None:
    assert report.frames >= frames, report
    assert report.inside >= frames / 3, report
    assert sum(report.depths[depth] for depth in DEEP) >= frames / 3, report
    assert all(report.depths[depth] for depth in (*DEEP, "transport", "envelope")), report
    assert report.grown <= 64 * MIB, report
    assert len(report.beside) >= 20, report


async def test_mutated_frames_break_nothing() -> None:
    """50,000 frames, most of which reach the layers inside: memory stays, and an honest client is served meanwhile."""
    check(await fuzz(50_000, seed=1), 50_000)


@pytest.mark.full
async def test_a_million_mutated_frames_disturb_nobody() -> None:
    """And in ten minutes; the honest client's 95th percentile stays below twice its quiet one, on an idle machine."""
    report = await fuzz(1_000_000, seed=2)
    print(report)  # noqa: T201 - the figures are what a person wants to see

    check(report, 1_000_000)
    assert report.slowdown < 2, report
    assert report.seconds < 600, report
