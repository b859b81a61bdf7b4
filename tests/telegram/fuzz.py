"""Fuzz the fake Telegram: ``python -m tests.telegram.fuzz --frames N --seed S``.

Mutated frames go to a server in a process of its own, over sockets; most are spoiled before they are encrypted, so that
they reach the layers inside. An honest client works beside them. What is printed: how deep frames came, by the server's
answers; the server's resident memory; and the honest client's times, quiet and beside the fuzz.
"""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from random import Random

from tests.fuzzing import WINDOWS, Report, run, windows
from tests.telegram.fuzz_frames import Frames
from tests.telegram.fuzz_honest import Honest, learn_salt
from tests.telegram.fuzz_wire import Served, Wire, serving

_BATCH = 4  # frames on their way to the server at a time, so that it is busy and nobody waits long


async def fuzz(frames: int, seed: int) -> Report:
    """Run ``frames`` mutated frames against a fresh server."""
    report = Report()
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:  # so that the attack's own work delays nobody
        async with serving(seed) as served:
            honest = await Honest.open(served)
            await loop.run_in_executor(pool, attack, served, f"{seed} warm", 2000)  # caches fill before memory is read

            async def attack_window(number: int) -> Report:
                return await loop.run_in_executor(pool, attack, served, f"{seed} {number}", frames // WINDOWS)

            await windows(report, served.pid, honest.call, attack_window)
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
        report.inside += _BATCH
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


if __name__ == "__main__":
    sys.exit(run(__doc__, fuzz))
