"""Guilds with their roles and members."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fakes.control import Record
from fakes.discord.errors import unknown
from fakes.discord.events import Event, Intent
from fakes.discord.moments import iso as iso
from fakes.discord.permissions import EVERYONE_BY_DEFAULT

if TYPE_CHECKING:
    from fakes.discord.ground import Ground
    from fakes.discord.people import Person
    from fakes.discord.shapes import Cause, Json


@dataclass(slots=True)
class Role:
    """A role; the one whose id is the guild's is ``@everyone``."""

    id: str
    name: str
    permissions: int
    position: int = 0
    bot_id: str | None = None

    def as_json(self) -> Json:
        """Return the Role object."""
        role: Json = {
            "id": self.id,
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": self.bot_id is not None,
            "mentionable": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }
        return role | {"tags": {"bot_id": self.bot_id}} if self.bot_id else role


@dataclass(slots=True)
class Member:
    """A person's place in a guild."""

    person: Person
    joined_at: float
    roles: list[str] = field(default_factory=list)
    nick: str | None = None
    timed_out_until: float | None = None

    def as_json(self, *, with_user: bool = True) -> Json:
        """Return the Guild Member object; messages and typing events carry it without the user."""
        member: Json = {
            "roles": list(self.roles),
            "nick": self.nick,
            "avatar": None,
            "banner": None,
            "joined_at": iso(self.joined_at),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "communication_disabled_until": None if self.timed_out_until is None else iso(self.timed_out_until),
        }
        return {"user": self.person.as_user(), **member} if with_user else member


@dataclass(slots=True)
class Guild:
    """A guild; ``channels`` holds ids in the order of their making."""

    id: str
    name: str
    owner_id: str
    scope: str
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    channels: list[str] = field(default_factory=list)
    settings: Json = field(default_factory=dict)
    """What differs from a fresh guild's settings, as the API names it."""

    def as_json(self) -> Json:
        """Return the Guild object as REST gives it."""
        fixed: Json = dict.fromkeys(_NULLS) | _PLAIN
        return (
            fixed
            | self.settings
            | {
                "id": self.id,
                "name": self.name,
                "owner_id": self.owner_id,
                "roles": [role.as_json() for role in self.roles.values()],
                "emojis": [],
                "stickers": [],
                "features": [],
            }
        )


_NULLS = (
    "icon",
    "splash",
    "discovery_splash",
    "banner",
    "description",
    "afk_channel_id",
    "application_id",
    "widget_channel_id",
    "system_channel_id",
    "rules_channel_id",
    "public_updates_channel_id",
    "safety_alerts_channel_id",
    "vanity_url_code",
)
_PLAIN: Json = {
    "afk_timeout": 300,
    "default_message_notifications": 0,
    "explicit_content_filter": 0,
    "max_members": 500_000,
    "mfa_level": 0,
    "nsfw": False,
    "nsfw_level": 0,
    "preferred_locale": "en-US",
    "premium_progress_bar_enabled": False,
    "premium_subscription_count": 0,
    "premium_tier": 0,
    "system_channel_flags": 0,
    "verification_level": 0,
    "widget_enabled": False,
}


class Guilds:
    """Makes guilds and moves people in and out of them."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def get(self, guild_id: str) -> Guild:
        """Return a guild by id; 10004 when there is none."""
        guild = self._ground.guilds.get(guild_id)
        if guild is None:
            raise unknown("Guild")
        return guild

    def seen_by(self, person: Person, guild_id: str) -> Guild:
        """Return a guild that the person is in; to others it doesn't exist."""
        guild = self.get(guild_id)
        if person.id not in guild.members:
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
        return member

    def leave(self, guild: Guild, person: Person, cause: Cause) -> None:
        """Let a person go; it loses sight of the guild at once."""
        self.member(guild, person.id)
        del guild.members[person.id]
        gone: Json = {"id": guild.id, "unavailable": False}
        self._ground.emit(Event("GUILD_DELETE", gone, frozenset({person.id}), Intent.GUILDS))
        left: Json = {"guild_id": guild.id, "user": person.as_user()}
        self._ground.emit(Event("GUILD_MEMBER_REMOVE", left, frozenset(guild.members), Intent.GUILD_MEMBERS))
        self._witness_move(guild, person, cause, "leave")

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
        changed = member.as_json() | {"guild_id": guild.id}
        self._ground.emit(Event("GUILD_MEMBER_UPDATE", changed, frozenset(guild.members), Intent.GUILD_MEMBERS))

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
