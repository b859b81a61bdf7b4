"""Threads as they live: who is in them, when they sleep and wake, how much was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord.channel import CATEGORY, THREAD_TYPES, WRITABLE_TYPES, Channel, ThreadState
from fakes.discord.errors import ApiError, missing_permissions, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.moments import iso
from fakes.discord.permissions import Permission
from fakes.discord.snowflake import unix_seconds

if TYPE_CHECKING:
    from fakes.control import Author
    from fakes.discord.channels import Channels
    from fakes.discord.ground import Ground
    from fakes.discord.guilds import Guild
    from fakes.discord.message import Message
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

MAX_MEMBERS = 1000
_NO_TEXT = "Cannot send messages in a non-text channel"


def state_of(channel: Channel) -> ThreadState:
    """Return what makes a channel a thread; 50024 when it is none."""
    if channel.thread is None:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    return channel.thread


def member_json(channel: Channel, person_id: str) -> Json:
    """Return the Thread Member object of somebody in a thread."""
    joined = state_of(channel).members[person_id]
    return {"id": channel.id, "user_id": person_id, "join_timestamp": iso(joined), "flags": 0}


class Threads:
    """All threads of a world."""

    def __init__(self, ground: Ground, channels: Channels) -> None:
        self._ground = ground
        self._channels = channels
        ground.on_sight = self._synced

    def under(self, parent: Channel) -> list[Channel]:
        """Return a channel's threads, newest first, each put to sleep if it is time."""
        for thread in parent.threads.values():
            self.doze(thread)
        return sorted(parent.threads.values(), key=lambda one: int(one.id), reverse=True)

    def active_for(self, guild: Guild, person: Person) -> list[Channel]:
        """Return a guild's threads that are awake and that a person may see."""
        parents = [one for one in self._channels.of(guild) if one.type != CATEGORY]
        return [
            thread
            for parent in parents
            for thread in self.under(parent)
            if not state_of(thread).archived and self._ground.permissions(thread, person.id) & Permission.VIEW_CHANNEL
        ]

    def open_for(self, channel: Channel, by: Author) -> None:
        """Raise unless a channel takes messages now; 50083 for a thread that is locked away."""
        if channel.type not in WRITABLE_TYPES:
            raise ApiError(400, 50008, _NO_TEXT)
        if channel.thread is None:
            return
        self.doze(channel)
        thread = channel.thread
        if thread.archived and thread.locked and not self._may_manage(channel, by.id):
            raise ApiError(400, 50083, "Thread is archived", refusal=True)

    def wrote(self, channel: Channel, message: Message) -> None:
        """Count a message in a thread, wake the thread, and take its author in."""
        thread = channel.thread
        if thread is None:
            return
        if thread.archived:
            self.set_archived(channel, archived=False)
        if message.kind == 0 and message.id != channel.id:
            thread.message_count += 1
            thread.total_sent += 1
        person = self._ground.people.find(message.by.id)
        if person is not None:
            self.add(channel, person)

    def doze(self, channel: Channel) -> None:
        """Archive a thread in which nothing has happened for as long as it wants."""
        thread = channel.thread
        if thread is None or thread.archived:
            return
        last = max(unix_seconds(channel.last_message_id or channel.id), thread.changed_at)
        if self._ground.clock() - last >= thread.auto_archive_minutes * 60:
            self.set_archived(channel, archived=True)

    def set_archived(self, channel: Channel, *, archived: bool) -> None:
        """Put a thread to sleep or wake it."""
        thread = state_of(channel)
        thread.archived, thread.changed_at = archived, self._ground.clock()
        self.tell("THREAD_UPDATE", channel)

    def join(self, channel: Channel, person: Person) -> None:
        """Let a person into a thread that it sees; 50083 when the thread is asleep."""
        self._require_awake(channel)
        self.add(channel, person)

    def take_in(self, channel: Channel, person: Person, by: Person) -> None:
        """Let somebody add another member of the guild, who must be able to see the parent."""
        self._require_awake(channel)
        self._channels.require(by, channel, Permission.SEND_MESSAGES)
        thread, guild = state_of(channel), self._ground.guilds[channel.guild_id]
        if not thread.invitable and thread.owner_id != by.id and not self._may_manage(channel, by.id):
            raise missing_permissions()
        parent = self._channels.get(channel.parent_id or "")
        if person.id not in guild.members or not self._sees(parent, person.id):
            raise ApiError(403, 50001, "Missing Access")
        self.add(channel, person)

    def add(self, channel: Channel, person: Person) -> None:
        """Make a person a member; nothing happens when it is one."""
        thread = state_of(channel)
        if person.id in thread.members:
            return
        if len(thread.members) >= MAX_MEMBERS:
            raise ApiError(400, 30033, f"Max number of thread participants has been reached ({MAX_MEMBERS})")
        thread.members[person.id] = self._ground.clock()
        self._ground.emit(self._event("THREAD_CREATE", channel, frozenset({person.id}), {"newly_created": False}))
        self._tell_members(channel, added=[person.id])

    def remove(self, channel: Channel, person: Person, by: Person) -> None:
        """Let a person leave, or be removed by the thread's maker (private) or a moderator."""
        thread = state_of(channel)
        self._require_awake(channel)
        own = thread.owner_id == by.id and channel.type == 12
        if person.id != by.id and not own:
            self._channels.require(by, channel, Permission.MANAGE_THREADS)
        if person.id not in thread.members:
            raise unknown("Thread Member")
        # Told while it is still a member, or whoever leaves a private thread would never hear of it.
        del thread.members[person.id]
        self._tell_members(channel, removed=[person.id])

    def announce(self, channel: Channel) -> None:
        """Tell everybody who sees it that a thread was made."""
        self._ground.emit(
            self._event("THREAD_CREATE", channel, self._ground.audience(channel), {"newly_created": True})
        )

    def tell(self, name: str, channel: Channel) -> None:
        """Tell everybody who sees a thread that it changed."""
        self._ground.emit(self._event(name, channel, self._ground.audience(channel), {}))

    def delete(self, channel: Channel) -> None:
        """Remove a thread with all that was said in it."""
        audience = self._ground.audience(channel)
        del self._ground.channels[channel.id]
        parent = self._ground.channels.get(channel.parent_id or "")
        if parent is not None:
            del parent.threads[channel.id]
            if channel.id in parent.messages:
                parent.messages[channel.id].thread = None
        gone = {name: getattr(channel, name) for name in ("id", "guild_id", "parent_id", "type")}
        self._ground.emit(Event("THREAD_DELETE", gone, audience, Intent.GUILDS))

    def _synced(self, parent: Channel, person_id: str) -> None:
        """Tell somebody who has just come to see a channel which threads are awake in it."""
        awake = [one for one in self.under(parent) if not state_of(one).archived and self._sees(one, person_id)]
        if not awake:
            return
        mine = [member_json(one, person_id) for one in awake if person_id in state_of(one).members]
        data: Json = {
            "guild_id": parent.guild_id,
            "channel_ids": [parent.id],
            "threads": [one.as_json() for one in awake],
            "members": mine,
        }
        self._ground.emit(Event("THREAD_LIST_SYNC", data, frozenset({person_id}), Intent.GUILDS))

    def _event(self, name: str, channel: Channel, to: frozenset[str], more: Json) -> Event:
        if channel.type not in THREAD_TYPES:
            raise ApiError(400, 50024, "Cannot execute action on this channel type")
        return Event(name, channel.as_json() | more, to, Intent.GUILDS)

    def _tell_members(self, channel: Channel, added: list[str] | None = None, removed: list[str] | None = None) -> None:
        data: Json = {"id": channel.id, "guild_id": channel.guild_id, "member_count": len(state_of(channel).members)}
        guild = self._ground.guilds[channel.guild_id]
        if added:
            full = [member_json(channel, one) | {"member": guild.members[one].as_json()} for one in added]
            data["added_members"] = [one | {"presence": None} for one in full]
        if removed:
            data["removed_member_ids"] = removed
        # Without the intent for members a session hears only of itself; both are told by the same name.
        concerned = frozenset([*(added or ()), *(removed or ())])
        self._ground.emit(Event("THREAD_MEMBERS_UPDATE", data, concerned, Intent.GUILDS))
        others = self._ground.audience(channel) - concerned
        self._ground.emit(Event("THREAD_MEMBERS_UPDATE", data, others, Intent.GUILD_MEMBERS))

    def _require_awake(self, channel: Channel) -> None:
        state_of(channel)
        self.doze(channel)
        if state_of(channel).archived:
            raise ApiError(400, 50083, "Thread is archived")

    def _may_manage(self, channel: Channel, person_id: str) -> bool:
        return bool(self._ground.permissions(channel, person_id) & Permission.MANAGE_THREADS)

    def _sees(self, channel: Channel, person_id: str) -> bool:
        return bool(self._ground.permissions(channel, person_id) & Permission.VIEW_CHANNEL)
