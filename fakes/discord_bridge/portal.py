"""A portal: one Discord channel, the room it is bridged to, and what was carried between them."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fakes.discord_bridge.backfill import backfill, initial_item
from fakes.discord_bridge.items import Direction, Item
from fakes.discord_bridge.ledger import Ledger
from fakes.discord_bridge.orders import OrderQueue
from fakes.discord_bridge.relay import RelayWebhook
from fakes.discord_bridge.to_matrix import ToMatrix
from fakes.discord_bridge.to_relay import ToDiscord

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from fakes.discord_bridge.bridge import Bridge

log = logging.getLogger(__name__)

TEXT, DM, GROUP_DM, CATEGORY, ANNOUNCEMENT = 0, 1, 3, 4, 5
BRIDGEABLE = frozenset({TEXT, ANNOUNCEMENT})
"""The kinds of a guild's channels that become rooms in which people talk; a category becomes a space."""


@dataclass(slots=True)
class Channel:
    """What Discord says about a channel."""

    id: str
    guild: str
    name: str
    type: int
    topic: str = ""
    parent: str = ""
    receiver: str = ""
    """The Matrix id of the user whose private channel it is; empty for a guild's."""
    other: str = ""
    """The Discord id of a DM's other side."""
    recipients: list[str] = field(default_factory=list)
    icon: str = ""
    """The hash of a group DM's icon."""
    overwrites: Sequence[Mapping[str, Any]] = ()
    """Who may do more or less there than in the guild."""


def channel_of(data: Mapping[str, Any], guild: str) -> Channel:
    """Return a channel object's facts; a guild's own channels don't repeat the guild's id."""
    return Channel(
        id=str(data["id"]),
        guild=str(data.get("guild_id") or guild),
        name=str(data.get("name") or ""),
        type=int(data.get("type", TEXT)),
        topic=str(data.get("topic") or ""),
        parent=str(data.get("parent_id") or ""),
        icon=str(data.get("icon") or ""),
        overwrites=data.get("permission_overwrites") or (),
    )


@dataclass(slots=True)
class Typing:
    """Who types on Matrix at the moment."""

    now: set[str] = field(default_factory=set)


class Portal:
    """Carries a channel's items, one at a time, both ways; ``room`` is empty while it isn't bridged.

    ``space`` is the one that holds the room.
    """

    def __init__(self, bridge: Bridge, channel: Channel) -> None:
        self.bridge = bridge
        self.channel = channel
        self.room = ""
        self.space = ""
        self.making = asyncio.Lock()
        self.relay: RelayWebhook | None = None
        self.ledger = Ledger(channel.id, bridge.archive)
        self.typing = Typing()
        self._to_matrix = ToMatrix(self)
        self._to_discord = ToDiscord(self)
        self.queue = OrderQueue(channel.id, bridge.defects, self._handle, self._report)

    @property
    def name(self) -> str:
        """The room's name by the config's template."""
        return self.bridge.channel_name(self.channel)

    @property
    def is_category(self) -> bool:
        """Whether the room is a space for other rooms."""
        return self.channel.type == CATEGORY

    @property
    def main(self) -> str | None:
        """The ghost that owns the room of a DM; None for the bot, which owns every other."""
        return self.bridge.ghosts.mxid(self.channel.other) if self.channel.other else None

    def unbridge(self) -> None:
        """Forget the room and what was carried into it; the relay webhook stays, as in the real bridge."""
        self.room = self.space = ""
        self.ledger.clear()

    async def typing_changed(self, typing: set[str]) -> None:
        """Pass on who began to type on Matrix, for those who have a Discord account here."""
        started, self.typing.now = typing - self.typing.now, typing
        for mxid in started:
            session = self.bridge.user(mxid).session
            if session:
                await session.call("POST", "/channels/{channel_id}/typing", channel_id=self.channel.id)

    async def typing_started(self, discord_id: str) -> None:
        """Show on Matrix that somebody types on Discord."""
        if self.room:
            await self._to_matrix.typing(discord_id)

    async def _handle(self, item: Item) -> None:
        if item.kind == "backfill":
            for missed in await backfill(self, item):
                await self._to_matrix.carry(missed)
        elif item.direction is Direction.TO_MATRIX:
            if not self.room and not await self._opened(item):
                return
            await self._to_matrix.carry(item)
        elif self.room and self._is_for(item.author):
            await self._to_discord.carry(item)

    def _is_for(self, mxid: str) -> bool:
        """Tell whether somebody may speak in the channel: in a DM only whose account it is."""
        return self.channel.type != DM or self.channel.receiver == mxid

    async def _opened(self, item: Item) -> bool:
        """Make the room that a first message asks for."""
        if item.kind != "message":
            return False
        if await self.bridge.rooms.create(self, self.bridge.user(item.account)):
            await self._handle(initial_item(self, item.account))
        return True

    def _report(self, item: Item, error: Exception) -> None:
        log.error(
            "%s %s in channel %s wasn't carried", item.direction.value, item.kind, self.channel.id, exc_info=error
        )
