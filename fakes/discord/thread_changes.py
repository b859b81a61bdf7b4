"""Threads and forum posts as people make and change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.channel import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    FORUM,
    PINNED,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    REQUIRE_TAG,
    TEXT,
    Channel,
    ThreadState,
)
from fakes.discord.channel_fields import ARCHIVE_MINUTES, MAX_APPLIED_TAGS, check_name, chosen, slow_mode
from fakes.discord.drafts import read_draft, refuse_empty
from fakes.discord.errors import ApiError, FieldErrors, missing_permissions
from fakes.discord.fields import Fields
from fakes.discord.message import DEFAULT, REPLY, THREAD_CREATED, THREAD_STARTER
from fakes.discord.permissions import Permission
from fakes.discord.threads import state_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fakes.discord.channels import Channels
    from fakes.discord.ground import Ground
    from fakes.discord.message import Message
    from fakes.discord.messages import Messages
    from fakes.discord.multipart import Part
    from fakes.discord.people import Person
    from fakes.discord.shapes import Cause, Json
    from fakes.discord.threads import Threads

MAX_ACTIVE = 1000
_DEFAULT_MINUTES = 4320
_WRONG_TYPE = "Cannot execute action on this channel type"


class ThreadChanges:
    """Starts threads by each of the three ways, and changes them."""

    def __init__(self, ground: Ground, channels: Channels, threads: Threads, messages: Messages) -> None:
        self._ground = ground
        self._channels = channels
        self._threads = threads
        self._messages = messages

    def from_message(self, person: Person, parent: Channel, message: Message, body: Json) -> Channel:
        """Start a public thread from a message, whose id it takes; 160004 when the message has one."""
        if parent.type not in (TEXT, ANNOUNCEMENT):
            raise ApiError(400, 50024, _WRONG_TYPE)
        self._channels.require(person, parent, Permission.CREATE_PUBLIC_THREADS)
        if message.kind not in (DEFAULT, REPLY):
            raise ApiError(400, 50068, "Invalid message type")
        if message.thread is not None:
            raise ApiError(400, 160004, "A thread has already been created for this message")
        channel = self._opened(person, parent, _public_in(parent), body, message.id)
        message.thread = channel
        self._threads.announce(channel)
        self._messages.show_again(parent, message)
        reference = {"type": 0, "message_id": message.id, "channel_id": parent.id, "guild_id": parent.guild_id}
        self._messages.post_system(channel, person, THREAD_STARTER, reference=reference)
        return channel

    def without_message(self, person: Person, parent: Channel, body: Json) -> Channel:
        """Start a thread of its own: a private one unless ``type`` says otherwise."""
        if parent.type not in (TEXT, ANNOUNCEMENT):
            raise ApiError(400, 50024, _WRONG_TYPE)
        kind = self._kind(parent, body)
        private = kind == PRIVATE_THREAD
        right = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
        self._channels.require(person, parent, right)
        channel = self._opened(person, parent, kind, body, self._ground.ids.mint())
        state_of(channel).members[person.id] = self._ground.clock()
        self._threads.announce(channel)
        if not private:
            reference = {"type": 0, "channel_id": channel.id, "guild_id": parent.guild_id}
            self._messages.post_system(parent, person, THREAD_CREATED, channel.name, reference)
        return channel

    def in_forum(
        self, person: Person, parent: Channel, body: Json, parts: Sequence[Part], cause: Cause
    ) -> tuple[Channel, Message]:
        """Open a forum's post with its first message, which has the thread's id."""
        self._channels.require(person, parent, Permission.SEND_MESSAGES)
        first = body.get("message")
        draft = read_draft(first if isinstance(first, dict) else {}, parts)
        refuse_empty(draft)
        self._channels.require_pace(person, parent)
        channel = self._opened(person, parent, PUBLIC_THREAD, body, self._ground.ids.mint())
        state_of(channel).members[person.id] = self._ground.clock()
        self._threads.announce(channel)
        parent.last_message_id = channel.id
        message = self._messages.post(
            channel, draft, person.as_author(), person.as_user(), cause, message_id=channel.id
        )
        return channel, message

    def for_webhook(self, person: Person, parent: Channel, owner_id: str, body: Json) -> Channel:
        """Open a forum's post for a webhook, whose maker's rights count; the first message comes after it."""
        channel = self._opened(person, parent, PUBLIC_THREAD, body, self._ground.ids.mint())
        state_of(channel).owner_id = owner_id
        self._threads.announce(channel)
        parent.last_message_id = channel.id
        return channel

    def update(self, person: Person, channel: Channel, body: Json) -> None:
        """Change a thread; a sleeping one can only be woken, a locked one by moderators."""
        thread, errors = state_of(channel), FieldErrors()
        fields = Fields(body, errors)
        self._require_change(person, channel, body)
        name = fields.text("name")
        if "name" in body:
            check_name(name, errors)
        minutes = chosen(fields, errors, "auto_archive_duration", thread.auto_archive_minutes, ARCHIVE_MINUTES)
        seconds = slow_mode(fields, errors, channel.slow_mode)
        archived, locked = (fields.flag(one, default=bool(getattr(thread, one))) for one in ("archived", "locked"))
        thread_flags = self._flags(channel, fields)
        tags = self._tags(person, channel, fields, errors) if "applied_tags" in body else thread.applied_tags
        invitable = fields.flag("invitable", default=thread.invitable)
        errors.raise_if_any()
        channel.name, channel.slow_mode, channel.flags = name or channel.name, seconds, thread_flags
        if archived != thread.archived:
            thread.changed_at = self._ground.clock()
        thread.auto_archive_minutes, thread.archived, thread.locked = minutes, archived, locked
        thread.applied_tags, thread.invitable = tags, invitable
        self._threads.tell("THREAD_UPDATE", channel)

    def _require_change(self, person: Person, channel: Channel, body: Json) -> None:
        thread = state_of(channel)
        bits = self._ground.permissions(channel, person.id)
        if bits & Permission.MANAGE_THREADS:
            return
        only_wakes = set(body) <= {"archived"} and body.get("archived") is False
        if thread.archived and (thread.locked or not only_wakes):
            raise ApiError(400, 50083, "Thread is archived")
        may_wake = only_wakes and bits & Permission.SEND_MESSAGES
        owns = thread.owner_id == person.id and not {"locked", "rate_limit_per_user", "flags"} & set(body)
        if not may_wake and not owns:
            raise missing_permissions()

    def _flags(self, channel: Channel, fields: Fields) -> int:
        flags = fields.integer("flags", channel.flags)
        parent = self._channels.get(channel.parent_id or "")
        if flags & PINNED and not channel.flags & PINNED:
            if parent.type != FORUM:
                raise ApiError(400, 50024, _WRONG_TYPE)
            if any(one.flags & PINNED for one in self._threads.under(parent)):
                raise ApiError(400, 30047, "Maximum number of pinned threads in a forum channel has been reached (1)")
        return flags

    def _kind(self, parent: Channel, body: Json) -> int:
        errors = FieldErrors()
        allowed = (PUBLIC_THREAD, PRIVATE_THREAD) if parent.type == TEXT else (ANNOUNCEMENT_THREAD,)
        kind = chosen(Fields(body, errors), errors, "type", allowed[-1], allowed)
        errors.raise_if_any()
        return kind

    def _opened(self, person: Person, parent: Channel, kind: int, body: Json, channel_id: str) -> Channel:
        """Make the thread's channel; nobody is told yet."""
        errors = FieldErrors()
        fields = Fields(body, errors)
        name = fields.text("name")
        check_name(name, errors)
        usual = parent.more.get("default_auto_archive_duration", _DEFAULT_MINUTES)
        minutes = chosen(fields, errors, "auto_archive_duration", usual, ARCHIVE_MINUTES)
        seconds = slow_mode(fields, errors, parent.more.get("default_thread_rate_limit_per_user", 0))
        now = self._ground.clock()
        thread = ThreadState(person.id, now, minutes, now, invitable=fields.flag("invitable", default=True))
        channel = Channel(channel_id, kind, parent.guild_id, (name or "").strip(), parent_id=parent.id, thread=thread)
        channel.slow_mode = seconds
        if parent.type == FORUM:
            thread.applied_tags = self._tags(person, channel, fields, errors)
        errors.raise_if_any()
        awake = [one for one in self._threads.under(parent) if not state_of(one).archived]
        if len(awake) >= MAX_ACTIVE:
            raise ApiError(400, 160006, "Maximum number of active threads reached", refusal=True)
        self._ground.channels[channel.id] = parent.threads[channel.id] = channel
        return channel

    def _tags(self, person: Person, channel: Channel, fields: Fields, errors: FieldErrors) -> list[str]:
        parent = self._channels.get(channel.parent_id or "")
        wanted, offered = (
            fields.texts("applied_tags"),
            {one["id"]: one for one in parent.more.get("available_tags", [])},
        )
        if len(wanted) > MAX_APPLIED_TAGS:
            errors.add("applied_tags", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_APPLIED_TAGS} or fewer in length.")
        if not wanted and parent.flags & REQUIRE_TAG:
            raise ApiError(400, 40067, "A tag is required to create a forum post in this channel")
        if any(one not in offered for one in wanted):
            raise ApiError(404, 10087, "Unknown tag")
        if any(offered[one]["moderated"] for one in wanted):
            self._channels.require(person, parent, Permission.MANAGE_THREADS)
        return wanted


def _public_in(parent: Channel) -> int:
    return ANNOUNCEMENT_THREAD if parent.type == ANNOUNCEMENT else PUBLIC_THREAD


def listing(threads: list[Channel], person: Person, limit: int, shown: Any) -> Json:
    """Return the body of a listing of archived threads: ``limit`` of them, and whether there are more."""
    page = threads[:limit]
    mine = [shown(one, person.id) for one in page if person.id in state_of(one).members]
    return {"threads": [one.as_json() for one in page], "members": mine, "has_more": len(threads) > limit}
