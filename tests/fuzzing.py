"""What every fuzz of a fake shares: spoiled bytes and JSON, windows of attack beside an honest client, the report."""

from __future__ import annotations

import argparse
import asyncio
import copy
import json
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

WINDOWS = 20
"""Of attack, with quiet ones between them: the machine's own noise is then in both."""
_PAUSE = 0.01  # seconds between the honest client's calls
_PAUSE_BESIDE = 0.05  # else a third of the server's time were the honest client's, and not the attack's
_QUIET_CALLS = 30
_MIB = 1024 * 1024
_EXTREMES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 1.5, 1 << 31, 1 << 64, -(1 << 70), "", "x", "1", "-1", "²", "\x00", "\u202e"),
    *("9" * 30, "é" * 300, "a" * 3000, [], {}, [[]], [None], {"": 1}, {"id": "1"}, [1, 2, 3]),
)


@dataclass
class Report:
    """What a run found; times in seconds, memory in bytes. ``inside`` counts frames spoiled within what holds them."""

    frames: int = 0
    depths: Counter[str] = field(default_factory=Counter)
    inside: int = 0
    quiet: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    seconds: float = 0.0
    grown: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, window: Report) -> None:
        """Count a window's frames too."""
        self.frames += window.frames
        self.depths += window.depths
        self.inside += window.inside
        self.broken += window.broken

    @property
    def slowdown(self) -> float:
        """How many times longer the honest client's 95th percentile is beside the fuzz."""
        return _p95(self.beside) / _p95(self.quiet)

    def __str__(self) -> str:
        depths = ", ".join(f"{depth} {count:,}" for depth, count in self.depths.most_common())
        lines = [
            f"{self.frames:,} frames in {self.seconds:.1f} s, {self.inside:,} mutated inside their envelope",
            f"answered by layer: {depths}",
            f"memory grew by {self.grown / _MIB:.1f} MiB",
            f"honest client, 95th percentile: {_p95(self.quiet) * 1000:.1f} ms quiet, "
            f"{_p95(self.beside) * 1000:.1f} ms beside ({self.slowdown:.2f} times)",
            *(f"broken: {one}" for one in self.broken[:5]),
        ]
        return "\n".join(lines)


async def windows(
    report: Report, pid: int, call: Callable[[], Awaitable[float]], attack: Callable[[int], Awaitable[Report]]
) -> None:
    """Let ``attack`` run window by window on the server ``pid``, while ``call`` is timed beside it and between."""
    before, began = resident(pid), time.monotonic()
    for number in range(WINDOWS):
        await _calls(call, report.quiet, _QUIET_CALLS, _PAUSE)
        running = asyncio.ensure_future(attack(number))
        while not running.done():
            await _calls(call, report.beside, 1, _PAUSE_BESIDE)
        report.add(await running)
    report.seconds = time.monotonic() - began
    report.grown = resident(pid) - before


async def _calls(call: Callable[[], Awaitable[float]], times: list[float], count: int, pause: float) -> None:
    for _ in range(count):
        times.append(await call())
        await asyncio.sleep(pause)


def run(about: str | None, fuzz: Callable[[int, int], Awaitable[Report]]) -> int:
    """Run a fuzz's command line: ``--frames`` and ``--seed``, by which ``fuzz`` is called; return the exit status."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--frames", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    async def reported() -> Report:
        return await fuzz(options.frames, options.seed)

    print(asyncio.run(reported()))  # noqa: T201 - the command's output
    return 0


def resident(pid: int) -> int:
    """Return a process's resident memory in bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def spoiled_bytes(rng: Random, data: bytes) -> bytes:
    """Return bytes with a bit turned, a piece lost, doubled or made up."""
    at, size = rng.randrange(len(data) + 1), rng.randrange(1, 9)
    kind = rng.randrange(4)
    if kind == 0 and data:
        at = min(at, len(data) - 1)
        return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
    if kind == 1:
        return data[:at] + data[at + size :]
    if kind == 2:
        return data[:at] + data[max(0, at - size) : at] + data[at:]
    return data[:at] + rng.randbytes(size) + data[at:]


def spoiled_json(rng: Random, text: str) -> Any:
    """Return the value of a JSON text in which up to three places hold something else, or nothing."""
    value = json.loads(text)
    for _ in range(rng.randrange(1, 4)):
        places = list(_places(value))
        if not places:
            return copy.deepcopy(rng.choice(_EXTREMES))
        _spoil(rng, *rng.choice(places))
    return value


def _places(value: Any) -> Any:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _spoil(rng: Random, holder: Any, key: Any) -> None:
    kind = rng.randrange(8)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = [holder[key]]
    elif kind == 2 and isinstance(holder[key], str):
        holder[key] = spoiled_bytes(rng, holder[key].encode()).decode(errors="ignore")
    elif kind == 3 and isinstance(holder, list):
        holder += [copy.deepcopy(holder[key])] * rng.randrange(1, 30)
    elif kind == 4 and isinstance(holder, dict):
        holder[rng.choice(("id", "type", "name", "x", ""))] = copy.deepcopy(rng.choice(_EXTREMES))
    else:
        holder[key] = copy.deepcopy(rng.choice(_EXTREMES))


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]
