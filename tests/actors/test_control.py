"""Following a fake's witness stream."""

from __future__ import annotations

import time

import aiohttp
from aiohttp.test_utils import TestServer

from fakes.control import Hub, Record, control_app
from harness.actors.control import Control
from harness.core.journal import Journal
from harness.core.wanted import Wanted


async def test_beats_are_no_facts() -> None:
    """Empty lines, by which a silent stream shows that it lives, end no following; what comes after them is heard."""
    hub, journal = Hub(time.time), Journal(time.time)
    app = control_app("toy", "test", hub, {}, dict, beat=0.001)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        control = Control(http, str(server.make_url("")).rstrip("/"), journal)
        control.follow()
        async with http.get(server.make_url("/v1/witness")) as beside:
            beats = [await beside.content.readline() for _ in range(20)]

        hub.witness(Record("discord", "message", "wire", text="after"))
        heard = await journal.sees(Wanted(text="after"), within=5.0)
        await control.close()

    assert set(beats) == {b"\n"}
    assert [fact.seq for fact in journal.facts] == [heard.seq]
