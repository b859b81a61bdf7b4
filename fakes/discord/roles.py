"""Roles: made, changed, moved and removed by those who stand above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord.channel_fields import bounded
from fakes.discord.errors import ApiError, FieldErrors, missing_permissions, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.fields import Fields
from fakes.discord.guilds import Role
from fakes.discord.permissions import ALL, Permission, top_role

if TYPE_CHECKING:
    from fakes.discord.ground import Ground
    from fakes.discord.guilds import Guild, Guilds
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

MAX_ROLES = 250
_MOST_COLOR = 0xFFFFFF


class Roles:
    """Changes the roles of guilds."""

    def __init__(self, ground: Ground, guilds: Guilds) -> None:
        self._ground = ground
        self._guilds = guilds

    def get(self, guild: Guild, role_id: str) -> Role:
        """Return a role; 10011 when the guild has none of that id."""
        if role_id not in guild.roles:
            raise unknown("Role")
        return guild.roles[role_id]

    def create(self, by: Person, guild: Guild, body: Json) -> Role:
        """Make a role at the bottom, with @everyone's permissions unless others are given."""
        self._require(by, guild)
        if len(guild.roles) >= MAX_ROLES:
            raise ApiError(400, 30005, f"Maximum number of guild roles reached ({MAX_ROLES})", refusal=True)
        role = Role("", "new role", guild.roles[guild.id].permissions, 1)
        self._read(by, guild, role, body)
        role.id = self._ground.ids.mint()
        for other in guild.roles.values():
            other.position += other.id != guild.id
        guild.roles[role.id] = role
        self._tell("GUILD_ROLE_CREATE", guild, role)
        return role

    def update(self, by: Person, guild: Guild, role: Role, body: Json) -> None:
        """Change a role that stands below one's own."""
        self._require(by, guild, role)
        with self._ground.watching(guild, None if "permissions" in body else ()):
            self._read(by, guild, role, body)
            self._tell("GUILD_ROLE_UPDATE", guild, role)

    def delete(self, by: Person, guild: Guild, role: Role) -> None:
        """Remove a role from the guild and from everybody; 50028 for @everyone and for a bot's own."""
        self._require(by, guild, role)
        if role.id == guild.id or role.bot_id:
            raise ApiError(400, 50028, "Invalid role")
        del guild.roles[role.id]
        for member in guild.members.values():
            member.roles = [one for one in member.roles if one != role.id]
        for channel in guild.channels:
            self._ground.channels[channel].overwrites.pop(role.id, None)
        gone: Json = {"guild_id": guild.id, "role_id": role.id}
        self._ground.emit(Event("GUILD_ROLE_DELETE", gone, frozenset(guild.members), Intent.GUILDS))

    def move(self, by: Person, guild: Guild, rows: list[Fields], errors: FieldErrors) -> None:
        """Set the positions of several roles, none of which may stand above one's own before or after."""
        moves = [(row.snowflake("id") or "", bounded(row, errors, "position", 0, 0, 1 << 31)) for row in rows]
        errors.raise_if_any()
        for role_id, position in moves:
            self._require(by, guild, self.get(guild, role_id))
            if by.id != guild.owner_id and position >= top_role(guild, by.id)[0]:
                raise missing_permissions()
        for role_id, position in moves:
            guild.roles[role_id].position = position
            self._tell("GUILD_ROLE_UPDATE", guild, guild.roles[role_id])

    def give(self, by: Person, guild: Guild, person_id: str, role_id: str, *, have: bool = True) -> None:
        """Give a member a role or take it, if it stands below one's own."""
        member, role = self._guilds.member(guild, person_id), self.get(guild, role_id)
        self._require(by, guild, role)
        if role.bot_id:
            raise missing_permissions()
        if have == (role_id in member.roles):
            return
        with self._ground.watching(guild):
            member.roles = [*member.roles, role_id] if have else [one for one in member.roles if one != role_id]
            self._guilds.tell_member(guild, member)

    def _require(self, by: Person, guild: Guild, role: Role | None = None) -> None:
        """Raise 50013 without MANAGE_ROLES, and for a role that isn't below one's own."""
        if not self._ground.guild_permissions(guild, by.id) & Permission.MANAGE_ROLES:
            raise missing_permissions()
        if role is None or by.id == guild.owner_id or role.id == guild.id:
            return
        if (role.position, -int(role.id)) >= top_role(guild, by.id):
            raise missing_permissions()

    def _read(self, by: Person, guild: Guild, role: Role, body: Json) -> None:
        errors = FieldErrors()
        fields = Fields(body, errors)
        name = fields.text("name")
        if name is not None and not 1 <= len(name) <= 100:
            errors.add("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        bits = fields.integer("permissions", role.permissions)
        color = bounded(fields, errors, "color", role.color, 0, _MOST_COLOR)
        hoist = fields.flag("hoist", default=role.hoist)
        mentionable = fields.flag("mentionable", default=role.mentionable)
        errors.raise_if_any()
        if body.get("icon") or body.get("unicode_emoji"):
            raise ApiError(400, 50101, "This server needs more boosts to perform this action")
        if (bits ^ role.permissions) & ALL & ~self._ground.guild_permissions(guild, by.id):
            raise missing_permissions()
        role.name, role.permissions, role.color = name or role.name, bits, color
        role.hoist, role.mentionable = hoist, mentionable

    def _tell(self, name: str, guild: Guild, role: Role) -> None:
        data: Json = {"guild_id": guild.id, "role": role.as_json()}
        self._ground.emit(Event(name, data, frozenset(guild.members), Intent.GUILDS))
