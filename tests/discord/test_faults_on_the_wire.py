"""Faults as a client behind a real socket meets them: hosts that are down, slow files, late events."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from fakes.discord.control_faults import set_fault
from tests.discord.served import DEADLINE, Served, identified, serving

ADDRESSES = {
    "discord.com": "/api/v10/gateway",
    "cdn.discordapp.com": "/embed/avatars/0.png",
    "media.discordapp.net": "/embed/avatars/0.png",
}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    """A fake on a free port."""
    async with serving(tmp_path) as fake:
        yield fake


async def fetch(http: aiohttp.ClientSession, host: str) -> int | str:
    """Return the status that a host answers with, or how it fails."""
    try:
        async with http.get(f"https://{host}{ADDRESSES[host]}") as answer:
            await answer.read()
            return answer.status
    except aiohttp.ServerDisconnectedError:
        return "hung up"


def order(served: Served, fault: str, **settings: Any) -> None:
    """Order a fault as the control API does."""
    set_fault(served.fake.gateway, {"fault": fault, **settings})


@pytest.mark.parametrize("host", list(ADDRESSES))
@pytest.mark.parametrize(("settings", "seen"), [({}, "hung up"), ({"status": 503}, 503)])
async def test_one_host_is_down(served: Served, host: str, settings: dict[str, Any], seen: int | str) -> None:
    """While a host is down, it alone fails, the gateway greets, and afterwards the host answers again."""
    order(served, "outage", host=host, **settings)
    async with aiohttp.ClientSession(connector=served.connector()) as http:
        found = {one: await fetch(http, one) for one in ADDRESSES}
        link = await identified(http, served)
        assert (await link.receive_json(timeout=DEADLINE))["op"] == 10
        await link.close()
        served.world.ground.faults.clear()
        again = await fetch(http, host)

    assert found == dict.fromkeys(ADDRESSES, 200) | {host: seen}
    assert again == 200


async def test_an_outage_of_the_gateway_cuts_its_sockets(served: Served) -> None:
    """The socket ends without a close, nobody gets a new one, REST goes on, and later the session can be resumed."""
    async with aiohttp.ClientSession(connector=served.connector()) as http:
        link = await identified(http, served)
        _, ready, _ = [await link.receive_json(timeout=DEADLINE) for _ in range(3)]
        order(served, "outage", host="gateway.discord.gg")

        end = await link.receive(timeout=DEADLINE)
        with pytest.raises(aiohttp.ClientError):
            await identified(http, served)
        assert await fetch(http, "discord.com") == 200

        served.world.ground.faults.clear()
        link = await http.ws_connect("wss://gateway.discord.gg/?v=10")
        session = {"token": served.bot.token, "session_id": ready["d"]["session_id"], "seq": ready["s"]}
        await link.send_json({"op": 6, "d": session})
        names = [(await link.receive_json(timeout=DEADLINE))["t"] for _ in range(3)]
        await link.close()

    assert end.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    assert names == [None, "GUILD_CREATE", "RESUMED"]


async def test_a_slow_cdn_takes_its_time(served: Served) -> None:
    """A picture at twice its bytes a second takes half a second, of which three tenths are held, and comes whole."""
    async with aiohttp.ClientSession(connector=served.connector()) as http:
        url = f"https://cdn.discordapp.com{ADDRESSES['cdn.discordapp.com']}"
        async with http.get(url) as answer:
            whole = await answer.read()
        order(served, "slow_cdn", bytes_per_second=2 * len(whole))
        began = time.monotonic()
        async with http.get(url) as answer:
            assert await answer.read() == whole

    assert time.monotonic() - began > 0.3


async def test_a_late_event_comes_by_the_clock(served: Served) -> None:
    """A delayed message reaches a silent socket without anybody's doing, behind the one that was said later."""
    async with aiohttp.ClientSession(connector=served.connector()) as http:
        link = await identified(http, served)
        order(served, "delay_event", event="MESSAGE_CREATE", seconds=0.2, times=1)
        for _ in range(3):
            await link.receive_json(timeout=DEADLINE)
        served.says("late")
        served.says("soon")

        heard = [(await link.receive_json(timeout=DEADLINE))["d"]["content"] for _ in range(2)]
        await link.close()

    assert heard == ["soon", "late"]
