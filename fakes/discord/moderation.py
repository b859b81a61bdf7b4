"""What moderators do to members: names, timeouts, kicks and bans, each by rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord.errors import ApiError, FieldErrors, invalid_field, missing_permissions, not_served, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.fields import Fields
from fakes.discord.moments import parse_iso
from fakes.discord.permissions import ALL, Permission, in_guild, outranks
from fakes.discord.snowflake import unix_seconds

if TYPE_CHECKING:
    from fakes.discord.ground import Ground
    from fakes.discord.guilds import Guild, Guilds, Member
    from fakes.discord.people import Person
    from fakes.discord.roles import Roles
    from fakes.discord.shapes import Cause, Json

LONGEST_TIMEOUT = 28 * 86_400
MAX_DELETED_SECONDS = 7 * 86_400
MAX_BULK_BAN = 200
_VOICE = ("mute", "deaf", "channel_id")
_SEES_BANS = Permission.BAN_MEMBERS | Permission.VIEW_AUDIT_LOG


class Moderation:
    """Changes members and keeps bans."""

    def __init__(self, ground: Ground, guilds: Guilds, roles: Roles) -> None:
        self._ground = ground
        self._guilds = guilds
        self._roles = roles

    def update(self, by: Person, guild: Guild, member: Member, body: Json) -> None:
        """Change a member's name, roles or timeout; voice is refused by name."""
        if any(name in body for name in _VOICE):
            raise not_served("members' voice state")
        errors = FieldErrors()
        fields = Fields(body, errors)
        nick, roles, until = fields.text("nick"), fields.texts("roles"), fields.text("communication_disabled_until")
        errors.raise_if_any()
        if "nick" in body:
            self._rename(by, guild, member, nick)
        if "communication_disabled_until" in body:
            self._time_out(by, guild, member, until)
        if "roles" in body:
            self._set_roles(by, guild, member, roles)
        self._guilds.tell_member(guild, member)

    def kick(self, by: Person, guild: Guild, person: Person, cause: Cause) -> None:
        """Put a member out; needs KICK_MEMBERS and a higher rank."""
        self._guilds.member(guild, person.id)
        self._require(by, guild, person.id, Permission.KICK_MEMBERS)
        self._guilds.leave(guild, person, cause, "kick")

    def ban(self, by: Person, guild: Guild, person: Person, reason: str, seconds: int, cause: Cause) -> None:
        """Keep a person out, and remove what it said in the last ``seconds``."""
        self._require(by, guild, person.id, Permission.BAN_MEMBERS)
        if person.id in guild.bans:
            return
        guild.bans[person.id] = reason or None
        self._tell_ban("GUILD_BAN_ADD", guild, person)
        self._sweep(guild, person, seconds)
        if person.id in guild.members:
            self._guilds.leave(guild, person, cause, "ban")

    def bulk_ban(self, by: Person, guild: Guild, people: list[Person], reason: str, seconds: int) -> Json:
        """Ban up to 200 persons; who ranks too high fails, and 500000 when all do."""
        if not 1 <= len(people) <= MAX_BULK_BAN:
            raise invalid_field("user_ids", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MAX_BULK_BAN} in length.")
        banned, failed = [], []
        for person in people:
            try:
                self.ban(by, guild, person, reason, seconds, "wire")
                banned.append(person.id)
            except ApiError:
                failed.append(person.id)
        if not banned:
            raise ApiError(400, 500_000, "Failed to ban users")
        return {"banned_users": banned, "failed_users": failed}

    def unban(self, by: Person, guild: Guild, person: Person) -> None:
        """Let a person in again; 10026 when it wasn't banned."""
        if not self._ground.guild_permissions(guild, by.id) & Permission.BAN_MEMBERS:
            raise missing_permissions()
        if person.id not in guild.bans:
            raise unknown("Ban")
        del guild.bans[person.id]
        self._tell_ban("GUILD_BAN_REMOVE", guild, person)

    def ban_json(self, guild: Guild, person_id: str) -> Json:
        """Return the Ban object; 10026 when there is none."""
        if person_id not in guild.bans:
            raise unknown("Ban")
        return {"reason": guild.bans[person_id], "user": self._ground.people.get(person_id).as_user()}

    def _require(self, by: Person, guild: Guild, person_id: str, right: int) -> None:
        """Raise 50013 without the right, or when the other isn't below oneself."""
        if not self._ground.guild_permissions(guild, by.id) & right:
            raise missing_permissions()
        if person_id == by.id or (person_id in guild.members and not outranks(guild, by.id, person_id)):
            raise missing_permissions()

    def _rename(self, by: Person, guild: Guild, member: Member, nick: str | None) -> None:
        if nick is not None and len(nick) > 32:
            raise invalid_field("nick", "BASE_TYPE_MAX_LENGTH", "Must be 32 or fewer in length.")
        if member.person.id == by.id:
            own = Permission.CHANGE_NICKNAME | Permission.MANAGE_NICKNAMES
            if not self._ground.guild_permissions(guild, by.id) & own:
                raise missing_permissions()
        else:
            self._require(by, guild, member.person.id, Permission.MANAGE_NICKNAMES)
        member.nick = nick or None

    def _time_out(self, by: Person, guild: Guild, member: Member, until: str | None) -> None:
        field = "communication_disabled_until"
        moment = parse_iso(until) if until else None
        if until and moment is None:
            raise invalid_field(field, "DATE_TIME_TYPE_PARSE", "Could not parse it. Should be ISO8601.")
        if moment is not None and moment > self._ground.clock() + LONGEST_TIMEOUT:
            raise invalid_field(field, "COMMUNICATION_DISABLED_TIMEOUT_EXPIRY", "At most 28 days ahead.")
        self._require(by, guild, member.person.id, Permission.MODERATE_MEMBERS)
        if in_guild(guild, member.person.id) == ALL:
            raise missing_permissions()
        member.timed_out_until = moment

    def _set_roles(self, by: Person, guild: Guild, member: Member, roles: list[str]) -> None:
        for role_id in [one for one in {*roles, *member.roles} if (one in roles) != (one in member.roles)]:
            self._roles.give(by, guild, member.person.id, role_id, have=role_id in roles)

    def _sweep(self, guild: Guild, person: Person, seconds: int) -> None:
        oldest = self._ground.clock() - seconds
        for channel in [one for one in self._ground.channels.values() if one.guild_id == guild.id]:
            mine = [one.id for one in channel.messages.values() if one.by.id == person.id]
            gone = [one for one in mine if seconds and unix_seconds(one) >= oldest]
            for one in gone:
                del channel.messages[one]
            if gone:
                data: Json = {"ids": gone, "channel_id": channel.id, "guild_id": guild.id}
                audience = self._ground.audience(channel)
                self._ground.emit(Event("MESSAGE_DELETE_BULK", data, audience, Intent.GUILD_MESSAGES))

    def _tell_ban(self, name: str, guild: Guild, person: Person) -> None:
        data: Json = {"guild_id": guild.id, "user": person.as_user()}
        told = frozenset(one for one in guild.members if self._ground.guild_permissions(guild, one) & _SEES_BANS)
        self._ground.emit(Event(name, data, told, Intent.GUILD_MODERATION))
