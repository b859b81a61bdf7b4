"""The rooms of portals: made, taken over, described and left."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from mautrix.errors import MatrixError
from mautrix.types import RoomCreatePreset, RoomDirectoryVisibility, RoomID, UserID

from fakes.discord_bridge import cdn, directs
from fakes.discord_bridge.portal import DM
from fakes.discord_bridge.spaces import AVATAR, PARENT, ROOM_VERSION, SPACE

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge
    from fakes.discord_bridge.guilds import Guild
    from fakes.discord_bridge.portal import Portal
    from fakes.discord_bridge.users import User

log = logging.getLogger(__name__)

BRIDGE_INFO = ("m.bridge", "uk.half-shot.bridge")
PROTOCOL = {"id": "discordgo", "displayname": "Discord", "external_url": "https://discord.com/"}


class Rooms:
    """What the bridge bot does to portals' rooms."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._matrix = bridge.matrix

    async def create(self, portal: Portal, user: User) -> bool:
        """Make a portal's room and invite ``user``; raise MatrixError. What was said before is up to the caller.

        Return whether it was made now: a channel's making and the first message in it both ask for a room.
        """
        async with portal.making:
            if portal.room:
                return False
            await self._make(portal, user)
        return True

    async def _make(self, portal: Portal, user: User) -> None:
        key, info = self._info(portal)
        content: dict[str, object] = {} if self._bridge.config.federate_rooms else {"m.federate": False}
        content |= SPACE if portal.is_category else {}
        if portal.main:
            await self._bridge.ghosts.ready(portal.channel.other)
        room = await self._matrix.speaker(portal.main).create_room(
            is_direct=bool(portal.main),
            visibility=RoomDirectoryVisibility.PRIVATE,
            preset=RoomCreatePreset.PRIVATE,
            name=None if portal.main else portal.name,
            topic=portal.channel.topic or None,
            initial_state=[
                *({"type": kind, "state_key": key, "content": info} for kind in BRIDGE_INFO),
                *await self._belongings(portal),
            ],
            creation_content=content,
            room_version=ROOM_VERSION,
        )
        self._bridge.bind(portal, str(room))
        if portal.channel.guild:
            await self._bridge.spaces.place(portal)
        else:
            await self._bridge.spaces.place_direct(portal, user)
        others = self._bridge.users.values() if self._bridge.defects.invites() else ()
        for mxid in dict.fromkeys([user.mxid, *(other.mxid for other in others if other.logged_in)]):
            await self._matrix.invited(portal.room, mxid, by=portal.main)
        await directs.gather(self._bridge, portal)
        await self._bridge.puppets.join(user.mxid, portal.room)

    async def take_over(self, portal: Portal, room: str) -> None:
        """Bridge an existing room: name and topic as Discord's, as far as the room lets the bot."""
        self._bridge.bind(portal, room)
        await self.describe(portal)
        await self._bridge.spaces.place(portal)

    async def describe(self, portal: Portal) -> None:
        """Set the room's name, topic, picture and bridge info."""
        if not portal.main:
            await self._matrix.set_state(portal.room, "m.room.name", {"name": portal.name})
            await self._matrix.set_state(portal.room, "m.room.topic", {"topic": portal.channel.topic})
        picture = await self._picture(portal)
        if picture:
            await self._matrix.set_state(portal.room, AVATAR, {"url": picture})
        key, info = self._info(portal)
        for kind in BRIDGE_INFO:
            await self._matrix.set_state(portal.room, kind, info, key, by=portal.main)

    async def leave(self, portal: Portal, *, kick: bool) -> None:
        """Leave a portal's room: a DM's as its ghost, any other as ``empty`` does."""
        if portal.main:
            await self._matrix.speaker(portal.main).leave_room(RoomID(portal.room))
        else:
            await self.empty(portal.room, kick=kick)

    async def empty(self, room: str, *, kick: bool) -> None:
        """Make every ghost leave (``kick``: and throw everybody else out), the bot last."""
        try:
            members = await self._matrix.joined_members(room)
        except MatrixError as error:
            log.warning("The members of %s can't be listed: %s", room, error)
            return
        for mxid in members - {self._bridge.config.bot_mxid}:
            await self._remove(room, mxid, kick=kick)
        await self._matrix.bot.leave_room(RoomID(room))

    async def dismiss(self, portal: Portal, discord_id: str) -> None:
        """Let somebody's ghost leave a portal's room."""
        if portal.room:
            await self._remove(portal.room, self._bridge.ghosts.mxid(discord_id), kick=False)

    async def _remove(self, room: str, mxid: str, *, kick: bool) -> None:
        try:
            if self._bridge.is_ghost(mxid):
                await self._matrix.speaker(mxid).leave_room(RoomID(room))
            elif kick:
                await self._matrix.bot.kick_user(RoomID(room), UserID(mxid), "Deleting portal")
        except MatrixError as error:
            log.warning("%s couldn't be removed from %s: %s", mxid, room, error)

    async def _belongings(self, portal: Portal) -> list[dict[str, Any]]:
        """Return the state of a new room that says what it looks like and to which space it belongs."""
        picture, space = await self._picture(portal), self._bridge.spaces.expected(portal)
        state: list[dict[str, Any]] = []
        if picture:
            state.append({"type": AVATAR, "state_key": "", "content": {"url": picture}})
        if space:
            belongs = {"via": [self._bridge.config.domain], "canonical": True}
            state.append({"type": PARENT, "state_key": space, "content": belongs})
        return state

    async def _picture(self, portal: Portal) -> str:
        """Return the mxc address of a group's icon; no other channel has one."""
        icon = portal.channel.icon
        return await self._bridge.spaces.carried(cdn.group_icon(portal.channel.id, icon)) if icon else ""

    def guild_info(self, guild: Guild, picture: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Return the bridge info of a guild's space: type, state key and content of each event."""
        bot = self._bridge.config.bot_mxid
        shown = {"id": guild.id, "displayname": guild.name} | ({"avatar_url": picture} if picture else {})
        about = {"bridgebot": bot, "creator": bot, "protocol": PROTOCOL, "channel": shown}
        return [(kind, f"fi.mau.discord://discord/{guild.id}", about) for kind in BRIDGE_INFO]

    def _info(self, portal: Portal) -> tuple[str, dict[str, Any]]:
        """Return the state key and the content of the bridge info (MSC2346)."""
        channel, bot = portal.channel, self._bridge.config.bot_mxid
        place = f"{channel.guild or '@me'}/{channel.id}"
        about = {
            "bridgebot": bot,
            "creator": portal.main or bot,
            "protocol": PROTOCOL,
            "channel": {
                "id": channel.id,
                "displayname": portal.name,
                "external_url": f"https://discord.com/channels/{place}",
            },
        }
        if not channel.guild:
            kind = "dm" if channel.type == DM else "group_dm"
            about |= {"com.beeper.room_type": "dm", "com.beeper.room_type.v2": kind}
            return f"fi.mau.discord://discord/dm/{channel.id}", about
        about["network"] = {"id": channel.guild, "displayname": self._bridge.guild_name(channel.guild)}
        return f"fi.mau.discord://discord/{place}", about
