"""A fake behind TLS on loopback, under Discord's own names."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from fakes.discord.app import Fake, build_fake, clockwork, listening, public_app
from fakes.discord.drafts import read_draft
from fakes.discord.pki import HOSTS, own_certificate

DEADLINE = 10


class OnlyHere(AbstractResolver):
    """Resolves Discord's names to one port on loopback, and nothing else."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        """Return the fake's address."""
        if host not in HOSTS:
            raise OSError(f"{host} is none of Discord's names")
        return [{"hostname": host, "host": "127.0.0.1", "port": self._port, "family": family, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        """Hold nothing open."""


class Served:
    """A fake behind TLS on loopback, with a guild of alice and a bot."""

    def __init__(self, fake: Fake, port: int, trust: ssl.SSLContext) -> None:
        world = fake.world
        self.fake, self.world, self.port, self.trust = fake, world, port, trust
        self.alice = world.people.create("alice", "Alice A")
        self.bot = world.people.create("bridge", bot=True)
        self.guild = world.guilds.create("Guild", self.alice, [], "")
        self.channel = world.channels.create(self.guild, "general")
        world.guilds.join(self.guild, self.bot, "control", 1 << 3)

    def connector(self) -> aiohttp.TCPConnector:
        """Return a connector that reaches the fake under Discord's names."""
        return aiohttp.TCPConnector(resolver=OnlyHere(self.port), ssl=self.trust, use_dns_cache=False)

    async def connects(self, host: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a bare connection to one of Discord's hosts."""
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=self.trust, server_hostname=host)

    def says(self, content: str) -> str:
        """Let alice post; return the id."""
        return self.world.messages.send(self.alice, self.channel, read_draft({"content": content}), "control").id


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Served]:
    """Serve a fake on a free port; its authority is kept in ``folder``."""
    chain = own_certificate(folder)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(chain.certificate, chain.key)
    fake = build_fake(seed=1)
    async with clockwork(fake.world.ground.timers), listening(public_app(fake), "127.0.0.1", 0, tls) as port:
        yield Served(fake, port, ssl.create_default_context(cafile=str(chain.authority)))


async def identified(session: aiohttp.ClientSession, served: Served, query: str = "v=10") -> Any:
    """Return a gateway socket that has identified with all intents."""
    link = await session.ws_connect(f"wss://gateway.discord.gg/?{query}")
    identify = {"token": served.bot.token, "intents": (1 << 26) - 1, "properties": {}}
    await link.send_json({"op": 2, "d": identify})
    return link
