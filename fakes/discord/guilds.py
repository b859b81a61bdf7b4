"""Guilds: who is in them, what they are called, who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.control import Record
from fakes.discord.channel import TEXT
from fakes.discord.errors import FieldErrors, missing_permissions, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.fields import Fields
from fakes.discord.guild import Guild as Guild
from fakes.discord.guild import Member as Member
from fakes.discord.guild import Role as Role
from fakes.discord.moments import iso as iso
from fakes.discord.permissions import EVERYONE_BY_DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.discord.ground import Ground
    from fakes.discord.people import Person
    from fakes.discord.shapes import Cause, Json

MAX_GUILDS = 100
_CHOICES = {
    "verification_level": 4,
    "default_message_notifications": 1,
    "explicit_content_filter": 2,
    "system_channel_flags": (1 << 6) - 1,
}
_NO_JOIN_MESSAGES = 1 << 0


class Guilds:
    """Makes guilds and moves people in and out of them."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.on_join: Callable[[Guild, Person], None] = lambda _guild, _person: None

    def get(self, guild_id: str) -> Guild:
        """Return a guild by id; 10004 when there is none."""
        guild = self._ground.guilds.get(guild_id)
        if guild is None:
            raise unknown("Guild")
        return guild

    def seen_by(self, person: Person, guild_id: str) -> Guild:
        """Return a guild that the person is in; to others it doesn't exist."""
        guild = self.get(guild_id)
        if person.id not in guild.members or guild.unavailable:
            raise unknown("Guild")
        return guild

    def member(self, guild: Guild, person_id: str) -> Member:
        """Return a member; 10013 for nobody's id, 10007 for somebody who isn't in the guild."""
        self._ground.people.get(person_id)
        if person_id not in guild.members:
            raise unknown("Member")
        return guild.members[person_id]

    def of(self, person: Person) -> list[Guild]:
        """Return the guilds that the person is in."""
        return [guild for guild in self._ground.guilds.values() if person.id in guild.members]

    def create(self, name: str, owner: Person, members: list[Person], scope: str) -> Guild:
        """Found a guild with its ``@everyone`` role and first members; nobody is told yet."""
        guild = Guild(self._ground.ids.mint(), name, owner.id, scope)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE_BY_DEFAULT)
        now = self._ground.clock()
        for person in [owner, *members]:
            guild.members[person.id] = Member(person, now)
        self._ground.guilds[guild.id] = guild
        return guild

    def announce(self, guild: Guild) -> None:
        """Tell everybody in a new guild that it is there."""
        for person_id in guild.members:
            self._tell_newcomer(guild, person_id)

    def join(self, guild: Guild, person: Person, cause: Cause, permissions: int | None = None) -> Member:
        """Take a person in; ``permissions`` come as a role of its own, as for an invited bot."""
        if person.id in guild.members:
            return guild.members[person.id]
        member = guild.members[person.id] = Member(person, self._ground.clock())
        if permissions is not None:
            role = self.create_role(guild, person.name, permissions, bot_id=person.id if person.bot else None)
            member.roles.append(role.id)
        self._tell_newcomer(guild, person.id)
        others = frozenset(guild.members) - {person.id}
        joined = member.as_json() | {"guild_id": guild.id}
        self._ground.emit(Event("GUILD_MEMBER_ADD", joined, others, Intent.GUILD_MEMBERS))
        self._witness_move(guild, person, cause, "join")
        self._greet(guild, person)
        return member

    def leave(self, guild: Guild, person: Person, cause: Cause, move: str = "leave") -> None:
        """Let a person go, or be put out (``move`` is kick or ban); it loses sight of the guild at once."""
        self.member(guild, person.id)
        del guild.members[person.id]
        gone: Json = {"id": guild.id, "unavailable": False}
        self._ground.emit(Event("GUILD_DELETE", gone, frozenset({person.id}), Intent.GUILDS))
        left: Json = {"guild_id": guild.id, "user": person.as_user()}
        self._ground.emit(Event("GUILD_MEMBER_REMOVE", left, frozenset(guild.members), Intent.GUILD_MEMBERS))
        self._witness_move(guild, person, cause, move)

    def create_role(self, guild: Guild, name: str, permissions: int, *, bot_id: str | None = None) -> Role:
        """Add a role above the others."""
        role = Role(self._ground.ids.mint(), name, permissions, len(guild.roles), bot_id)
        guild.roles[role.id] = role
        made: Json = {"guild_id": guild.id, "role": role.as_json()}
        self._ground.emit(Event("GUILD_ROLE_CREATE", made, frozenset(guild.members), Intent.GUILDS))
        return role

    def grant(self, guild: Guild, person: Person, role_id: str) -> None:
        """Give a member a role; 10011 when the guild has none of that id."""
        member = self.member(guild, person.id)
        if role_id not in guild.roles:
            raise unknown("Role")
        if role_id not in member.roles:
            member.roles.append(role_id)
        self.tell_member(guild, member)

    def tell_member(self, guild: Guild, member: Member) -> None:
        """Tell a guild that a member changed."""
        changed = member.as_json() | {"guild_id": guild.id}
        self._ground.emit(Event("GUILD_MEMBER_UPDATE", changed, frozenset(guild.members), Intent.GUILD_MEMBERS))

    def update(self, by: Person, guild: Guild, body: Json, icon: str | None = None) -> None:
        """Change a guild's settings; only its owner gives it away."""
        errors = FieldErrors()
        fields = Fields(body, errors)
        name, owner = fields.text("name"), fields.snowflake("owner_id")
        check_guild_name(name if "name" in body else guild.name, errors)
        changes: Json = {one: fields.integer(one) for one in _CHOICES if one in body}
        for one, value in changes.items():
            if value > _CHOICES[one]:
                errors.add(one, "BASE_TYPE_CHOICES", f"Value must be at most {_CHOICES[one]}.")
        if "description" in body:
            changes["description"] = fields.text("description")
        if "system_channel_id" in body:
            changes["system_channel_id"] = self._text_channel(guild, fields.snowflake("system_channel_id"), errors)
        errors.raise_if_any()
        if owner and by.id != guild.owner_id:
            raise missing_permissions()
        guild.owner_id = self.member(guild, owner).person.id if owner else guild.owner_id
        guild.name = name or guild.name
        guild.settings |= changes | ({"icon": icon} if "icon" in body else {})
        self._ground.emit(Event("GUILD_UPDATE", guild.as_json(), frozenset(guild.members), Intent.GUILDS))

    def delete(self, guild: Guild) -> None:
        """End a guild with everything in it."""
        gone: Json = {"id": guild.id, "unavailable": False}
        self._ground.emit(Event("GUILD_DELETE", gone, frozenset(guild.members), Intent.GUILDS))
        for one in [one for one in self._ground.channels.values() if one.guild_id == guild.id]:
            del self._ground.channels[one.id]
        for hook in [one for one in self._ground.webhooks.values() if one.guild_id == guild.id]:
            del self._ground.webhooks[hook.id]
        del self._ground.guilds[guild.id]

    def set_outage(self, guild: Guild, *, unavailable: bool) -> None:
        """Let a guild fail or come back, as when Discord has an outage; nothing changes when it is so already."""
        if guild.unavailable == unavailable:
            return
        guild.unavailable = unavailable
        if unavailable:
            gone: Json = {"id": guild.id, "unavailable": True}
            self._ground.emit(Event("GUILD_DELETE", gone, frozenset(guild.members), Intent.GUILDS))
        else:
            self.announce(guild)

    def _text_channel(self, guild: Guild, channel_id: str | None, errors: FieldErrors) -> str | None:
        channel = self._ground.channels.get(channel_id or "")
        if channel_id and (channel is None or channel.guild_id != guild.id or channel.type != TEXT):
            errors.add("system_channel_id", "CHANNEL_INVALID", "Not a text channel of this guild")
        return channel_id

    def _greet(self, guild: Guild, person: Person) -> None:
        quiet = guild.settings.get("system_channel_flags", 0) & _NO_JOIN_MESSAGES
        if guild.settings.get("system_channel_id") and not quiet:
            self.on_join(guild, person)

    def _tell_newcomer(self, guild: Guild, person_id: str) -> None:
        # The gateway fills in members and channels, which depend on the session's intents.
        self._ground.emit(Event("GUILD_CREATE", {"id": guild.id}, frozenset({person_id}), Intent.GUILDS))

    def _witness_move(self, guild: Guild, person: Person, cause: Cause, move: str) -> None:
        self._ground.witness(
            Record(
                network="discord",
                kind="member",
                cause=cause,
                place=guild.id,
                author=person.as_author(),
                scope=guild.scope or person.scope,
                detail={"move": move},
            )
        )


def check_guild_name(name: object, errors: FieldErrors) -> None:
    """Note a name that isn't of 2 to 100 characters."""
    if not isinstance(name, str) or not 2 <= len(name.strip()) <= 100:
        errors.add("name", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.")
