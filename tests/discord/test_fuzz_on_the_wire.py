"""Mutated frames and requests in great number: the server lives, stays small, and lets others work."""

import pytest

from tests.discord.fuzz import fuzz
from tests.fuzzing import Report

MIB = 1024 * 1024
DEEP = ("REST served", "REST rules", "REST fields", "gateway members", "gateway heartbeat", "gateway silence")
CLOSES = ("gateway 4002", "gateway 4004", "gateway 4010", "gateway 4013")
SHALLOW = ("REST who asks", "REST route", "gateway RESUMED", *CLOSES)


def check(report: Report, frames: int) -> None:
    assert report.frames >= frames, report
    assert report.inside >= frames / 3, report
    assert sum(report.depths[depth] for depth in DEEP) >= frames / 3, report
    assert all(report.depths[depth] for depth in (*DEEP, *SHALLOW)), report
    assert not report.broken, report
    assert report.grown <= 64 * MIB, report
    assert len(report.beside) >= 20, report


async def test_mutated_frames_and_requests_break_nothing() -> None:
    """50,000, most of which reach the layers inside: memory stays, no 500, an honest client is served meanwhile."""
    check(await fuzz(50_000, seed=1), 50_000)


@pytest.mark.full
async def test_a_million_mutated_frames_disturb_nobody() -> None:
    """And in ten minutes; the honest client's 95th percentile stays below twice its quiet one, on an idle machine."""
    report = await fuzz(1_000_000, seed=2)
    print(report)  # noqa: T201 - the figures are what a person wants to see

    check(report, 1_000_000)
    assert report.slowdown < 2, report
    assert report.seconds < 600, report
