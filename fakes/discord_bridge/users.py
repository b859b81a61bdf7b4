"""Matrix users of the bridge: what they may do, and the Discord account that they are logged in to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fakes.discord_bridge.account import Account
from fakes.discord_bridge.archive import Archive
from fakes.discord_bridge.config import Level
from fakes.discord_bridge.rights import VIEW_CHANNEL, may
from fakes.discord_bridge.session import DiscordSession
from fakes.discord_bridge.user_session import UserSession

if TYPE_CHECKING:
    from fakes.discord_bridge.portal import Channel

log = logging.getLogger(__name__)

AccountHandler = Callable[["User", str, Mapping[str, Any]], None]


class User:
    """One Matrix user. ``session`` is there while a Discord account is connected."""

    def __init__(self, mxid: str, level: Level, on_event: AccountHandler, archive: Archive) -> None:
        self.mxid = mxid
        self.level = level
        self.management_room = ""
        self.token = ""
        self.session: Account | None = None
        self.discord_id = ""
        self.username = ""
        self.discriminator = "0"
        self.guilds: set[str] = set()
        self.friends: set[str] = set()
        self.space = ""
        self.dm_space = ""
        self._on_event = on_event
        self._archive = archive

    def keep(self) -> None:
        """Write down what outlives the bridge."""
        names = ("token", "discord_id", "username", "discriminator", "management_room", "space", "dm_space")
        self._archive.save("user", self.mxid, {name: getattr(self, name) for name in names})

    def recall(self, kept: Mapping[str, str]) -> None:
        """Take over what the archive has."""
        for name, value in kept.items():
            setattr(self, name, value)

    @property
    def logged_in(self) -> bool:
        """Whether a token is stored, connected or not."""
        return bool(self.token)

    @property
    def is_person(self) -> bool:
        """Whether the token is a person's, and not a bot's."""
        return bool(self.token) and " " not in self.token

    async def may_see(self, channel: Channel) -> bool:
        """Tell whether the account may view a guild's channel; raise DiscordRefusedError where it can't be known."""
        if self.session is None:
            return False
        call, account = self.session.call, self.discord_id
        guild = await call("GET", "/guilds/{guild_id}", guild_id=channel.guild)
        member = await call("GET", "/guilds/{guild_id}/members/{user_id}", guild_id=channel.guild, user_id=account)
        roles = [str(role) for role in member.get("roles") or []]
        return may(VIEW_CHANNEL, account, guild, channel.overwrites, roles)

    async def log_in(self, token: str) -> None:
        """Store the token and connect; raise LogInFailedError, with nothing stored."""
        self.token = token
        try:
            await self.connect()
        except Exception:
            self.token = ""
            raise

    async def connect(self) -> None:
        """Connect with the stored token; raise LogInFailedError."""
        kind = UserSession if self.is_person else DiscordSession
        session: Account = kind(self.token, lambda kind, data: self._on_event(self, kind, data))
        # Set before it opens: events may come before the log-in is told to have worked.
        self.session = session
        try:
            account = await session.open()
        except Exception:
            self.session = None
            raise
        self.discord_id = str(account["id"])
        self.username = str(account["username"])
        self.discriminator = str(account.get("discriminator") or "0")
        self.keep()

    async def disconnect(self) -> None:
        """Disconnect, keeping the token."""
        session, self.session = self.session, None
        if session:
            await session.close()

    async def log_out(self) -> None:
        """Disconnect and forget the account."""
        await self.disconnect()
        self.token = self.discord_id = self.username = ""
        self.guilds.clear()
        self.keep()
