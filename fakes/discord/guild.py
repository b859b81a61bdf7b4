"""A guild with its roles and members as they are kept, and the objects that show them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fakes.discord.moments import iso

if TYPE_CHECKING:
    from fakes.discord.expressions import Emoji, Sticker
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json


@dataclass(slots=True)
class Role:
    """A role; the one whose id is the guild's is ``@everyone``."""

    id: str
    name: str
    permissions: int
    position: int = 0
    bot_id: str | None = None
    color: int = 0
    hoist: bool = False
    mentionable: bool = False

    def as_json(self) -> Json:
        """Return the Role object."""
        role: Json = {
            "id": self.id,
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": self.color,
            "colors": {"primary_color": self.color, "secondary_color": None, "tertiary_color": None},
            "hoist": self.hoist,
            "managed": self.bot_id is not None,
            "mentionable": self.mentionable,
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
    """A guild; ``channels`` holds ids in the order of their making, ``bans`` the reason by person."""

    id: str
    name: str
    owner_id: str
    scope: str
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    channels: list[str] = field(default_factory=list)
    bans: dict[str, str | None] = field(default_factory=dict)
    unavailable: bool = False
    emojis: dict[str, Emoji] = field(default_factory=dict)
    stickers: dict[str, Sticker] = field(default_factory=dict)
    settings: Json = field(default_factory=dict)
    """What differs from a fresh guild's settings, as the API names it."""

    def as_json(self) -> Json:
        """Return the Guild object as REST gives it."""
        return self.profile() | {
            "roles": [role.as_json() for role in self.roles.values()],
            "emojis": [one.as_json() for one in self.emojis.values()],
            "stickers": [one.as_json() for one in self.stickers.values()],
        }

    def profile(self) -> Json:
        """Return the Guild object's plain fields, without what there are many of."""
        fixed: Json = dict.fromkeys(_NULLS) | _PLAIN
        return fixed | self.settings | {"id": self.id, "name": self.name, "owner_id": self.owner_id, "features": []}


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
    "home_header",
    "incidents_data",
    "max_presences",
)
_PLAIN: Json = {
    "afk_timeout": 300,
    "default_message_notifications": 0,
    "explicit_content_filter": 0,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "mfa_level": 0,
    "nsfw": False,
    "nsfw_level": 0,
    "preferred_locale": "en-US",
    "region": "deprecated",
    "premium_progress_bar_enabled": False,
    "premium_subscription_count": 0,
    "premium_tier": 0,
    "system_channel_flags": 0,
    "verification_level": 0,
    "widget_enabled": False,
}
