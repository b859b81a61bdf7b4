"""A channel as it is kept, and the Channel object that shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fakes.discord.moments import iso

if TYPE_CHECKING:
    from fakes.discord.message import Message
    from fakes.discord.shapes import Json

TEXT, DIRECT, VOICE, GROUP, CATEGORY, ANNOUNCEMENT = 0, 1, 2, 3, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
STAGE, DIRECTORY, FORUM, MEDIA = 13, 14, 15, 16
THREAD_TYPES = (ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)
WRITABLE_TYPES = (TEXT, DIRECT, VOICE, GROUP, ANNOUNCEMENT, *THREAD_TYPES)
ROLE_TARGET, MEMBER_TARGET = 0, 1
PINNED, REQUIRE_TAG = 1 << 1, 1 << 4
_MEMBERS_SHOWN = 50


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
class ThreadState:
    """What makes a channel a thread; ``members`` maps a person's id to when it joined (Unix seconds)."""

    owner_id: str
    created_at: float
    auto_archive_minutes: int
    changed_at: float
    starter_id: str = ""
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    message_count: int = 0
    total_sent: int = 0
    applied_tags: list[str] = field(default_factory=list)
    members: dict[str, float] = field(default_factory=dict)

    def as_json(self, *, private: bool) -> Json:
        """Return the fields that a thread has beside a channel's."""
        metadata: Json = {
            "archived": self.archived,
            "archive_timestamp": iso(self.changed_at),
            "auto_archive_duration": self.auto_archive_minutes,
            "locked": self.locked,
            "create_timestamp": iso(self.created_at),
        }
        return {
            "owner_id": self.owner_id,
            "thread_metadata": metadata | ({"invitable": self.invitable} if private else {}),
            "message_count": self.message_count,
            "member_count": min(len(self.members), _MEMBERS_SHOWN),
            "total_message_sent": self.total_sent,
        }


@dataclass(slots=True)
class Channel:
    """A channel; ``recipients`` are the ids of everybody in a direct message, ``threads`` those under it by id.

    ``more`` holds the settings that only some types have, as the API names them; ``pinned_at`` is when a message was
    pinned last, in Unix seconds.
    """

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
    nsfw: bool = False
    slow_mode: int = 0
    flags: int = 0
    owner_id: str = ""
    icon: str | None = None
    pinned_at: float | None = None
    thread: ThreadState | None = None
    threads: dict[str, Channel] = field(default_factory=dict)
    more: Json = field(default_factory=dict)
    written_at: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> Json:
        """Return the Channel object of a guild's channel or thread."""
        data: Json = {
            "id": self.id,
            "type": self.type,
            "guild_id": self.guild_id,
            "name": self.name,
            "parent_id": self.parent_id,
            "last_message_id": self.last_message_id,
            "last_pin_timestamp": None if self.pinned_at is None else iso(self.pinned_at),
            "rate_limit_per_user": self.slow_mode,
            "flags": self.flags,
        }
        return data | (self._thread_json(self.thread) if self.thread else self._place_json()) | self.more

    def _place_json(self) -> Json:
        return {
            "topic": self.topic,
            "position": self.position,
            "permission_overwrites": [one.as_json() for one in self.overwrites.values()],
            "nsfw": self.nsfw,
        }

    def _thread_json(self, thread: ThreadState) -> Json:
        data = thread.as_json(private=self.type == PRIVATE_THREAD)
        return data | ({"applied_tags": list(thread.applied_tags)} if thread.applied_tags else {})
