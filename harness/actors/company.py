"""Fresh people for a scene: accounts on both fakes and on the homeserver, with names from a seed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
from faker import Faker

from harness.actors.access import Access
from harness.actors.control import Control
from harness.actors.fake_people import DiscordPerson, FakePerson, TelegramPerson
from harness.actors.matrix import MatrixPerson
from harness.actors.matrix_client import MatrixClient, register
from harness.actors.matrix_facts import MatrixReader
from harness.actors.person import Stage
from harness.actors.wish import Wish
from harness.core.fact import Network
from harness.core.journal import Journal

F = TypeVar("F", bound=FakePerson)


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody in a scene, in the order of their names."""

    discord: list[DiscordPerson]
    telegram: list[TelegramPerson]
    matrix: list[MatrixPerson]


class Registry:
    """Makes accounts, all of a scene's at once."""

    def __init__(
        self, access: Access, http: aiohttp.ClientSession, journal: Journal, discord: Control, telegram: Control
    ) -> None:
        self._access = access
        self._http = http
        self._journal = journal
        self._discord = discord
        self._telegram = telegram
        self._clients: list[MatrixClient] = []

    async def company(self, stage: Stage, wish: Wish) -> Company:
        """Make the people who are wished for, wherever; the stage's scope is the seed of their names there."""
        names = Faker()
        names.seed_instance(stage.scope)
        on_discord = wish.people if "discord" in wish.networks else ()
        on_telegram = wish.people if "telegram" in wish.networks else ()
        discord, telegram, matrix = await asyncio.gather(
            asyncio.gather(*(self._on_discord(name, names.name(), stage) for name in on_discord)),
            asyncio.gather(
                *(self._on_telegram(name, names.first_name(), names.last_name(), stage) for name in on_telegram)
            ),
            asyncio.gather(*(self._on_matrix(name, names.name(), stage) for name in wish.people)),
        )
        return Company(discord, telegram, matrix)

    async def newcomer(self, network: Network, stage: Stage) -> FakePerson:
        """Make somebody on a fake's network who is in none of the stage's places."""
        names = Faker()
        names.seed_instance(f"{stage.scope} newcomer")
        if network == "discord":
            return await self._on_discord("newcomer", names.name(), stage)
        return await self._on_telegram("newcomer", names.first_name(), names.last_name(), stage)

    async def client(self, localpart: str, name: str, witness: str, scope: str, *, pace: float = 0.0) -> MatrixClient:
        """Register a user of the homeserver and log a client in; it writes down what it syncs once it is started."""
        access = self._access
        user_id, token = await register(self._http, access.homeserver, access.registration_secret, localpart, name)
        reader = MatrixReader(witness, scope, access.is_ours)
        client = MatrixClient(access.homeserver, access.door, user_id, token, self._journal, reader, pace=pace)
        self._clients.append(client)
        return client

    async def close(self) -> None:
        """Close every client that was made here, also those of a scene whose making was cut short."""
        await asyncio.gather(*(client.close() for client in self._clients))

    async def _on_discord(self, name: str, display_name: str, stage: Stage) -> DiscordPerson:
        order = {"name": name, "display_name": display_name, "scope": stage.scope}
        return await _person(DiscordPerson, f"discord.{name}", display_name, stage, self._discord, order)

    async def _on_telegram(self, name: str, first: str, last: str, stage: Stage) -> TelegramPerson:
        order = {"first_name": first, "last_name": last, "scope": stage.scope}
        return await _person(TelegramPerson, f"telegram.{name}", f"{first} {last}", stage, self._telegram, order)

    async def _on_matrix(self, name: str, display_name: str, stage: Stage) -> MatrixPerson:
        key = f"matrix.{name}"
        client = await self.client(f"{name}-{stage.scope}", display_name, key, stage.scope)
        return MatrixPerson(key, display_name, stage, client)


async def _person(kind: type[F], key: str, name: str, stage: Stage, control: Control, order: dict[str, str]) -> F:
    made = await control.act("person.create", **order)
    return kind(key, made["id"], name, stage, control)
