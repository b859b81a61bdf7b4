"""A command as it was given, and the bot's way to answer it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mautrix.errors import MatrixError

from fakes.discord_bridge import notice

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge
    from fakes.discord_bridge.portal import Portal
    from fakes.discord_bridge.users import User

log = logging.getLogger(__name__)

ROOM_ADMIN = "fi.mau.discord.admin"


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it was given: by whom, where, in which event."""

    bridge: Bridge
    user: User
    room: str
    event_id: str
    arguments: tuple[str, ...]
    word: str

    @property
    def portal(self) -> Portal | None:
        """The portal of the room that it was given in."""
        return self.bridge.portal_of_room(self.room)

    async def reply(self, text: str) -> None:
        """Answer with Markdown; ``$cmdprefix`` stands for the bridge's prefix."""
        prefix = self.bridge.config.command_prefix
        await self.bridge.matrix.send(self.room, notice.content(text.replace("$cmdprefix ", f"{prefix} ")))

    async def redact(self) -> None:
        """Remove the command, which held a secret."""
        try:
            await self.bridge.matrix.redact(self.room, self.event_id)
        except MatrixError as error:
            log.warning("A command couldn't be redacted: %s", error)


Answer = Callable[[Order], Awaitable[None]]


async def may_administer(bridge: Bridge, room: str, mxid: str) -> bool | None:
    """Tell whether somebody has the room level for the bridge's commands; None when the levels can't be read."""
    try:
        mine, needed = await bridge.matrix.power(room, mxid, ROOM_ADMIN)
    except MatrixError:
        return None
    return mine >= needed
