"""Spaces: one for each user, one for their DMs in it, one for each guild, with channels as children.

Categories are spaces too: ordinary portals, whose rooms are spaces.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mautrix.errors import MatrixError
from mautrix.types import RoomDirectoryVisibility

from fakes.discord_bridge import cdn
from fakes.discord_bridge.files import FileError

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge
    from fakes.discord_bridge.guilds import Guild
    from fakes.discord_bridge.portal import Portal
    from fakes.discord_bridge.users import User

log = logging.getLogger(__name__)

# The real bridge asks for this version whatever the homeserver's default is.
ROOM_VERSION = "11"
SPACE = {"type": "m.space"}
PARENT, CHILD, AVATAR = "m.space.parent", "m.space.child", "m.room.avatar"
_BOT_LEVEL, _OWNER_LEVEL = 9001, 50
_FIRST = " 0000"
"""The order that puts the DMs before every guild."""


class Spaces:
    """Makes spaces, and keeps rooms in the ones that they belong to."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._matrix = bridge.matrix
        self._making = asyncio.Lock()

    async def of(self, user: User) -> str:
        """Return the space of all that a user bridges, made when it is first asked for; raise MatrixError."""
        async with self._making:
            if not user.space:
                user.space = await self._own(user, "Discord", "Your Discord bridged chats")
                user.keep()
        return user.space

    async def of_directs(self, user: User) -> str:
        """Return the space of a user's DMs, made when it is first asked for; raise MatrixError."""
        main = await self.of(user)
        async with self._making:
            if not user.dm_space:
                parent = self._state(PARENT, {"via": self._via, "canonical": True}, main)
                user.dm_space = await self._own(user, "Direct Messages", "Your Discord direct messages", parent)
                user.keep()
                await self._adopt(main, user.dm_space, order=_FIRST)
        return user.dm_space

    async def of_guild(self, guild: Guild, user: User) -> str:
        """Return a guild's space in its user's, made when it is first asked for; raise MatrixError."""
        async with self._making:
            made = not guild.space
            if made:
                guild.space = await self._guild(guild)
                self._bridge.keep_guild(guild)
        if made:
            await self._welcome(user, guild.space)
        await self._adopt(await self.of(user), guild.space)
        return guild.space

    async def describe(self, guild: Guild) -> None:
        """Give a guild's space the name and the picture that the guild has now."""
        if not guild.space:
            return
        self._bridge.keep_guild(guild)
        picture = await self.picture(guild)
        await self._matrix.set_state(guild.space, "m.room.name", {"name": guild.name})
        await self._matrix.set_state(guild.space, AVATAR, {"url": picture})
        for kind, key, info in self._bridge.rooms.guild_info(guild, picture):
            await self._matrix.set_state(guild.space, kind, info, key)

    async def picture(self, guild: Guild) -> str:
        """Return the mxc address of a guild's icon, carried over if need be; empty for none."""
        return await self.carried(cdn.guild_icon(guild.id, guild.icon)) if guild.icon else ""

    def known_picture(self, guild: Guild) -> str:
        """Return the mxc address of a guild's icon if it was carried already; else nothing."""
        stored = self._bridge.files.known(cdn.guild_icon(guild.id, guild.icon)) if guild.icon else None
        return stored.mxc if stored else ""

    async def carried(self, url: str) -> str:
        """Return the mxc address of a picture of Discord's; empty, logged, when it can't be had."""
        try:
            return (await self._bridge.files.to_matrix(url, None)).mxc
        except (FileError, MatrixError) as error:
            log.warning("A picture couldn't be carried: %s", error)
            return ""

    def expected(self, portal: Portal) -> str:
        """Return the space that a guild's channel belongs to: its category's, else the guild's; empty for none."""
        if portal.channel.parent:
            parent = self._bridge.portals.get(portal.channel.parent)
            return parent.room if parent else ""
        guild = self._bridge.guilds.get(portal.channel.guild)
        return guild.space if guild else ""

    async def place(self, portal: Portal) -> None:
        """Put a channel's room into the space that it belongs to, and out of the one it was in."""
        space = self.expected(portal)
        if not portal.room or portal.space == space:
            return
        await self.take_out(portal)
        if space:
            content = {"via": self._via, "canonical": True}
            await self._matrix.set_state(portal.room, PARENT, content, space, by=portal.main)
            if await self._adopt(space, portal.room):
                portal.space = space
        self._bridge.keep(portal)

    async def place_direct(self, portal: Portal, user: User) -> None:
        """Put a private channel's room among its user's DMs."""
        try:
            await self._adopt(await self.of_directs(user), portal.room)
        except MatrixError as error:
            log.warning("The space for DMs of %s couldn't be made: %s", user.mxid, error)

    async def take_out(self, portal: Portal) -> None:
        """Take a room out of the space that it is in."""
        if portal.space:
            await self._matrix.set_state(portal.room, PARENT, {}, portal.space, by=portal.main)
            await self._matrix.set_state(portal.space, CHILD, {}, portal.room)
            portal.space = ""

    async def invite_again(self, user: User, space: str) -> None:
        """Invite a user to a space that they left."""
        await self._welcome(user, space)

    @property
    def _via(self) -> list[str]:
        return [self._bridge.config.domain]

    async def _adopt(self, space: str, room: str, *, order: str = "") -> bool:
        content: dict[str, Any] = {"via": self._via} | ({"order": order} if order else {})
        return await self._matrix.set_state(space, CHILD, content, room)

    async def _own(self, user: User, name: str, topic: str, *state: Mapping[str, Any]) -> str:
        levels = {"users": {self._bridge.config.bot_mxid: _BOT_LEVEL, user.mxid: _OWNER_LEVEL}}
        space = await self._made(name, [*state], SPACE, topic=topic, power_level_override=levels)
        await self._welcome(user, space)
        return space

    async def _guild(self, guild: Guild) -> str:
        picture = await self.picture(guild)
        state = [self._state(kind, info, key) for kind, key, info in self._bridge.rooms.guild_info(guild, picture)]
        state += [self._state(AVATAR, {"url": picture})] if picture else []
        federate: Mapping[str, Any] = {} if self._bridge.config.federate_rooms else {"m.federate": False}
        return await self._made(guild.name, state, {**SPACE, **federate})

    async def _made(self, name: str, state: list[Mapping[str, Any]], content: Mapping[str, Any], **more: Any) -> str:
        return str(
            await self._matrix.bot.create_room(
                visibility=RoomDirectoryVisibility.PRIVATE, name=name, initial_state=state,
                creation_content=dict(content), room_version=ROOM_VERSION, **more,
            )
        )  # fmt: skip

    def _state(self, kind: str, content: Mapping[str, Any], key: str = "") -> Mapping[str, Any]:
        return {"type": kind, "state_key": key, "content": content}

    async def _welcome(self, user: User, space: str) -> None:
        await self._matrix.invited(space, user.mxid)
        await self._bridge.puppets.join(user.mxid, space)
