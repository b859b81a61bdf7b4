"""The client beside the fuzz: it asks for a page of history again and again, takes the time, and hears its guild."""

from __future__ import annotations

import json
import time

from tests.discord.fuzz_server import Server
from tests.discord.fuzz_wire import Wire

_HISTORY = 100
_BEAT = 20.0  # seconds between heartbeats; who is silent for three times as long is cut off


class Honest:
    """A person with a guild of its own; one request at a time, and a gateway session beside it."""

    def __init__(self, server: Server, http: Wire, link: Wire, channel: str, person: str, request: bytes) -> None:
        self._server = server
        self._http = http
        self._link = link
        self._here = {"channel": channel, "author": person}
        self._request = request
        self._beaten_at = time.monotonic()

    @classmethod
    async def open(cls, server: Server) -> Honest:
        """Make the person, the guild and its history, and log in."""
        ada = await server.act("person.create", name="ada")
        guild = await server.act("guild.create", name="Quiet", owner=ada["id"])
        channel = guild["channels"][0]["id"]
        for number in range(_HISTORY):
            await server.act("message.send", channel=channel, author=ada["id"], content=f"note {number}")
        link = await Wire.open(server.port)
        await link.greeted()
        link.say([json.dumps({"op": 2, "d": {"token": ada["token"], "properties": {}}}).encode()])
        assert (await link.frame())["t"] == "READY"
        head = f"GET /api/v10/channels/{channel}/messages?limit={_HISTORY} HTTP/1.1\r\nHost: discord.com\r\n"
        request = f"{head}Authorization: {ada['token']}\r\n\r\n".encode()
        return cls(server, await Wire.open(server.port), link, channel, ada["id"], request)

    async def call(self) -> float:
        """Ask for the page; return the seconds until the answer was here."""
        await self._beats()
        began = time.perf_counter()
        self._http.write(self._request)
        status, body = await self._http.answer()
        took = time.perf_counter() - began
        assert status == 200
        assert len(json.loads(body)) == _HISTORY
        return took

    async def hears(self, text: str) -> None:
        """Say something; it must be the very next thing that comes, but for an answer to a heartbeat."""
        await self._server.act("message.send", **self._here, content=text)
        self._link.say([b'{"op": 1, "d": 1}'])
        frames = [await self._link.frame() for _ in range(2)]
        assert [(one["t"], one["op"]) for one in frames] == [("MESSAGE_CREATE", 0), (None, 11)]
        assert frames[0]["d"]["content"] == text

    async def _beats(self) -> None:
        """Send a heartbeat when it is time; nothing but its answer may come."""
        if time.monotonic() - self._beaten_at > _BEAT:
            self._beaten_at = time.monotonic()
            self._link.say([b'{"op": 1, "d": 1}'])
            assert (await self._link.frame())["op"] == 11

    def close(self) -> None:
        """Hang up."""
        self._http.close()
        self._link.close()
