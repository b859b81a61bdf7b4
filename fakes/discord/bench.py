"""``python -m fakes.discord.bench``: events a second to many clients, and REST requests a second, on this machine."""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from fakes.discord.app import Fake, build_fake, listening, public_app
from fakes.discord.drafts import read_draft
from fakes.discord.pki import own_certificate

CLIENTS = (1, 10, 1000)
_ALL_INTENTS = (1 << 26) - 1
_OF_MEMBERS = 1 << 1 | 1 << 8
"""What would tell every client of every other one's coming."""
_EVENTS = 10_000
_REQUESTS = 2_000
_AT_ONCE = 16
_PATIENCE = 120.0


@asynccontextmanager
async def _served() -> AsyncIterator[tuple[Fake, aiohttp.ClientSession, str]]:
    """Serve a fake without limits over TLS on loopback, as bridges meet it."""
    fake = build_fake(seed=1, limited=False)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        chain = own_certificate(folder)
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(chain.certificate, chain.key)
        port = await stack.enter_async_context(listening(public_app(fake), "127.0.0.1", 0, tls))
        trust = ssl.create_default_context(cafile=str(chain.authority))
        connector = aiohttp.TCPConnector(ssl=trust, limit=0)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        yield fake, http, f"https://localhost:{port}"


async def events_a_second(clients: int, deliveries: int = _EVENTS) -> float:
    """Return how many events a second arrive at so many clients, all in one channel, after ``deliveries`` of them."""
    messages = max(1, deliveries // clients)
    async with _served() as (fake, http, base):
        alice = fake.world.people.create("alice")
        guild = fake.world.guilds.create("Guild", alice, [], "")
        channel = fake.world.channels.create(guild, "general")
        links = []
        for number in range(clients):
            bot = fake.world.people.create(f"bot{number}", bot=True)
            fake.world.guilds.join(guild, bot, "control")
            links.append(await _identified(http, base, bot.token))
        readers = [asyncio.create_task(_hear(link, messages)) for link in links]
        start = time.monotonic()
        for number in range(messages):
            fake.world.messages.send(alice, channel, read_draft({"content": str(number)}), "control")
            await asyncio.sleep(0)
        await asyncio.wait_for(asyncio.gather(*readers), _PATIENCE)
        took = time.monotonic() - start
        await asyncio.gather(*(link.close() for link in links))
    return messages * clients / took


async def requests_a_second(requests: int = _REQUESTS) -> float:
    """Return how many messages a second a bot posts by REST, sixteen requests at once."""
    async with _served() as (fake, http, base):
        bot = fake.world.people.create("bot", bot=True)
        guild = fake.world.guilds.create("Guild", bot, [], "")
        channel = fake.world.channels.create(guild, "general")
        url, key = f"{base}/api/v10/channels/{channel.id}/messages", {"Authorization": f"Bot {bot.token}"}
        share = requests // _AT_ONCE

        async def post() -> None:
            for number in range(share):
                async with http.post(url, json={"content": str(number)}, headers=key) as answer:
                    await answer.read()
                    answer.raise_for_status()

        start = time.monotonic()
        await asyncio.gather(*(post() for _ in range(_AT_ONCE)))
        return share * _AT_ONCE / (time.monotonic() - start)


async def _identified(http: aiohttp.ClientSession, base: str, token: str) -> aiohttp.ClientWebSocketResponse:
    link = await http.ws_connect(f"{base}/?v=10&encoding=json", max_msg_size=0)
    identify = {"token": token, "intents": _ALL_INTENTS & ~_OF_MEMBERS, "properties": {}}
    await link.send_json({"op": 2, "d": identify})
    while (await link.receive_json(timeout=_PATIENCE))["t"] != "GUILD_CREATE":
        pass
    return link


async def _hear(link: aiohttp.ClientWebSocketResponse, messages: int) -> None:
    heard = 0
    while heard < messages:
        frame = json.loads((await link.receive(timeout=_PATIENCE)).data)
        heard += frame["t"] == "MESSAGE_CREATE"


async def _measure(rounds: int, clients: Sequence[int]) -> None:
    for number in clients:
        best = max([await events_a_second(number) for _ in range(rounds)])
        _say(f"{number:>5} clients: {best:>8.0f} events a second in all, the best of {rounds}")
    best = max([await requests_a_second() for _ in range(rounds)])
    _say(f" REST, {_AT_ONCE} at once: {best:>5.0f} messages posted a second, the best of {rounds}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; clients and fake share one process and one core, so the fake alone does better."""
    parser = argparse.ArgumentParser("python -m fakes.discord.bench", description="What the fake Discord can take.")
    parser.add_argument("--rounds", type=int, default=3, help="how often (default: %(default)s)")
    parser.add_argument("--clients", type=int, nargs="+", default=CLIENTS, help="how many clients (1, 10 and 1000)")
    options = parser.parse_args(arguments)
    asyncio.run(_measure(options.rounds, options.clients))
    return 0


if __name__ == "__main__":
    sys.exit(main())
