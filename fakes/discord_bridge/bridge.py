"""The bridge's object graph: users, guilds, portals and ghosts, and who is told of which event."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine, Mapping
from dataclasses import asdict
from typing import Any

from fakes.discord_bridge import cdn
from fakes.discord_bridge.archive import Archive
from fakes.discord_bridge.attribution import ghost_mxid, ghost_of, room_url
from fakes.discord_bridge.backfill import initial_item
from fakes.discord_bridge.code_log_in import CodeLogIn
from fakes.discord_bridge.config import Config, Level
from fakes.discord_bridge.defects import Defects
from fakes.discord_bridge.files import Files, Web
from fakes.discord_bridge.gateway_events import GatewayEvents
from fakes.discord_bridge.ghosts import Ghosts
from fakes.discord_bridge.guilds import Guild, GuildError, Mode
from fakes.discord_bridge.matrix import MatrixSide
from fakes.discord_bridge.portal import Channel, Portal
from fakes.discord_bridge.puppets import Puppets
from fakes.discord_bridge.refusals import DiscordRefusedError
from fakes.discord_bridge.relay import Relay
from fakes.discord_bridge.rooms import Rooms
from fakes.discord_bridge.spaces import Spaces
from fakes.discord_bridge.tags import tag_html
from fakes.discord_bridge.template import fill
from fakes.discord_bridge.threads import Threads
from fakes.discord_bridge.users import User

log = logging.getLogger(__name__)


class Bridge:
    """Everything that the bridge knows; ``portals`` by channel id."""

    def __init__(
        self, config: Config, defects: Defects, matrix: MatrixSide, relay: Relay, web: Web, archive: Archive
    ) -> None:
        self.config = config
        self.defects = defects
        self.matrix = matrix
        self.relay = relay
        self.web = web
        self.archive = archive
        self.threads = Threads(self)
        self.puppets = Puppets(config)
        self.files = Files(matrix, web, defects, archive)
        self.ghosts = Ghosts(config, self.matrix, archive, defects, self.files)
        self.spaces = Spaces(self)
        self.rooms = Rooms(self)
        self.code_log_in = CodeLogIn()
        self.events = GatewayEvents(self)
        self.users: dict[str, User] = {}
        self.guilds: dict[str, Guild] = {}
        self.portals: dict[str, Portal] = {}
        self._by_room: dict[str, Portal] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def user(self, mxid: str) -> User:
        """Return a Matrix user, known or new."""
        if mxid not in self.users:
            self.users[mxid] = User(mxid, self.config.level(mxid), self.events.take, self.archive)
        return self.users[mxid]

    def is_ghost(self, mxid: str) -> bool:
        """Tell whether a Matrix id is one of the bridge's ghosts."""
        return ghost_of(self.config, mxid) is not None

    def discord_id(self, mxid: str) -> str | None:
        """Return the Discord id of a ghost or of a logged-in user."""
        known = self.users.get(mxid)
        return ghost_of(self.config, mxid) or (known.discord_id if known else "") or None

    async def voice(self, discord_id: str) -> str:
        """Return the Matrix id that speaks for a Discord account: its user's double puppet, else its ghost."""
        mxid = self.matrix_id(discord_id)
        return mxid if self.puppets.of(mxid) else await self.ghosts.ready(discord_id)

    async def say(
        self, room: str, content: Mapping[str, Any], *, voice: str, at: int | None = None,
        kind: str = "m.room.message",
    ) -> str:  # fmt: skip
        """Send an event as a ghost or as a double puppet; return its id."""
        puppet = self.puppets.of(voice)
        if puppet:
            kind, content = await self.matrix.sealed(room, kind, content)
            return await puppet.send(room, content, kind, at)
        return await self.matrix.send(room, content, ghost=voice, at=at, kind=kind)

    async def unsay(self, room: str, event_id: str, *, voice: str) -> None:
        """Redact an event as a ghost or as a double puppet."""
        puppet = self.puppets.of(voice)
        await (puppet.redact(room, event_id) if puppet else self.matrix.redact(room, event_id, ghost=voice))

    def matrix_id(self, discord_id: str) -> str:
        """Return the Matrix id of a Discord account: its user's here, else its ghost's."""
        owners = [user.mxid for user in self.users.values() if user.discord_id == discord_id]
        return owners[0] if owners else ghost_mxid(self.config, discord_id)

    def portal_of_room(self, room: str) -> Portal | None:
        """Return the portal that a room belongs to."""
        return self._by_room.get(room)

    def other_bridged(self, portal: Portal) -> list[str]:
        """Return the other channels that have a room."""
        others = (other for other in self.portals.values() if other is not portal and not other.is_category)
        return [other.channel.id for other in others if other.room]

    def any_bridged(self) -> Portal | None:
        """Return some portal that has a room."""
        return next((portal for portal in self.portals.values() if portal.room and not portal.is_category), None)

    def bind(self, portal: Portal, room: str) -> None:
        """Make ``room`` the portal's; an empty one unbinds it."""
        self.recall(portal, room)
        self.keep(portal)

    def recall(self, portal: Portal, room: str) -> None:
        """Bind a portal to the room that the archive has for it."""
        self._by_room.pop(portal.room, None)
        portal.room = room
        if room:
            self._by_room[room] = portal

    def keep(self, portal: Portal) -> None:
        """Write a portal down."""
        relay = asdict(portal.relay) if portal.relay else None
        kept = {"channel": asdict(portal.channel), "room": portal.room, "space": portal.space, "relay": relay}
        self.archive.save("portal", portal.channel.id, kept)

    def keep_guild(self, guild: Guild) -> None:
        """Write a guild down."""
        kept = {"name": guild.name, "mode": int(guild.mode), "space": guild.space, "icon": guild.icon}
        self.archive.save("guild", guild.id, kept)

    def unbind(self, portal: Portal) -> None:
        """Forget a portal's room."""
        self.bind(portal, "")
        portal.unbridge()

    def channel_name(self, channel: Channel) -> str:
        """Return a channel's name by the config's template; a DM's is the other side's."""
        if channel.other:
            return self.ghosts.name(channel.other)
        parent = self.portals.get(channel.parent)
        return fill(
            self.config.channel_name_template,
            {
                "Name": channel.name, "Type": channel.type, "NSFW": False,
                "ParentName": parent.channel.name if parent else "", "GuildName": self.guild_name(channel.guild),
            },
        )  # fmt: skip

    def guild_name(self, guild_id: str) -> str:
        """Return a guild's name, or nothing."""
        guild = self.guilds.get(guild_id)
        return guild.name if guild else ""

    @property
    def impostor(self) -> str:
        """The Discord account of whoever logged in first, for defects that need somebody; empty for nobody."""
        return next((user.discord_id for user in self.users.values() if user.discord_id), "")

    def tag_html(self, tag: re.Match[str], guild_id: str) -> str:
        """Return the HTML of ``<@1>``, ``<#1>``, ``<@&1>`` or ``<t:1>``."""
        guild = self.guilds.get(guild_id)
        role = guild.roles.get(tag[2]) if guild else None
        return tag_html(
            tag,
            user=self._mentioned,
            role=(role.name, role.color) if role else None,
            channel=self._channel_link,
            emoji=self._emoji,
        )

    def _mentioned(self, discord_id: str) -> tuple[str, str]:
        meant = self.defects.mentioned(discord_id, self.impostor)
        return self.matrix_id(meant), self.ghosts.name(meant)

    def _emoji(self, emoji_id: str, animated: bool) -> str | None:
        stored = self.files.known(cdn.emoji(emoji_id, animated=animated))
        return stored.mxc if stored else None

    def _channel_link(self, channel_id: str) -> tuple[str, str] | None:
        portal = self.portals.get(channel_id)
        if portal is None:
            return None
        return room_url(self.config, portal.room) if portal.room else "", portal.name

    async def stray_call(self, mxid: str, method: str, path: str) -> None:
        """Make a call that no bridge should, for the defect of that kind, as ``mxid`` or any logged-in user."""
        sessions = [user.session for user in [self.user(mxid), *self.users.values()] if user.session]
        if sessions:
            try:
                await sessions[0].call(method, path)
            except DiscordRefusedError as error:
                log.info("The unexpected call was refused: %s", error)

    def allow_portals(self, guild_id: str) -> None:
        """Let a guild's messages into the portals that it has."""
        guild = self.guilds.get(guild_id)
        if guild and guild.mode < Mode.IF_PORTAL_EXISTS:
            guild.mode = Mode.IF_PORTAL_EXISTS
            self.keep_guild(guild)

    def carries(self, portal: Portal) -> bool:
        """Tell whether what happens in a channel is bridged."""
        if not portal.channel.guild:
            return True
        guild = self.guilds.get(portal.channel.guild)
        if guild is None or guild.mode is Mode.NOTHING:
            return False
        return bool(portal.room) or guild.mode > Mode.IF_PORTAL_EXISTS

    def bridges_anything(self, guild_id: str) -> bool:
        """Tell whether a guild's messages are bridged at all."""
        guild = self.guilds.get(guild_id)
        return guild is not None and guild.mode is not Mode.NOTHING

    async def open(self, portal: Portal, user: User) -> None:
        """Make a portal's room and fetch what was said before; raise MatrixError."""
        if await self.rooms.create(portal, user) and not portal.is_category:
            portal.queue.put(initial_item(portal, user.mxid))

    async def close(self, portal: Portal, *, kick: bool) -> None:
        """Leave a portal's room and forget it."""
        if portal.room:
            await self.rooms.leave(portal, kick=kick)
        self.unbind(portal)

    async def bridge_guild(self, user: User, guild_id: str, *, entire: bool) -> None:
        """Bridge a guild as a space, its channels now (``entire``) or with their first message.

        Raise GuildError, or MatrixError when the space can't be made.
        """
        guild = self.guilds.get(guild_id)
        if guild is None:
            raise GuildError("guild not found")
        await self.spaces.of_guild(guild, user)
        for portal in list(self.portals.values()):
            wanted = portal.channel.guild == guild_id and (entire or portal.is_category)
            if wanted and not portal.room and await user.may_see(portal.channel):
                await self.open(portal, user)
        guild.mode = Mode.EVERYTHING if entire else Mode.CREATE_ON_MESSAGE
        self.keep_guild(guild)

    async def unbridge_guild(self, user: User, guild_id: str) -> None:
        """Unbridge a guild and empty its rooms; raise GuildError."""
        others = [other for other in self.users.values() if other is not user and guild_id in other.guilds]
        if user.level < Level.ADMIN and others:
            raise GuildError("only bridge admins can unbridge guilds with other users")
        guild = self.guilds.get(guild_id)
        if guild is None:
            raise GuildError("guild not found")
        if guild.mode is Mode.NOTHING and not guild.space:
            raise GuildError("that guild is not bridged")
        for portal in list(self.portals.values()):
            if portal.channel.guild == guild_id:
                await self.close(portal, kick=True)
        if guild.space:
            await self.rooms.empty(guild.space, kick=True)
        guild.mode, guild.space = Mode.NOTHING, ""
        self.keep_guild(guild)

    @property
    def busy(self) -> list[asyncio.Task[None]]:
        """What runs beside at the moment: commands, rooms in the making."""
        return list(self._tasks)

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Run a coroutine beside; what it raises is logged."""
        task = asyncio.create_task(self._logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _logged(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Exception:
            log.exception("Something on the side failed")

    async def stop(self) -> None:
        """Log every session off and stop serving."""
        for portal in self.portals.values():
            portal.queue.close()
        for task in self.busy:
            task.cancel()
        for user in self.users.values():
            await user.disconnect()
        await self.relay.close()
        await self.web.close()
        await self.matrix.stop()
        self.archive.close()
