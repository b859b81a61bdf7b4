"""Fuzz the fake Telegram: ``python -m tests.telegram.fuzz --frames N --seed S``.

Mutated frames go to a server in a process of its own, over sockets; most are spoiled before they are encrypted, so that
they reach the layers inside. An honest client works beside them. What is printed: how deep frames came, by the server's
answers; the server's resident memory; and the honest client's times, quiet and beside the fuzz.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import quantiles

from tests.telegram.fuzz_frames import Frames
from tests.telegram.fuzz_honest import Honest, learn_salt
from tests.telegram.fuzz_wire import Served, Wire, serving

_BATCH = 4  # frames on their way to the server at a time, so that it is busy and nobody waits long
_PAUSE = 0.01  # seconds between the honest client's calls
_WINDOWS = 20  # of fuzz, with quiet ones between them: the machine's own noise is then in both
_QUIET_CALLS = 30
_MIB = 1024 * 1024


@dataclass
class Report:
    """What a run found; times in seconds, memory in bytes."""

    frames: int = 0
    depths: Counter[str] = field(default_factory=Counter)
    before_encryption: int = 0
    quiet: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    seconds: float = 0.0
    grown: int = 0

    def add(self, window: Report) -> None:
        """Count a window's frames too."""
        self.frames += window.frames
        self.depths += window.depths
        self.before_encryption += window.before_encryption

    @property
    def slowdown(self) -> float:
        """How many times longer the honest client's 95th percentile is beside the fuzz."""
        return _p95(self.beside) / _p95(self.quiet)

    def __str__(self) -> str:
        depths = ", ".join(f"{depth} {count:,}" for depth, count in self.depths.most_common())
        return (
            f"{self.frames:,} frames in {self.seconds:.1f} s, {self.before_encryption:,} mutated before encryption\n"
            f"answered by layer: {depths}\n"
            f"memory grew by {self.grown / _MIB:.1f} MiB\n"
            f"honest client, 95th percentile: {_p95(self.quiet) * 1000:.1f} ms quiet, "
            f"{_p95(self.beside) * 1000:.1f} ms beside ({self.slowdown:.2f} times)"
        )


async def fuzz(frames: int, seed: int) -> Report:
    """Run ``frames`` mutated frames against a fresh server."""
    report = Report()
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:  # so that the attack's own work delays nobody
        async with serving(seed) as served:
            honest = await Honest.open(served)
            await loop.run_in_executor(pool, attack, served, f"{seed} warm", 2000)  # caches fill before memory is read
            before, began = _resident(served.pid), time.monotonic()
            for number in range(_WINDOWS):
                await _calls(honest, report.quiet, _QUIET_CALLS)
                running = loop.run_in_executor(pool, attack, served, f"{seed} {number}", frames // _WINDOWS)
                while not running.done():
                    await _calls(honest, report.beside, 1)
                report.add(await running)
            report.seconds = time.monotonic() - began
            report.grown = _resident(served.pid) - before
            honest.close()
    return report


def attack(served: Served, seed: str, count: int) -> Report:
    """Send ``count`` frames from the process that this is called in."""
    return asyncio.run(_attack(served, Frames(Random(seed), served.hostile_key), count))


async def _attack(served: Served, frames: Frames, count: int) -> Report:
    report = Report()
    await learn_salt(served.port, frames, served.hostile_key)
    wire: Wire | None = None
    while report.frames < count:
        report.frames += _BATCH
        if frames.rng.randrange(64) == 0:  # frames outside encryption, each on a connection that it breaks
            for _ in range(_BATCH):
                report.depths[await _break(served, frames)] += 1
            continue
        wire = wire or await Wire.open(served.port, served.hostile_key)
        frames.begin_session()
        spoiled = [frames.inside() for _ in range(_BATCH)]
        fence_id, fence = frames.fence()
        wire.write_all([*spoiled, fence])
        report.before_encryption += _BATCH
        if not await _count_answers(wire, fence_id, report):
            wire.close()
            wire = None
    if wire is not None:
        wire.close()
    return report


async def _count_answers(wire: Wire, fence_id: int, report: Report) -> bool:
    """Count how deep a batch came; tell whether the connection lives."""
    heard = 0
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            for answer in await wire.read():
                depth = answer.depth(fence_id)
                if depth == "fence":
                    report.depths["silence"] += max(0, _BATCH - heard)
                    return True
                if depth:
                    heard += 1
                    report.depths[depth] += 1
    report.depths["hung up"] += max(0, _BATCH - heard)
    return False


async def _break(served: Served, frames: Frames) -> str:
    wire = await Wire.open(served.port, served.hostile_key)
    kind, frame = frames.outside()
    wire.write_raw(frame)
    await wire.finished()
    return kind


async def _calls(honest: Honest, times: list[float], count: int) -> None:
    for _ in range(count):
        times.append(await honest.call())
        await asyncio.sleep(_PAUSE)


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.telegram.fuzz", description=__doc__)
    parser.add_argument("--frames", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(asyncio.run(fuzz(options.frames, options.seed)))  # noqa: T201 - the command's output
    return 0


if __name__ == "__main__":
    sys.exit(main())
