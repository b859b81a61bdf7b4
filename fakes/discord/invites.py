"""Invites: made for a channel, worth so many uses for so long, taken by people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.discord.channel_fields import bounded
from fakes.discord.errors import ApiError, FieldErrors, missing_permissions, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.fields import Fields
from fakes.discord.moments import iso
from fakes.discord.permissions import Permission

if TYPE_CHECKING:
    from fakes.discord.channels import Channel, Channels
    from fakes.discord.ground import Ground
    from fakes.discord.guilds import Guild, Guilds
    from fakes.discord.people import Person
    from fakes.discord.shapes import Cause, Json

MAX_INVITES, MAX_AGE, MAX_USES = 1000, 604_800, 100
_DAY = 86_400
_ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 8


@dataclass(slots=True)
class Invite:
    """An invite; ``max_age`` in seconds and ``max_uses`` are endless at 0, ``made_at`` is Unix seconds."""

    code: str
    guild_id: str
    channel_id: str
    maker: Person
    max_age: int
    max_uses: int
    temporary: bool
    made_at: float
    uses: int = 0

    @property
    def ends_at(self) -> float | None:
        """Return when it expires, if it does."""
        return self.made_at + self.max_age if self.max_age else None

    def metadata(self) -> Json:
        """Return what only those who manage the guild see."""
        return {
            "uses": self.uses,
            "max_uses": self.max_uses,
            "max_age": self.max_age,
            "temporary": self.temporary,
            "created_at": iso(self.made_at),
        }


class Invites:
    """All invites by code."""

    def __init__(self, ground: Ground, guilds: Guilds, channels: Channels) -> None:
        self._ground = ground
        self._guilds = guilds
        self._channels = channels
        self._by_code: dict[str, Invite] = {}

    def get(self, code: str) -> Invite:
        """Return an invite that still works; 10006 for any other."""
        invite = self._by_code.get(code)
        if invite is None or self._is_spent(invite):
            raise unknown("Invite")
        return invite

    def of(self, guild: Guild) -> list[Invite]:
        """Return a guild's invites that still work."""
        return [one for one in self._by_code.values() if one.guild_id == guild.id and not self._is_spent(one)]

    def create(self, by: Person, channel: Channel, body: Json) -> Invite:
        """Make an invite, or return one that is the same unless it shall be ``unique``."""
        self._channels.require(by, channel, Permission.CREATE_INSTANT_INVITE)
        errors = FieldErrors()
        fields = Fields(body, errors)
        age = bounded(fields, errors, "max_age", _DAY, 0, MAX_AGE)
        uses = bounded(fields, errors, "max_uses", 0, 0, MAX_USES)
        temporary, unique = fields.flag("temporary"), fields.flag("unique")
        errors.raise_if_any()
        mine = self.of(self._ground.guilds[channel.guild_id])
        wanted = (channel.id, by.id, age, uses, temporary)
        for one in mine:
            if not unique and wanted == (one.channel_id, one.maker.id, one.max_age, one.max_uses, one.temporary):
                return one
        if len(mine) >= MAX_INVITES:
            raise ApiError(400, 30016, f"Maximum number of invites reached ({MAX_INVITES})", refusal=True)
        code = "".join(self._ground.rng.choices(_ALPHABET, k=_CODE_LENGTH))
        now = self._ground.clock()
        invite = Invite(code, channel.guild_id, channel.id, by, age, uses, temporary, now)
        self._by_code[code] = invite
        plain = {"code": code, "channel_id": channel.id, "guild_id": channel.guild_id, "inviter": by.as_user()}
        self._tell("INVITE_CREATE", invite, plain | invite.metadata())
        return invite

    def accept(self, person: Person, code: str, cause: Cause) -> Invite:
        """Let a person in; 20001 for bots, 40007 for the banned."""
        if person.bot:
            raise ApiError(403, 20001, "Bots cannot use this endpoint")
        invite = self.get(code)
        guild = self._ground.guilds[invite.guild_id]
        if person.id in guild.bans:
            raise ApiError(403, 40007, "The user is banned from this guild.")
        if person.id not in guild.members:
            invite.uses += 1
            self._guilds.join(guild, person, cause)
        return invite

    def delete(self, by: Person, invite: Invite) -> None:
        """Take an invite back; needs MANAGE_CHANNELS in its channel or MANAGE_GUILD."""
        guild = self._ground.guilds[invite.guild_id]
        channel = self._ground.channels.get(invite.channel_id)
        bits = self._ground.permissions(channel, by.id) if channel else 0
        if not (bits | self._ground.guild_permissions(guild, by.id) & Permission.MANAGE_GUILD) & (
            Permission.MANAGE_CHANNELS | Permission.MANAGE_GUILD
        ):
            raise missing_permissions()
        del self._by_code[invite.code]
        gone: Json = {"code": invite.code, "channel_id": invite.channel_id, "guild_id": invite.guild_id}
        self._tell("INVITE_DELETE", invite, gone)

    def as_json(self, invite: Invite, *, counts: bool = False, metadata: bool = False) -> Json:
        """Return the Invite object, with counts or what its makers see."""
        guild, channel = self._ground.guilds[invite.guild_id], self._ground.channels[invite.channel_id]
        shown = (
            "id",
            "name",
            "icon",
            "splash",
            "banner",
            "description",
            "verification_level",
            "features",
            "nsfw",
            "nsfw_level",
            "premium_subscription_count",
        )
        whole = guild.profile()
        data: Json = {
            "type": 0,
            "code": invite.code,
            "guild": {name: whole[name] for name in shown} | {"vanity_url_code": None},
            "guild_id": guild.id,
            "channel": {"id": channel.id, "name": channel.name, "type": channel.type},
            "inviter": invite.maker.as_user(),
            "expires_at": None if invite.ends_at is None else iso(invite.ends_at),
        }
        if counts:
            many = len(guild.members)
            data |= {"approximate_member_count": many, "approximate_presence_count": many}
        return data | invite.metadata() if metadata else data

    def _is_spent(self, invite: Invite) -> bool:
        gone = invite.guild_id not in self._ground.guilds or invite.channel_id not in self._ground.channels
        late = invite.ends_at is not None and self._ground.clock() >= invite.ends_at
        return gone or late or bool(invite.max_uses and invite.uses >= invite.max_uses)

    def _tell(self, name: str, invite: Invite, data: Json) -> None:
        guild = self._ground.guilds[invite.guild_id]
        channel = self._ground.channels.get(invite.channel_id)
        told = frozenset(
            one
            for one in guild.members
            if channel is not None and self._ground.permissions(channel, one) & Permission.MANAGE_CHANNELS
        )
        self._ground.emit(Event(name, data, told, Intent.GUILD_INVITES))
