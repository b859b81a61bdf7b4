"""``python -m tests.telegram.bench``: what the fake Telegram can take on this machine.

The fake runs in a process of its own and is met over sockets. Its own processor time is told beside what clients saw:
the bench's clients share the machine with it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random

from fakes.telegram.tl import TLObject, tl
from tests.telegram.bench_clients import Account
from tests.telegram.running import Running, running
from tests.telegram.wire import Client, make_server

ACCOUNTS = (1, 10, 100, 1000)
_DELIVERIES = 4000
_MESSAGES = 1000
_HISTORY = 8000
_HANDSHAKES = 20
_AT_ONCE = 16


@dataclass(frozen=True)
class Pace:
    """Messages that were sent and arrived: how many, in how many seconds, and how many of the fake's own."""

    count: int
    seconds: float
    spent: float

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.count / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of the fake's processor time for each."""
        return 1000 * self.spent / self.count


@asynccontextmanager
async def room(receivers: int) -> AsyncIterator[Room]:
    """Start a fake with a supergroup of a speaker and so many others, all of them connected."""
    rng = Random(receivers)
    async with running(seed=1) as fake:
        speaker = await Account.open(fake, "Speaker", rng)
        others = [await Account.open(fake, f"Listener {number}", rng) for number in range(receivers)]
        members = [other.person for other in others]
        await fake.act("chat.create", kind="supergroup", title="Room", creator=speaker.person, members=members)
        for account in others:
            await account.call(tl("updates.getState"))  # behind the news of the room
        yield Room(fake, speaker, others, await speaker.peer("Room"))
        for account in (speaker, *others):
            account.close()


@dataclass(frozen=True)
class Room:
    """A supergroup on a running fake."""

    fake: Running
    speaker: Account
    others: Sequence[Account]
    peer: TLObject

    async def sends(self, count: int, at_once: int) -> Pace:
        """Have the speaker send texts, so many on their way at a time, until everybody has them."""
        before, began = await self.fake.cpu_seconds(), time.perf_counter()
        hearing = [asyncio.create_task(other.hears(count)) for other in self.others]
        await self.speaker.says(self.peer, count, at_once)
        await asyncio.gather(*hearing)
        return Pace(count, time.perf_counter() - began, await self.fake.cpu_seconds() - before)


def handshakes_a_second(count: int = _HANDSHAKES) -> float:
    """Return how many handshakes the fake's half of them would allow in a second, without sockets."""
    server, _ = make_server()
    spent = 0.0
    for _ in range(count):
        client = Client(server)
        feed = client.connection.feed

        def timed(data: bytes) -> None:
            nonlocal spent
            began = time.process_time()
            feed(data)  # noqa: B023 - called before the next round
            spent += time.process_time() - began

        client.connection.feed = timed  # type: ignore[method-assign]
        client.shake_hands()
    return count / spent


async def growth(messages: int = _HISTORY) -> tuple[Pace, Pace]:
    """Return the pace of an eighth of the messages in an empty chat, and of the last eighth of them."""
    share = messages // 8
    async with room(receivers=2) as found:
        first = await found.sends(share, _AT_ONCE)
        await found.sends(messages - 2 * share, _AT_ONCE)
        return first, await found.sends(share, _AT_ONCE)


async def _measure(accounts: Sequence[int], rounds: int) -> None:
    _say(f"handshakes: {handshakes_a_second():.0f} a second of the fake's own time")
    for at_once in (1, _AT_ONCE):
        best = max([await _to_two(at_once) for _ in range(rounds)], key=lambda pace: pace.rate)
        _say(f"to two receivers, {at_once:>2} at once: {_shown(best)}")
    for number in accounts:
        async with room(number) as found:
            pace = await found.sends(max(4, min(_MESSAGES, _DELIVERIES // number)), _AT_ONCE)
        each = 1000 * pace.cost / number
        _say(f"to {number:>4} accounts: {pace.rate * number:.0f} deliveries a second, {each:.0f} µs of the fake's each")
    first, last = await growth()
    _say(f"after {_HISTORY} messages one costs {last.cost / first.cost:.2f} times what it cost at first")


async def _to_two(at_once: int) -> Pace:
    async with room(receivers=2) as found:
        return await found.sends(_MESSAGES, at_once)


def _shown(pace: Pace) -> str:
    return f"{pace.rate:.0f} messages a second, {pace.cost:.2f} ms of the fake's processor time each"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser("python -m tests.telegram.bench", description="What the fake Telegram can take.")
    parser.add_argument("--rounds", type=int, default=3, help="how often (default: %(default)s)")
    parser.add_argument("--accounts", type=int, nargs="+", default=ACCOUNTS, help="how many (1, 10, 100 and 1000)")
    options = parser.parse_args(arguments)
    asyncio.run(_measure(options.accounts, options.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
