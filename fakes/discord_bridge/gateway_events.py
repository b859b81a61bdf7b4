"""What the gateway's events mean to the bridge: channels and guilds are learnt, messages go to their portals."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fakes.discord_bridge import directs, receipts
from fakes.discord_bridge.attribution import person_of
from fakes.discord_bridge.backfill import missed_item
from fakes.discord_bridge.guilds import Guild, Mode
from fakes.discord_bridge.items import Direction, Item, Kind
from fakes.discord_bridge.portal import BRIDGEABLE, CATEGORY, Channel, Portal, channel_of
from fakes.discord_bridge.refusals import DiscordRefusedError
from fakes.discord_bridge.threads import HAS_THREAD

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge
    from fakes.discord_bridge.users import User

log = logging.getLogger(__name__)

FRIEND = 1

_KINDS: dict[str, Kind] = {
    "MESSAGE_CREATE": "message",
    "MESSAGE_UPDATE": "edit",
    "MESSAGE_DELETE": "delete",
    "MESSAGE_REACTION_ADD": "reaction",
    "MESSAGE_REACTION_REMOVE": "unreaction",
}


class GatewayEvents:
    """Takes every event that a logged-in account sees; never waits."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._handlers: dict[str, Callable[[User, Mapping[str, Any]], None]] = {
            "READY": self._ready,
            "GUILD_CREATE": self._guild,
            "GUILD_UPDATE": self._guild,
            "GUILD_DELETE": self._guild_gone,
            "GUILD_ROLE_CREATE": self._role,
            "GUILD_ROLE_UPDATE": self._role,
            "CHANNEL_CREATE": self._channel_made,
            "CHANNEL_UPDATE": self._channel_changed,
            "CHANNEL_DELETE": self._channel_gone,
            "TYPING_START": self._typing,
            "MESSAGE_DELETE_BULK": self._bulk_delete,
            "THREAD_LIST_SYNC": self._threads,
            "MESSAGE_ACK": self._read,
            "RELATIONSHIP_ADD": self._relationship,
            "RELATIONSHIP_UPDATE": self._relationship,
            "RELATIONSHIP_REMOVE": lambda user, data: user.friends.discard(str(data["id"])),
            "INVALID_AUTH": self._logged_out,
            "CHANNEL_RECIPIENT_ADD": lambda user, data: self._recipient(user, data, joins=True),
            "CHANNEL_RECIPIENT_REMOVE": lambda user, data: self._recipient(user, data, joins=False),
        }

    def take(self, user: User, kind: str, data: Mapping[str, Any]) -> None:
        """Take one event; what the bridge doesn't know is ignored, as in the real one."""
        if kind in _KINDS:
            self._push(user, _KINDS[kind], data)
        elif kind in self._handlers:
            self._handlers[kind](user, data)

    def _ready(self, user: User, data: Mapping[str, Any]) -> None:
        account = data["user"]
        user.discord_id, user.username = str(account["id"]), str(account["username"])
        self._bridge.ghosts.remember(person_of(account))
        self._bridge.spawn(self._bridge.puppets.try_log_in(user))
        user.friends.clear()
        for relationship in data.get("relationships") or []:
            self._relationship(user, relationship)
        for guild in data.get("guilds") or []:
            if not guild.get("unavailable"):
                self._guild(user, guild)
        newest = sorted(data.get("private_channels") or [], key=lambda one: -int(one.get("last_message_id") or 0))
        for number, channel in enumerate(newest):
            self._private(user, channel, create=number < self._bridge.config.startup_private_channels)
        for other in self._bridge.users.values():
            if other is not user and other.discord_id == user.discord_id:
                # One account, one Matrix user: a second log-in evicts the first.
                self._bridge.spawn(other.log_out())

    def _relationship(self, user: User, data: Mapping[str, Any]) -> None:
        (user.friends.add if data["type"] == FRIEND else user.friends.discard)(str(data["id"]))

    def _private(self, user: User, data: Mapping[str, Any], *, create: bool = True) -> None:
        portal = directs.learn(self._bridge, user, data)
        if portal and not portal.room and create:
            self._bridge.spawn(self._bridge.open(portal, user))
        elif portal:
            self._miss(user, portal, str(data.get("last_message_id") or ""))

    def _recipient(self, user: User, data: Mapping[str, Any], *, joins: bool) -> None:
        portal, person = self._bridge.portals.get(str(data["channel_id"])), person_of(data["user"])
        if portal is None:
            return
        self._bridge.ghosts.remember(person)
        left = [one for one in portal.channel.recipients if one != person.id]
        portal.channel.recipients = [*left, person.id] if joins else left
        self._bridge.spawn(
            directs.gather(self._bridge, portal) if joins else self._bridge.rooms.dismiss(portal, person.id)
        )

    def _logged_out(self, user: User, data: Mapping[str, Any]) -> None:
        self._bridge.spawn(user.log_out())

    def _guild(self, user: User, data: Mapping[str, Any]) -> None:
        guild = self._bridge.guilds.setdefault(str(data["id"]), Guild(str(data["id"])))
        if guild.learn(data):
            self._bridge.spawn(self._bridge.spaces.describe(guild))
        user.guilds.add(guild.id)
        for channel in data.get("channels") or []:
            portal = self._know(channel_of(channel, guild.id))
            if portal is None or portal.is_category:
                continue
            if not portal.room and guild.mode is Mode.EVERYTHING:
                self._bridge.spawn(self._opens(portal, user))
                continue
            self._bridge.spawn(self._bridge.spaces.place(portal))
            if self._may_backfill(data):
                self._miss(user, portal, str(channel.get("last_message_id") or ""))

    def _may_backfill(self, guild: Mapping[str, Any]) -> bool:
        most = self._bridge.config.backfill.max_guild_members
        return most < 0 or int(guild.get("member_count") or 0) < most

    def _miss(self, user: User, portal: Portal, newest: str, thread: str = "") -> None:
        """Fetch what a channel's room lacks, if the config says so."""
        order = missed_item(portal, user.mxid, newest, thread)
        if order and self._bridge.carries(portal):
            portal.queue.put(order)

    def _guild_gone(self, user: User, data: Mapping[str, Any]) -> None:
        if not data.get("unavailable"):
            user.guilds.discard(str(data["id"]))

    def _role(self, user: User, data: Mapping[str, Any]) -> None:
        guild = self._bridge.guilds.get(str(data["guild_id"]))
        if guild:
            guild.learn({"roles": [data["role"]]})

    def _channel_made(self, user: User, data: Mapping[str, Any]) -> None:
        if not data.get("guild_id"):
            self._private(user, data)
            return
        # The real bridge ignores channels that are made later, unless the whole guild is bridged.
        channel = channel_of(data, "")
        guild = self._bridge.guilds.get(channel.guild)
        portal = self._know(channel) if guild and guild.mode is Mode.EVERYTHING else None
        if portal and not portal.room and not portal.is_category:
            self._bridge.spawn(self._opens(portal, user))

    async def _opens(self, portal: Portal, user: User) -> None:
        """Make a channel's room, unless it is hidden from the account, which hears of it all the same."""
        if await user.may_see(portal.channel):
            await self._bridge.open(portal, user)

    def _channel_changed(self, user: User, data: Mapping[str, Any]) -> None:
        portal = self._know(channel_of(data, "")) if data.get("guild_id") else directs.learn(self._bridge, user, data)
        if portal and portal.room and not portal.is_category:
            self._bridge.spawn(self._bridge.rooms.describe(portal))
            self._bridge.spawn(self._bridge.spaces.place(portal))

    def _channel_gone(self, user: User, data: Mapping[str, Any]) -> None:
        portal = self._bridge.portals.pop(str(data["id"]), None)
        if portal and portal.room:
            self._bridge.spawn(self._bridge.close(portal, kick=False))

    def _typing(self, user: User, data: Mapping[str, Any]) -> None:
        portal = self._bridge.portals.get(str(data["channel_id"]))
        typist = str(data["user_id"])
        if portal and not any(known.discord_id == typist for known in self._bridge.users.values()):
            self._bridge.spawn(portal.typing_started(typist))

    def _read(self, user: User, data: Mapping[str, Any]) -> None:
        portal = self._bridge.portals.get(str(data["channel_id"]))
        if portal:
            self._bridge.spawn(receipts.read_on_discord(self._bridge, portal, user, str(data["message_id"])))

    def _threads(self, user: User, data: Mapping[str, Any]) -> None:
        for thread in data.get("threads") or []:
            portal = self._bridge.portals.get(str(thread.get("parent_id") or ""))
            root = portal.ledger.of_discord(str(thread["id"])) if portal else None
            if portal and self._bridge.threads.by_id(str(thread["id"])):
                self._miss(user, portal, str(thread.get("last_message_id") or ""), str(thread["id"]))
            elif portal and root:
                self._bridge.spawn(self._bridge.threads.found(portal, root))

    def _bulk_delete(self, user: User, data: Mapping[str, Any]) -> None:
        for message in data.get("ids") or []:
            self._push(user, "delete", {**data, "id": message})

    def _know(self, channel: Channel) -> Portal | None:
        """Learn of a channel; return its portal when it is one that can be bridged, or a category of such."""
        portal = self._bridge.portals.get(channel.id)
        if portal:
            portal.channel = channel
        elif channel.type in BRIDGEABLE or channel.type == CATEGORY:
            portal = self._bridge.portals[channel.id] = Portal(self._bridge, channel)
        return portal

    def _push(self, user: User, kind: Kind, data: Mapping[str, Any]) -> None:
        place = str(data["channel_id"])
        thread = "" if place in self._bridge.portals else place
        portal = self._bridge.portals.get(self._bridge.threads.parent_of(place) if thread else place)
        if portal is None and not data.get("guild_id") and not user.is_person and kind == "message":
            self._bridge.spawn(self._look_up(user, place, data))
            return
        if portal is None or not self._bridge.carries(portal):
            portal = None if self._bridge.defects.hides() else self._bridge.any_bridged()
        if portal is None:
            return
        if data.get("flags") == HAS_THREAD:
            self._bridge.threads.announce(str(data["id"]), portal.channel.id)
        author = data.get("author") or {}
        portal.queue.put(Item(Direction.TO_MATRIX, kind, str(author.get("id") or ""), data, user.mxid, thread))

    async def _look_up(self, user: User, place: str, data: Mapping[str, Any]) -> None:
        """Learn of a private channel that nobody told a bot about, then take the message in it."""
        if user.session is None:
            return
        try:
            found = await user.session.call("GET", "/channels/{channel_id}", channel_id=place)
        except DiscordRefusedError as error:
            log.warning("The channel %s isn't known: %s", place, error)
            return
        if directs.learn(self._bridge, user, found):
            self._push(user, "message", data)
