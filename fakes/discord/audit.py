"""The audit log: who changed what in a guild, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord.events import Event, Intent
from fakes.discord.permissions import Permission

if TYPE_CHECKING:
    from fakes.discord.ground import Ground
    from fakes.discord.guilds import Guild
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

ACTIONS = {
    "guild update": 1,
    "channel create": 10,
    "channel update": 11,
    "channel delete": 12,
    "overwrite create": 13,
    "overwrite update": 14,
    "overwrite delete": 15,
    "member kick": 20,
    "member ban": 22,
    "member unban": 23,
    "member update": 24,
    "member roles": 25,
    "bot add": 28,
    "role create": 30,
    "role update": 31,
    "role delete": 32,
    "invite create": 40,
    "invite delete": 42,
    "webhook create": 50,
    "webhook update": 51,
    "webhook delete": 52,
    "emoji create": 60,
    "emoji update": 61,
    "emoji delete": 62,
    "sticker create": 90,
    "sticker update": 91,
    "sticker delete": 92,
    "event create": 100,
    "event update": 101,
    "event delete": 102,
    "thread create": 110,
    "thread update": 111,
    "thread delete": 112,
}
MAX_REASON = 512


class AuditLog:
    """Entries of every guild, in the order of their making; without the changes' values."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._entries: dict[str, list[Json]] = {}

    def note(self, guild: Guild, by: Person, action: str, target: str, reason: str = "", **options: str) -> None:
        """Keep an entry, and tell those who may read the log; ``options`` are what some actions tell beside."""
        entry: Json = {
            "id": self._ground.ids.mint(),
            "user_id": by.id,
            "target_id": target,
            "action_type": ACTIONS[action],
            "changes": [],
        }
        if options:
            entry["options"] = options
        if reason:
            entry["reason"] = reason[:MAX_REASON]
        self._entries.setdefault(guild.id, []).append(entry)
        may_read = frozenset(
            one for one in guild.members if self._ground.guild_permissions(guild, one) & Permission.VIEW_AUDIT_LOG
        )
        data = entry | {"guild_id": guild.id}
        self._ground.emit(Event("GUILD_AUDIT_LOG_ENTRY_CREATE", data, may_read, Intent.GUILD_MODERATION))

    def entries(self, guild: Guild, *, person_id: str = "", action: int = 0) -> list[Json]:
        """Return a guild's entries, newest first, of one person or action if given."""
        found = reversed(self._entries.get(guild.id, []))
        return [
            one for one in found if person_id in ("", one["user_id"]) and (not action or action == one["action_type"])
        ]
