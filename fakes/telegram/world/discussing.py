"""Threads, and the group in which a channel's posts are discussed (https://core.telegram.org/api/discussion)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened
from fakes.telegram.world.ground import Ground, place_of
from fakes.telegram.world.messages import Forwarded, Message

if TYPE_CHECKING:
    from fakes.telegram.world.chats import Chat
    from fakes.telegram.world.messages import Draft, Place
    from fakes.telegram.world.people import Person


class Discussing(Ground):
    """Every post of a linked channel is copied into its group, where it begins a thread: the post's comments."""

    def discuss_in(self, channel: Chat, group: Chat | None, by: Person) -> None:
        """Link a channel to a group, or (None) to none; either has one link at most.

        Raise BROADCAST_ID_INVALID, MEGAGROUP_ID_INVALID, LINK_NOT_MODIFIED or CHAT_ADMIN_REQUIRED.
        """
        self._check_linkable(channel, group, by)
        others = [chat for chat in (group, self.partner(channel), self.partner(group)) if chat is not None]
        for chat in (channel, *others):
            chat.linked_to = None
        if group is not None:
            channel.linked_to, group.linked_to = group.id, channel.id
        for chat in dict.fromkeys([channel, *others]):
            self._tell(Happened("rights", place_of(chat), by))

    def _check_linkable(self, channel: Chat, group: Chat | None, by: Person) -> None:
        if not channel.broadcast:
            raise WorldError(400, "BROADCAST_ID_INVALID", f"{channel.title} is no channel")
        if group is not None and (group.kind != "supergroup" or group.broadcast or group.forum):
            raise WorldError(400, "MEGAGROUP_ID_INVALID", f"{group.title} can't be a discussion group")
        if self.partner(channel) is group:
            raise WorldError(400, "LINK_NOT_MODIFIED", "it is so already")
        for chat, right in ((channel, "change_info"), (group, "pin_messages")):
            if chat is not None and not chat.may(by, right):
                raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{by.name} lacks the right {right} in {chat.title}")

    def partner(self, chat: Chat | None) -> Chat | None:
        """Return the group of a channel, or the channel of a group."""
        return None if chat is None or chat.linked_to is None else self.chats.find(chat.linked_to)

    def thread(self, root: Message) -> list[Message]:
        """Return what is there of the thread that a message begins, oldest first."""
        return [each for each in map(self.message, root.thread_refs) if not each.deleted]

    def copy_of(self, post: Message) -> Message | None:
        """Return the message under which a channel's post is discussed."""
        return None if post.copy_ref is None else self.message(post.copy_ref)

    def _thread_for(self, place: Place, draft: Draft) -> int | None:
        """Return the message with which the thread of a supergroup's answer begins."""
        if place.kind != "supergroup" or draft.reply_to is None or draft.answers_elsewhere:
            return None
        answered = self.message(draft.reply_to)
        return answered.thread or answered.ref

    def _copy(self, author: Person, post: Message) -> None:
        """Put a channel's post into its group, in the channel's name and pinned."""
        channel = self.chat_of(post.place) if post.place.kind == "supergroup" else None
        group = self.partner(channel) if channel is not None and channel.broadcast else None
        if channel is None or group is None:
            return
        number = channel.box.number(post.ref) or 0
        source = Forwarded(None, channel.title, post.date, chat_id=channel.id, post=number, is_copy=True)
        copy = Message(
            self.next_ref,
            place_of(group),
            post.author_id,
            self.now,
            post.text,
            post.entities,
            media=post.media,
            album=post.album,
            forwarded=source,
            speaks_as=channel.id,
        )
        post.copy_ref = copy.ref
        self._tell(self._post(author, copy))
        change = group.box.pin([copy.ref], self._clock(), pinned=True)
        self._tell(Happened("pin", copy.place, author, (copy,), ((group, change),)))
