"""Channels of guilds and direct messages: who may see them, change them, type in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.control import Record
from fakes.discord import channel_fields as read
from fakes.discord.channel import (
    ANNOUNCEMENT,
    CATEGORY,
    DIRECT,
    GROUP,
    MEMBER_TARGET,
    ROLE_TARGET,
    TEXT,
    Channel,
    Overwrite,
)
from fakes.discord.channel_fields import GUILD_TYPES, overwrite_from
from fakes.discord.errors import ApiError, FieldErrors, missing_access, missing_permissions, slow_mode, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.fields import Fields
from fakes.discord.permissions import ALL, Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fakes.discord.ground import Ground
    from fakes.discord.guilds import Guild
    from fakes.discord.people import Person
    from fakes.discord.shapes import Cause, Json

__all__ = [
    "ANNOUNCEMENT",
    "CATEGORY",
    "DIRECT",
    "GUILD_TYPES",
    "MEMBER_TARGET",
    "ROLE_TARGET",
    "TEXT",
    "Channel",
    "Channels",
    "Overwrite",
    "overwrite_from",
]
MAX_IN_GUILD, MAX_IN_CATEGORY = 500, 50
BLOCKED = 2
"""The type of a relationship in which one blocks the other."""
_UNHURRIED = Permission.MANAGE_MESSAGES | Permission.MANAGE_CHANNELS | Permission.BYPASS_SLOW_MODE


class Channels:
    """Makes, changes and removes channels, and answers who may enter."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def get(self, channel_id: str) -> Channel:
        """Return a channel by id; 10003 when there is none."""
        channel = self._ground.channels.get(channel_id)
        if channel is None:
            raise unknown("Channel")
        return channel

    def seen_by(self, person: Person, channel_id: str) -> Channel:
        """Return a channel that the person may see; 50001 when it may not."""
        channel = self.get(channel_id)
        if not self._ground.permissions(channel, person.id) & Permission.VIEW_CHANNEL:
            raise missing_access()
        return channel

    def require(self, person: Person, channel: Channel, permission: int) -> None:
        """Raise 50013 unless the person has every bit of ``permission`` in the channel."""
        if self._ground.permissions(channel, person.id) & permission != permission:
            raise missing_permissions()

    def require_in_guild(self, person: Person, guild: Guild, permission: int) -> None:
        """Raise 50013 unless the person has every bit of ``permission`` in the guild."""
        if self._ground.guild_permissions(guild, person.id) & permission != permission:
            raise missing_permissions()

    def require_pace(self, person: Person, channel: Channel) -> None:
        """Raise 20016 for a second message too soon in slow mode, 50007 for one to whom a block stands between."""
        if channel.type == DIRECT and any(self._is_blocked(person.id, other) for other in channel.recipients):
            raise ApiError(403, 50007, "Cannot send messages to this user")
        if not channel.slow_mode or person.bot or self._ground.permissions(channel, person.id) & _UNHURRIED:
            return
        now = self._ground.clock()
        left = channel.written_at.get(person.id, now - channel.slow_mode) + channel.slow_mode - now
        if left > 0:
            raise slow_mode(left)
        channel.written_at[person.id] = now

    def _is_blocked(self, one: str, other: str) -> bool:
        relations = self._ground.relations
        return BLOCKED in (relations.get(one, {}).get(other), relations.get(other, {}).get(one))

    def of(self, guild: Guild) -> list[Channel]:
        """Return a guild's channels in the order of their making."""
        return [self._ground.channels[one] for one in guild.channels]

    def create(
        self, guild: Guild, name: str, kind: int = TEXT, parent_id: str | None = None, settings: Json | None = None
    ) -> Channel:
        """Open a channel in a guild; its overwrites start as its category's unless ``settings`` give others."""
        errors = FieldErrors()
        fields = Fields(settings or {}, errors)
        read.check_name(name, errors)
        read.check_type(kind, errors)
        parent = self._category(guild, kind, parent_id, errors)
        channel = Channel("", kind, guild.id, position=fields.integer("position", len(guild.channels)))
        self._settle(channel, fields, errors)
        errors.raise_if_any()
        if len(guild.channels) >= MAX_IN_GUILD:
            raise ApiError(400, 30013, f"Maximum number of guild channels reached ({MAX_IN_GUILD})", refusal=True)
        channel.id, channel.name = self._ground.ids.mint(), read.clean_name(name, kind)
        if parent is not None:
            channel.parent_id = parent.id
            channel.overwrites = channel.overwrites or dict(parent.overwrites)
        self._ground.channels[channel.id] = channel
        guild.channels.append(channel.id)
        self.tell("CHANNEL_CREATE", channel)
        return channel

    def update(self, channel: Channel, changes: Json) -> None:
        """Change a guild's channel; what isn't named stays, and given overwrites replace all that were."""
        guild = self._ground.guilds[channel.guild_id]
        errors = FieldErrors()
        fields = Fields(changes, errors)
        name, parent_id = fields.text("name"), fields.snowflake("parent_id")
        if "name" in changes:
            read.check_name(name, errors)
        kind = self._converted(channel, fields, errors)
        parent = self._category(guild, kind, parent_id, errors, channel)
        draft = Channel(channel.id, kind, guild.id, slow_mode=channel.slow_mode, nsfw=channel.nsfw)
        draft.topic, draft.flags, draft.more = channel.topic, channel.flags, channel.more
        draft.overwrites = channel.overwrites
        self._settle(draft, fields, errors)
        position = read.bounded(fields, errors, "position", channel.position, 0, 1 << 31)
        errors.raise_if_any()
        channel.type, channel.position = kind, position
        channel.name = read.clean_name(name, kind) if name else channel.name
        channel.parent_id = (parent.id if parent else None) if "parent_id" in changes else channel.parent_id
        with self._ground.watching(guild, [channel]):
            for one in ("topic", "nsfw", "slow_mode", "flags", "more", "overwrites"):
                setattr(channel, one, getattr(draft, one))
            self.tell("CHANNEL_UPDATE", channel)

    def delete(self, channel: Channel) -> None:
        """Remove a guild's channel with its messages, threads and webhooks; a category's children stay."""
        guild = self._ground.guilds[channel.guild_id]
        guild.channels.remove(channel.id)
        del self._ground.channels[channel.id]
        for webhook in [one for one in self._ground.webhooks.values() if one.channel_id == channel.id]:
            del self._ground.webhooks[webhook.id]
        for thread in channel.threads:
            del self._ground.channels[thread]
        for child in [one for one in self.of(guild) if one.parent_id == channel.id]:
            child.parent_id = None
            self.tell("CHANNEL_UPDATE", child)
        if guild.settings.get("system_channel_id") == channel.id:
            guild.settings["system_channel_id"] = None
        self.tell("CHANNEL_DELETE", channel)

    def overwrite(self, channel: Channel, overwrite: Overwrite | None, target: str) -> None:
        """Set a role's or member's overwrite, or take it away; 10009 when there is none to take."""
        with self._ground.watching(self._ground.guilds[channel.guild_id], [channel]):
            if overwrite is not None:
                channel.overwrites[target] = overwrite
            elif channel.overwrites.pop(target, None) is None:
                raise unknown("Overwrite")
            self.tell("CHANNEL_UPDATE", channel)

    def check_grant(self, person: Person, channel: Channel, overwrites: Iterable[Overwrite]) -> None:
        """Raise 50013 when somebody sets bits that it hasn't got, 10009 for who isn't in the guild."""
        guild = self._ground.guilds[channel.guild_id]
        bits = self._ground.permissions(channel, person.id)
        for one in overwrites:
            known = guild.roles if one.kind == ROLE_TARGET else guild.members
            if one.target not in known:
                raise unknown("Overwrite")
            before = channel.overwrites.get(one.target, Overwrite(one.target, one.kind, 0, 0))
            changed = (before.allow ^ one.allow) | (before.deny ^ one.deny)
            if changed & ALL & ~bits:
                raise missing_permissions()

    def move(self, guild: Guild, rows: Iterable[Fields], errors: FieldErrors) -> None:
        """Set positions and categories of several channels; ``lock_permissions`` takes the category's overwrites."""
        moves = []
        for row in rows:
            channel = self._ground.channels.get(row.snowflake("id") or "")
            if channel is None or channel.guild_id != guild.id:
                raise unknown("Channel")
            parent = self._category(guild, channel.type, row.snowflake("parent_id"), errors, channel)
            moves.append((channel, row, parent))
        errors.raise_if_any()
        for channel, row, parent in moves:
            channel.position = row.integer("position", channel.position)
            if "parent_id" in row.raw():
                channel.parent_id = parent.id if parent else None
            above = self._ground.channels.get(channel.parent_id or "")
            if row.flag("lock_permissions") and above is not None:
                channel.overwrites = dict(above.overwrites)
            self.tell("CHANNEL_UPDATE", channel)

    def direct(self, one: Person, other: Person) -> Channel:
        """Return the direct message of two people, opened when it wasn't yet."""
        pair = {one.id, other.id}
        for channel in self._ground.channels.values():
            if channel.type == DIRECT and set(channel.recipients) == pair:
                return channel
        channel = Channel(self._ground.ids.mint(), DIRECT, recipients=(one.id, other.id))
        self._ground.channels[channel.id] = channel
        for person in (one, other):
            self._ground.emit(
                Event("CHANNEL_CREATE", self.direct_json(channel, person), frozenset({person.id}), Intent.ALWAYS)
            )
        return channel

    def directs_of(self, person: Person) -> list[Channel]:
        """Return the direct messages that a person is in."""
        return [one for one in self._ground.channels.values() if person.id in one.recipients]

    def direct_json(self, channel: Channel, viewer: Person) -> Json:
        """Return the Channel object of a direct message as one side sees it: the recipients are the others."""
        others = [self._ground.people.get(one) for one in channel.recipients if one != viewer.id]
        data: Json = {
            "id": channel.id,
            "type": channel.type,
            "last_message_id": channel.last_message_id,
            "flags": 0,
            "recipients": [person.as_user() for person in others],
        }
        if channel.type == GROUP:
            data |= {"name": channel.name or None, "icon": channel.icon, "owner_id": channel.owner_id}
        return data

    def as_seen(self, channel: Channel, viewer: Person) -> Json:
        """Return the Channel object, whichever kind it is."""
        return channel.as_json() if channel.guild_id else self.direct_json(channel, viewer)

    def start_typing(self, person: Person, channel: Channel, cause: Cause) -> None:
        """Show that a person types."""
        self.require(person, channel, Permission.SEND_MESSAGES)
        guild = self._ground.guild_of(channel)
        data: Json = {"channel_id": channel.id, "user_id": person.id, "timestamp": int(self._ground.clock())}
        if guild is not None:
            data |= {"guild_id": guild.id, "member": guild.members[person.id].as_json()}
        intent = Intent.GUILD_MESSAGE_TYPING if guild is not None else Intent.DIRECT_MESSAGE_TYPING
        self._ground.emit(Event("TYPING_START", data, self._ground.audience(channel), intent))
        author, scope = person.as_author(), self._ground.scope_of(channel)
        self._ground.witness(
            Record(network="discord", kind="typing", cause=cause, place=channel.id, author=author, scope=scope)
        )

    def tell(self, name: str, channel: Channel) -> None:
        """Tell a guild about a channel. Members hear of channels that they may not see, as they do on Discord."""
        guild = self._ground.guilds[channel.guild_id]
        self._ground.emit(Event(name, channel.as_json(), frozenset(guild.members), Intent.GUILDS))

    def _settle(self, channel: Channel, fields: Fields, errors: FieldErrors) -> None:
        """Read into a channel what has no rules beside bounds."""
        given = fields.raw()
        channel.topic = read.topic(fields, errors, channel.type) if "topic" in given else channel.topic
        channel.nsfw = fields.flag("nsfw", default=channel.nsfw)
        channel.slow_mode = read.slow_mode(fields, errors, channel.slow_mode)
        channel.flags = fields.integer("flags", channel.flags)
        channel.more = read.more_of(channel.type, fields, errors, channel.more, self._ground.ids.mint)
        if given.get("permission_overwrites") is not None:
            channel.overwrites = {one.target: one for one in read.overwrites(fields)}

    def _converted(self, channel: Channel, fields: Fields, errors: FieldErrors) -> int:
        kind = fields.integer("type", channel.type)
        if kind != channel.type and {kind, channel.type} != {TEXT, ANNOUNCEMENT}:
            errors.add("type", "BASE_TYPE_CHOICES", "Only text and announcement channels turn into each other.")
        return kind

    def _category(
        self, guild: Guild, kind: int, parent_id: str | None, errors: FieldErrors, child: Channel | None = None
    ) -> Channel | None:
        """Return the category of an id; an unknown one, a full one or a category's own is noted."""
        if not parent_id:
            return None
        parent = self._ground.channels.get(parent_id)
        if parent is None or parent.guild_id != guild.id or parent.type != CATEGORY:
            errors.add("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist")
            return None
        if kind == CATEGORY:
            errors.add("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category's place")
        inside = [one for one in self.of(guild) if one.parent_id == parent_id and one is not child]
        if len(inside) >= MAX_IN_CATEGORY:
            most = f"Maximum number of channels in category reached ({MAX_IN_CATEGORY})"
            errors.add("parent_id", "CHANNEL_PARENT_MAX_CHANNELS", most)
        return parent
