"""Whoever comes to the superbridge's listeners over HTTP: strangers, people with a token, bridges with theirs."""

from __future__ import annotations

from typing import Literal

import aiohttp

from harness.actors.access import Access
from harness.actors.asker import Asker, noted
from harness.actors.matrix import MatrixPerson
from harness.actors.matrix_client import MatrixRefusedError, register
from harness.actors.person import Stage
from harness.core.fact import Fact

Bridge = Literal["discord", "telegram"]


class Doorstep:
    """The listeners of a superbridge, and everybody who may come to them, for one scene."""

    def __init__(self, access: Access, http: aiohttp.ClientSession, stage: Stage, about: dict[str, str]) -> None:
        self._access = access
        self._http = http
        self._stage = stage
        self._about = about
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

    def at_discord_bridge(self, *, secret: bool) -> Asker:
        """Return who comes to the Discord bridge's provisioning API, with its secret or with a wrong one."""
        token = self._access.discord_secret if secret else "not-the-secret"
        name = "the harness" if secret else "an impostor"
        return Asker(name, self._http, self._stage, self._access.discord_bridge, self._about, token)

    async def makes_a_user(self, localpart: str, *, secret: bool = True) -> Fact:
        """Make an account by the shared secret, or try to by a wrong one; return what came of it."""
        shared = self._access.registration_secret if secret else "not-the-secret"
        try:
            await register(self._http, self._access.homeserver, shared, f"{localpart}-{self._stage.scope}", localpart)
        except MatrixRefusedError as error:
            return noted(self._stage, "the harness", f"no account {localpart}", {"made": False, "why": str(error)})
        return noted(self._stage, "the harness", f"the account {localpart}", {"made": True})

    def _asker(self, name: str, token: str = "") -> Asker:
        return Asker(name, self._http, self._stage, self._access.homeserver, self._about, token)
