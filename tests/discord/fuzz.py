"""Fuzz the fake Discord: ``python -m tests.discord.fuzz --frames N --seed S``.

Mutated gateway frames and REST requests go to a server in a process of its own, over sockets; most are spoiled inside
valid JSON, so that they reach the layers inside. An honest client works beside them. What is printed: how deep frames
came, by the server's answers; its resident memory; and the honest client's times, quiet and beside the fuzz.
"""

from __future__ import annotations

import asyncio
import json
import sys
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from random import Random
from typing import Any

from tests.discord.fuzz_frames import Asked, Frames, Ground, Seat
from tests.discord.fuzz_honest import Honest
from tests.discord.fuzz_server import Server, serving
from tests.discord.fuzz_wire import Wire
from tests.fuzzing import WINDOWS, Report, run, windows

_BATCH = 4  # frames on their way to the server at a time, so that it is busy and nobody waits long
_BATCHES = 22  # on one gateway socket, so that its 120 commands a minute suffice
_FRESH = 4  # of so many log-ins one opens a session, and the others resume the last: that is cheaper for both sides
_BOTS, _CROWD = 32, 20
_WARM = 4000
_ROUTINE = (10, 11)


async def fuzz(frames: int, seed: int) -> Report:
    """Run ``frames`` mutated frames against a fresh server."""
    report = Report()
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:  # so that the attack's own work delays nobody
        async with serving(seed) as server:
            honest = await Honest.open(server)
            cast = await Cast.made(server)
            await _window(pool, server, cast, f"{seed} warm", _WARM)  # caches fill before memory is read

            async def attack_window(number: int) -> Report:
                window = await _window(pool, server, cast, f"{seed} {number}", frames // WINDOWS)
                await honest.hears(f"still here {number}")
                return window

            await windows(report, server.pid, honest.call, attack_window)
            honest.close()
        report.broken += [line for line in server.log if "/fakes/discord/" in line]
    return report


async def _window(pool: Executor, server: Server, cast: Cast, seed: str, count: int) -> Report:
    """Attack a guild of its own, which goes afterwards with all that came to be in it."""
    ground = await _ground(server, cast)
    loop = asyncio.get_running_loop()
    report = await loop.run_in_executor(pool, attack, server.port, seed, ground, count)
    with suppress(AssertionError):  # perhaps the attack has ended it
        await server.act("guild.delete", guild=ground.ids["guild"])
    return report


@dataclass
class Cast:
    """Who attacks, and who is there to be thrown out."""

    owner: Any
    crowd: list[Any]
    bots: list[Any]

    @classmethod
    async def made(cls, server: Server) -> Cast:
        """Open the accounts; bots are many because each may identify a thousand times a day."""
        owner = await server.act("person.create", name="owner")
        crowd = [await server.act("person.create", name=f"one{number}") for number in range(_CROWD)]
        return cls(owner, crowd, [await server.act("person.create", name=f"b{n}", bot=True) for n in range(_BOTS)])


async def _ground(server: Server, cast: Cast) -> Ground:
    owner, crowd, bots = cast.owner, cast.crowd, cast.bots
    guild = await server.act("guild.create", name="Loud", owner=owner["id"], members=[one["id"] for one in crowd])
    for bot in bots:
        await server.act("guild.join", guild=guild["id"], person=bot["id"], permissions="8")
    channel = guild["channels"][0]["id"]
    here = {"channel": channel, "author": owner["id"]}
    poll = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "yes"}}]}
    message = await server.act("message.send", **here, content="target", poll=poll)
    emoji = await server.act("emoji.create", guild=guild["id"], author=owner["id"], name="blob")
    hook = await _webhook(server, channel, bots[0]["token"])
    ids = {"guild": guild["id"], "channel": channel, "message": message["id"], "role": guild["id"]}
    ids |= {"emoji": emoji["emoji"], "application": bots[0]["id"]}
    ids |= {"webhook": hook["id"], "token": hook["token"], "place": guild["id"], "answer": "1", "kind": "0"}
    tokens = [[one["token"] for one in them] for them in (bots, [owner, *crowd[:3]])]
    return Ground(ids, [one["id"] for one in crowd], *tokens)


async def _webhook(server: Server, channel: str, token: str) -> dict[str, str]:
    wire, body = await Wire.open(server.port), b'{"name": "hook"}'
    head = f"POST /api/v10/channels/{channel}/webhooks HTTP/1.1\r\nHost: discord.com\r\nAuthorization: Bot {token}\r\n"
    wire.write(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    status, answer = await wire.answer()
    wire.close()
    assert status == 200, answer
    made: dict[str, str] = json.loads(answer)
    return made


def attack(port: int, seed: str, ground: Ground, count: int) -> Report:
    """Send ``count`` frames from the process that this is called in."""
    return asyncio.run(_Attack(port, seed, ground).run(count))


class _Attack:
    """One window's frames, a third of them REST requests."""

    def __init__(self, port: int, seed: str, ground: Ground) -> None:
        self._port = port
        self._frames = Frames(Random(f"{seed} gateway"), ground)
        self._requests = Frames(Random(f"{seed} REST"), ground)
        self._report = Report()
        self._http: Wire | None = None
        self._fences = 0
        self._said = 0
        self._seat: Seat | None = None

    async def run(self, count: int) -> Report:
        """Send both kinds side by side, and count what comes back."""
        await asyncio.gather(self._gateways(count * 2 // 3), self._requests_at(count // 3 + 1))
        return self._report

    async def _gateways(self, count: int) -> None:
        while self._said < count:
            await self._gateway()
            if self._frames.rng.randrange(4) == 0:
                await self._outside()

    async def _requests_at(self, count: int) -> None:
        for _ in range(0, count, _BATCH):
            await self._rest()
        if self._http is not None:
            self._http.close()

    def _count(self, depth: str, *, inside: bool) -> None:
        self._report.frames += 1
        self._said += not depth.startswith("REST")
        self._report.depths[depth] += 1
        self._report.inside += inside

    async def _rest(self) -> None:
        self._http = self._http or await Wire.open(self._port)
        asked = [self._requests.request() for _ in range(_BATCH)]
        self._http.write(b"".join(one.data for one in asked))
        for one in asked:
            try:
                self._rest_depth(one, *await self._http.answer())
            except ConnectionError:
                self._count("REST hung up", inside=one.inside)
                self._http = None
                return

    def _rest_depth(self, asked: Asked, status: int, body: bytes) -> None:
        if status >= 500 and status != 501:
            self._report.broken.append(f"{status} to {asked.key}"[:600])
        code = json.loads(body).get("code") if status >= 400 and body.startswith(b"{") else None
        self._count(f"REST {_named(status, code)}", inside=asked.inside)

    async def _gateway(self) -> None:
        wire = await Wire.open(self._port)
        await wire.greeted()
        try:
            if self._frames.rng.random() < 0.3:
                await self._first(wire)
            else:
                await self._batches(wire)
        except ConnectionError:
            self._count("gateway hung up", inside=False)
        wire.close()

    async def _first(self, wire: Wire) -> None:
        payload, inside = self._frames.first(self._seat)
        wire.say([payload])
        frame = await wire.frame()
        self._count(f"gateway {frame.get('code') or _begun(frame)}", inside=inside)

    async def _batches(self, wire: Wire) -> None:
        seat = self._seat = await self._seated(wire)
        for _ in range(_BATCHES):
            self._fences += 1
            batch = [self._frames.payload() for _ in range(_BATCH)]
            wire.say([payload for payload, _ in batch] + [self._frames.fence(self._fences)])
            answers = await _until_fence(wire, seat, self._fences)
            for number, (_, inside) in enumerate(batch):
                self._count(answers[number] if number < len(answers) else "gateway silence", inside=inside)
            if any(depth.startswith("gateway 4") for depth in answers):
                return

    async def _seated(self, wire: Wire) -> Seat:
        """Resume the session that was left last, or open one."""
        if self._seat is not None and self._frames.rng.randrange(_FRESH):
            wire.say([json.dumps({"op": 6, "d": self._seat.as_resume()}).encode()])
            if await _heard(wire, self._seat, "RESUMED"):
                return self._seat
        data = self._frames.identify()
        seat = Seat(data["token"])
        wire.say([json.dumps({"op": 2, "d": data}).encode()])
        assert await _heard(wire, seat, "GUILD_CREATE")
        return seat

    async def _outside(self) -> None:
        rng = self._frames.rng
        wire = await Wire.open(self._port)
        if rng.randrange(2):
            wire.write(self._frames.outside())
        else:
            await wire.greeted()
            wire.say([rng.randbytes(rng.randrange(60))], head=rng.randrange(256))
        await wire.finished()
        self._count("outside HTTP and WebSocket", inside=False)


def _begun(frame: Any) -> str:
    """Name what a first payload was answered by; what comes of a resume may be any event."""
    if frame["op"] == 0:
        return "READY" if frame["t"] == "READY" else "RESUMED"
    return f"op {frame['op']}"


async def _heard(wire: Wire, seat: Seat, name: str) -> bool:
    """Listen until an event of that name, or until the server wants no more of the session."""
    while (frame := await wire.frame())["op"] == 0:
        seat.heard = frame["s"]
        if frame["t"] == "READY":
            seat.session = frame["d"]["session_id"]
        if frame["t"] == name:
            return True
    return False


async def _until_fence(wire: Wire, seat: Seat, number: int) -> list[str]:
    """Return the layers that answered before the fence did."""
    depths: list[str] = []
    while True:
        frame = await wire.frame()
        if frame["op"] == "close":
            return [*depths, f"gateway {frame['code']}"]
        seat.heard = frame["s"] or seat.heard
        data = frame["d"] if isinstance(frame["d"], dict) else {}
        if data.get("nonce") == f"fence {number}":
            return depths
        if frame["t"] == "GUILD_MEMBERS_CHUNK":
            depths.append("gateway members")
        elif frame["op"] in _ROUTINE:
            depths.append("gateway heartbeat")


def _named(status: int, code: int | None) -> str:
    """Return the layer that gave an answer."""
    if status < 300:
        return "served"
    names = {401: "who asks", 405: "route", 413: "size", 429: "limits", 501: "not served, by name"}
    if status in names:
        return names[status]
    if code in (50035, 50109):
        return "fields"
    return "rules" if code else "route"


if __name__ == "__main__":
    sys.exit(run(__doc__, fuzz))
