"""Whoever comes to the superbridge's listeners over HTTP: strangers, people with a token, bridges with theirs."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Literal

import aiohttp
from yarl import URL

from harness.actors.access import Access
from harness.actors.asker import Asker, noted
from harness.actors.matrix import MatrixPerson
from harness.actors.matrix_client import MatrixClient, MatrixRefusedError, password_of, register
from harness.actors.matrix_facts import MatrixReader
from harness.actors.operator import Bot, Operator
from harness.actors.person import Stage
from harness.actors.question import LOG_IN
from harness.core.fact import Fact
from harness.core.wanted import Wanted

Bridge = Literal["discord", "telegram"]


class Doorstep:
    """The listeners of a superbridge, and everybody who may come to them, for one scene."""

    def __init__(
        self,
        access: Access,
        http: aiohttp.ClientSession,
        stage: Stage,
        about: dict[str, str],
        operator: Operator,
        bots: Mapping[str, Bot],
    ) -> None:
        self._access = access
        self._http = http
        self._stage = stage
        self._about = about
        self._operator = operator
        self._bots = bots
        self.stranger = self._asker("a stranger")
        self.impostor = self._asker("an impostor", "syt_bWFsbG9yeQ_AAAAAAAAAAAAAAAAAAAA_000000")

    def known(self, person: MatrixPerson) -> Asker:
        """Return somebody with an account, as they come to the homeserver."""
        return self._asker(person.key, person.client.nio.access_token)

    def bridge(self, which: Bridge) -> Asker:
        """Return who has a bridge's token of its application service."""
        tokens = {"discord": self._access.discord_token, "telegram": self._access.telegram_token}
        return self._asker(f"the {which} bridge", tokens[which])

    def bot(self, which: Bridge) -> str:
        """Return a bridge's bot's id."""
        return {"discord": self._access.discord_bot, "telegram": self._access.telegram_bot}[which]

    def ghosts(self, which: Bridge) -> str:
        """Return how the local parts of a bridge's ghosts begin."""
        return {"discord": self._access.discord_ghosts, "telegram": self._access.telegram_ghosts}[which]

    def room_of_bot(self, which: Bridge) -> str:
        """Return the room in which the operator speaks with a bridge's bot alone."""
        return self._about[f"{which}_dm"]

    @property
    def telegram_kind(self) -> str:
        """Which bridge to Telegram runs: ``python`` or ``go``."""
        return self._access.telegram_kind

    def provisions(self, which: Bridge, *, secret: bool) -> Asker:
        """Return who comes to a bridge's provisioning API, with its secret or with a wrong one."""
        access = self._access
        address, right = {
            "discord": (access.discord_bridge, access.discord_secret),
            "telegram": (access.telegram_bridge, access.telegram_secret),
        }[which]
        name, token = ("the harness", right) if secret else ("an impostor", "not-the-secret")
        return Asker(name, self._http, self._stage, address, self._about, token)

    async def logs_in(self, person: MatrixPerson, password: str = "") -> Fact:
        """Come without a token and log in as a person, by a password or by the right one; return what came of it."""
        return await self.stranger.asks(LOG_IN, user=person.id, password=password or self._password(person))

    async def operator_orders(self, which: Bridge, command: str, answer: str) -> None:
        """Have the operator type a command to a bridge's bot; ``Unknown`` where nothing with ``answer`` in it comes."""
        await self._operator.orders(self._bots[which], command, answer)

    async def comes_by_tls(self, person: MatrixPerson, *, trusting: bool, host: str = "") -> MatrixPerson:
        """Have a person log in by TLS, with a client that trusts the superbridge's authority, or only the world's.

        ``host`` is a name or an address of the homeserver's, its usual name unless told.
        """
        usual = URL(self._access.homeserver_tls)
        home = str(usual.with_host(host or str(usual.host))).rstrip("/")
        trust = ssl.create_default_context(cadata=self._access.authority if trusting else None)
        url, right = f"{home}{LOG_IN.path}", self._password(person)
        order = LOG_IN.filled({"user": person.id, "password": right})
        async with self._http.post(url, json=order, ssl=trust) as answer:
            token = (await answer.json())["access_token"]
        access, key = self._access, f"{person.key} by TLS"
        reader = MatrixReader(key, self._stage.scope, access.is_ours)
        client = MatrixClient(home, access.door, person.id, token, self._stage.journal, reader, trust=trust)
        arrived = MatrixPerson(key, person.name, self._stage, client)
        arrived.arrives()
        return arrived

    async def orders(self, person: MatrixPerson, which: Bridge, command: str) -> str:
        """Have a person open a room with a bridge's bot and, when it came, type a command; return the room."""
        client, bot = person.client, self.bot(which)
        room: str = (await client.call("a DM", client.nio.room_create, is_direct=True, invite=[bot])).room_id
        await self._stage.sees(Wanted(kind="member", place=room, target=bot, text="join"))
        text = f"{self._bots[which].prefix} {command}"
        await client.send(room, "m.room.message", {"msgtype": "m.text", "body": text})
        return room

    async def makes_a_user(self, localpart: str, *, secret: bool = True) -> Fact:
        """Make an account by the shared secret, or try to by a wrong one; return what came of it."""
        shared = self._access.registration_secret if secret else "not-the-secret"
        try:
            await register(self._http, self._access.homeserver, shared, f"{localpart}-{self._stage.scope}", localpart)
        except MatrixRefusedError as error:
            return noted(self._stage, "the harness", f"no account {localpart}", {"made": False, "why": str(error)})
        return noted(self._stage, "the harness", f"the account {localpart}", {"made": True})

    def _password(self, person: MatrixPerson) -> str:
        return password_of(self._access.registration_secret, person.id.partition(":")[0].removeprefix("@"))

    def _asker(self, name: str, token: str = "") -> Asker:
        return Asker(name, self._http, self._stage, self._access.homeserver, self._about, token)
