"""What the benchmarks compute of what they measure."""

from __future__ import annotations

from typing import Any

import pytest

from harness import bench
from harness.bench import Laps, medians, ratio, shown


def test_laps_follow_each_other() -> None:
    """A phase lasts from the end of the one before it to its own."""
    times = iter([10.0, 12.5, 13.0])
    laps = Laps(lambda: next(times))

    laps.ends("parts ready")
    laps.ends("message")

    assert laps.seconds == {"parts ready": 2.5, "message": 0.5}


def test_the_whole_has_a_median_of_its_own() -> None:
    """The median of the sums is not the sum of the medians."""
    rounds = [{"a": 1.0, "b": 9.0}, {"a": 2.0, "b": 2.0}, {"a": 9.0, "b": 3.0}]

    assert medians(rounds) == {"a": 2.0, "b": 3.0, "in all": 10.0}


def test_a_slow_spell_does_not_change_the_ratio() -> None:
    """Each round is compared within itself, so that a machine that was busy for one of them changes nothing."""
    alone = [{"a": 1.0, "b": 1.0}, {"a": 4.0, "b": 4.0}, {"a": 1.0, "b": 1.0}]
    whole = [{"c": 4.0}, {"c": 16.0}, {"c": 6.0}]

    assert ratio(alone, whole) == 2.0


def test_a_line_names_every_phase() -> None:
    """A line has the title and each phase with its seconds."""
    assert shown("1 superbridge", {"parts ready": 4.246}) == f"{'1 superbridge':<22}parts ready 4.25 s"


@pytest.mark.parametrize("rounds", ["0", "-1", "many", "1.5"])
def test_rounds_are_counted(rounds: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A number of rounds that can't be is refused before anything is started."""
    from harness.cli import main

    with pytest.raises(SystemExit, match="2"):
        main(["bench", "start", f"--rounds={rounds}"])
    assert "give 1 or more" in capsys.readouterr().err


class Talker:
    """Somebody who says and sees, and tells the other's clock that a second has passed for each."""

    def __init__(self, clock: list[float]) -> None:
        self.clock = clock
        self.said: list[str] = []
        self.seen: list[str] = []

    async def says(self, text: str) -> None:
        self.said.append(text)
        self.clock[0] += 1

    async def sees(self, text: str, by: Talker) -> None:
        assert by.said[-1] == text
        self.seen.append(text)
        self.clock[0] += 1


class Spender:
    """A fake that has taken a twentieth of all the time so far."""

    def __init__(self, clock: list[float]) -> None:
        self.clock = clock

    async def cpu_seconds(self) -> float:
        return self.clock[0] / 20


async def test_a_fakes_share_is_of_the_time_that_talk_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answers the other in turn; the share is the fake's processor time by all of the time in between."""
    clock = [100.0]
    monkeypatch.setattr("harness.bench.time.monotonic", lambda: clock[0])
    alice, bob = Talker(clock), Talker(clock)
    talk: Any = (alice, bob, Spender(clock))

    assert await bench._share(*talk) == pytest.approx(0.05)
    assert alice.said == bob.seen
    assert bob.said == alice.seen
    assert len(alice.said) == len(bob.said) > 10
