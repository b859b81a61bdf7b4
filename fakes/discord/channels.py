"""Channels of guilds and direct messages: who may see them, change them, type in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fakes.control import Record
from fakes.discord.errors import FieldErrors, missing_access, missing_permissions, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.fields import Fields
from fakes.discord.permissions import Permission, in_guild

if TYPE_CHECKING:
    from fakes.discord.ground import Ground
    from fakes.discord.guilds import Guild
    from fakes.discord.message import Message
    from fakes.discord.people import Person
    from fakes.discord.shapes import Cause, Json

TEXT, DIRECT, CATEGORY, ANNOUNCEMENT = 0, 1, 4, 5
GUILD_TYPES = (TEXT, CATEGORY, ANNOUNCEMENT)
ROLE_TARGET, MEMBER_TARGET = 0, 1


@dataclass(frozen=True, slots=True)
class Overwrite:
    """Bits allowed and denied in one channel to a role (type 0) or a member (type 1)."""

    target: str
    kind: int
    allow: int
    deny: int

    def as_json(self) -> Json:
        """Return the Overwrite object."""
        return {"id": self.target, "type": self.kind, "allow": str(self.allow), "deny": str(self.deny)}


@dataclass(slots=True)
class Channel:
    """A channel; ``recipients`` are the ids of both sides of a direct message."""

    id: str
    type: int
    guild_id: str = ""
    name: str = ""
    topic: str | None = None
    position: int = 0
    parent_id: str | None = None
    recipients: tuple[str, ...] = ()
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    last_message_id: str | None = None

    def as_json(self) -> Json:
        """Return the Channel object of a guild's channel."""
        return {
            "id": self.id,
            "type": self.type,
            "guild_id": self.guild_id,
            "name": self.name,
            "topic": self.topic,
            "position": self.position,
            "parent_id": self.parent_id,
            "permission_overwrites": [one.as_json() for one in self.overwrites.values()],
            "last_message_id": self.last_message_id,
            "last_pin_timestamp": None,
            "rate_limit_per_user": 0,
            "nsfw": False,
            "flags": 0,
        }


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

    def require(self, person: Person, channel: Channel, permission: Permission) -> None:
        """Raise 50013 unless the person has every bit of ``permission`` in the channel."""
        if self._ground.permissions(channel, person.id) & permission != permission:
            raise missing_permissions()

    def require_in_guild(self, person: Person, guild: Guild, permission: Permission) -> None:
        """Raise 50013 unless the person has every bit of ``permission`` in the guild."""
        if in_guild(guild, person.id) & permission != permission:
            raise missing_permissions()

    def of(self, guild: Guild) -> list[Channel]:
        """Return a guild's channels in the order of their making."""
        return [self._ground.channels[one] for one in guild.channels]

    def create(self, guild: Guild, name: str, kind: int = TEXT, parent_id: str | None = None) -> Channel:
        """Open a channel in a guild; its overwrites start as its category's."""
        errors = FieldErrors()
        _check_name(name, errors)
        if kind not in GUILD_TYPES:
            errors.add("type", "BASE_TYPE_CHOICES", f"Value must be one of {GUILD_TYPES}.")
        errors.raise_if_any()
        channel = Channel(self._ground.ids.mint(), kind, guild.id, name, position=len(guild.channels))
        if parent_id:
            channel.parent_id = parent_id
            channel.overwrites = dict(self.get(parent_id).overwrites)
        self._ground.channels[channel.id] = channel
        guild.channels.append(channel.id)
        self._tell_guild("CHANNEL_CREATE", guild, channel)
        return channel

    def update(self, channel: Channel, changes: Json) -> None:
        """Change name, topic, position, category or overwrites; what isn't named stays."""
        guild = self._ground.guilds[channel.guild_id]
        errors = FieldErrors()
        fields = Fields(changes, errors)
        name, topic = fields.text("name"), fields.text("topic")
        position, parent = fields.integer("position", channel.position), fields.snowflake("parent_id")
        overwrites = [overwrite_from(one.snowflake("id"), one) for one in fields.objects("permission_overwrites")]
        if "name" in changes:
            _check_name(name, errors)
        errors.raise_if_any()
        channel.name, channel.position = name or channel.name, position
        channel.topic = topic if "topic" in changes else channel.topic
        channel.parent_id = parent if "parent_id" in changes else channel.parent_id
        channel.overwrites |= {one.target: one for one in overwrites}
        self._tell_guild("CHANNEL_UPDATE", guild, channel)

    def delete(self, channel: Channel) -> None:
        """Remove a guild's channel with its messages and webhooks."""
        guild = self._ground.guilds[channel.guild_id]
        guild.channels.remove(channel.id)
        del self._ground.channels[channel.id]
        for webhook in [one for one in self._ground.webhooks.values() if one.channel_id == channel.id]:
            del self._ground.webhooks[webhook.id]
        self._tell_guild("CHANNEL_DELETE", guild, channel)

    def overwrite(self, channel: Channel, overwrite: Overwrite | None, target: str) -> None:
        """Set a role's or member's overwrite, or take it away; 10009 when there is none to take."""
        guild = self._ground.guilds[channel.guild_id]
        if overwrite is not None:
            channel.overwrites[target] = overwrite
        elif channel.overwrites.pop(target, None) is None:
            raise unknown("Overwrite")
        self._tell_guild("CHANNEL_UPDATE", guild, channel)

    def direct(self, one: Person, other: Person) -> Channel:
        """Return the direct message of two people, opened when it wasn't yet."""
        pair = {one.id, other.id}
        for channel in self._ground.channels.values():
            if channel.type == DIRECT and set(channel.recipients) == pair:
                return channel
        channel = Channel(self._ground.ids.mint(), DIRECT, recipients=(one.id, other.id))
        self._ground.channels[channel.id] = channel
        for person in (one, other):
            seen = self.direct_json(channel, person)
            self._ground.emit(Event("CHANNEL_CREATE", seen, frozenset({person.id}), Intent.ALWAYS))
        return channel

    def directs_of(self, person: Person) -> list[Channel]:
        """Return the direct messages that a person is in."""
        return [one for one in self._ground.channels.values() if person.id in one.recipients]

    def direct_json(self, channel: Channel, viewer: Person) -> Json:
        """Return the Channel object of a direct message as one side sees it: the recipients are the others."""
        others = [self._ground.people.get(one) for one in channel.recipients if one != viewer.id]
        return {
            "id": channel.id,
            "type": channel.type,
            "last_message_id": channel.last_message_id,
            "flags": 0,
            "recipients": [person.as_user() for person in others],
        }

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

    def _tell_guild(self, name: str, guild: Guild, channel: Channel) -> None:
        self._ground.emit(Event(name, channel.as_json(), frozenset(guild.members), Intent.GUILDS))


def overwrite_from(target: str | None, fields: Fields) -> Overwrite:
    """Read an Overwrite object's fields; bits are decimal strings."""
    return Overwrite(target or "", fields.integer("type"), fields.integer("allow"), fields.integer("deny"))


def _check_name(name: object, errors: FieldErrors) -> None:
    if not isinstance(name, str):
        errors.add("name", "BASE_TYPE_REQUIRED", "This field is required")
    elif not 1 <= len(name) <= 100:
        errors.add("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
