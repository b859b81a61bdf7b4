"""Messages: send, edit, delete, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from fakes.control import Author, Record
from fakes.discord.borrowed import borrowed
from fakes.discord.drafts import Draft, refuse_empty
from fakes.discord.errors import ApiError, invalid_field, missing_access, not_the_author, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.history import Side, slice_of
from fakes.discord.mentions import Mentions, find_mentions, names_in
from fakes.discord.message import UNDELETABLE, Message, message_json, witnessed
from fakes.discord.message_rules import SUPPRESS_EMBEDS, as_written, needed, refuse_bulk, refuse_fixed
from fakes.discord.permissions import Permission
from fakes.discord.snowflake import unix_seconds
from fakes.discord.voice_messages import check_voice

if TYPE_CHECKING:
    from fakes.discord.attachments import Attachment, Attachments
    from fakes.discord.channels import Channel, Channels
    from fakes.discord.ground import Ground
    from fakes.discord.people import Person
    from fakes.discord.shapes import Cause, Json
    from fakes.discord.threads import Threads

_NONCE_SECONDS = 300.0


class Messages:
    """Everything that happens to messages, whoever orders it."""

    def __init__(self, ground: Ground, channels: Channels, threads: Threads, attachments: Attachments) -> None:
        self._ground = ground
        self._channels = channels
        self._threads = threads
        self._attachments = attachments

    def get(self, channel: Channel, message_id: str) -> Message:
        """Return a message of a channel; 10008 when it isn't there."""
        message = channel.messages.get(message_id)
        if message is None:
            raise unknown("Message")
        return message

    def send(self, person: Person, channel: Channel, draft: Draft, cause: Cause) -> Message:
        """Post a person's message; the same nonce with ``enforce_nonce`` gives the first message again."""
        self._channels.require(person, channel, Permission.SEND_MESSAGES)
        self._channels.require(person, channel, needed(draft))
        refuse_empty(draft)
        again = self._same_nonce(person, channel, draft)
        if again is None:
            self._channels.require_pace(person, channel)
        return again or self.post(channel, draft, person.as_author(), person.as_user(), cause)

    def post(
        self,
        channel: Channel,
        draft: Draft,
        by: Author,
        user: Json,
        cause: Cause,
        webhook_id: str = "",
        message_id: str = "",
    ) -> Message:
        """Add a message of any author to a channel and tell everybody who can see it."""
        self._threads.open_for(channel, by)
        check_voice(draft)
        replied = self._replied_to(channel, draft, by)
        mentions = self._allowed(channel, draft, by, find_mentions(draft.content, draft.allowed_mentions))
        message = Message(
            id=message_id or self._ground.ids.mint(),
            channel_id=channel.id,
            by=by,
            user=user,
            mentions=self._mentioned(mentions, replied, draft),
            mention_roles=mentions.roles,
            mention_everyone=mentions.everyone,
            reply_to=replied.id if replied else "",
            webhook_id=webhook_id,
            attachments=self._attachments.take(channel, draft.files, []),
            **borrowed(self._ground, channel, draft, by.id),
            **as_written(draft),
        )
        self.add(channel, message, cause)
        return message

    def add(self, channel: Channel, message: Message, cause: Cause) -> None:
        """Put a message into a channel, tell everybody who can see it, and witness it."""
        self._add(channel, message)
        self._witness("message", cause, channel, message, message.by, message.reply_to)

    def post_system(
        self,
        channel: Channel,
        person: Person,
        kind: int,
        content: str = "",
        reference: Json | None = None,
        mentions: list[Person] | None = None,
        embeds: list[Json] | None = None,
    ) -> Message:
        """Add what Discord itself says about a person's deed; ``kind`` is the message's type. It isn't witnessed."""
        message = Message(
            id=self._ground.ids.mint(),
            channel_id=channel.id,
            by=person.as_author(),
            user=person.as_user(),
            content=content,
            embeds=embeds or [],
            components=[],
            mentions=mentions or [],
            mention_roles=(),
            mention_everyone=False,
            kind=kind,
            reference=reference,
        )
        self._add(channel, message)
        return message

    def show_again(self, channel: Channel, message: Message) -> None:
        """Tell everybody what a message looks like now, although nobody edited it."""
        self._emit("MESSAGE_UPDATE", channel, message)

    def _add(self, channel: Channel, message: Message) -> None:
        channel.messages[message.id] = message
        channel.last_message_id = message.id
        if message.poll is not None:
            message.poll.ends_at = self._ground.clock() + message.poll.hours * 3600
            self._ground.on_poll(channel, message)
        self._threads.wrote(channel, message)
        self._emit("MESSAGE_CREATE", channel, message)

    def edit(self, person: Person, channel: Channel, message_id: str, draft: Draft, cause: Cause) -> Message:
        """Change one's own message; anybody else may with MANAGE_MESSAGES suppress its embeds."""
        message = self.get(channel, message_id)
        others = message.webhook_id or message.by.id != person.id
        if others and draft.given == {"flags"}:
            self._channels.require(person, channel, Permission.MANAGE_MESSAGES)
            message.flags = message.flags & ~SUPPRESS_EMBEDS | draft.flags & SUPPRESS_EMBEDS
            self.show_again(channel, message)
            return message
        if others:
            raise not_the_author()
        return self.change(channel, message, draft, cause)

    def change(self, channel: Channel, message: Message, draft: Draft, cause: Cause) -> Message:
        """Change a message's given fields; the answer and the event carry the same ``edited_timestamp``."""
        refuse_fixed(message)
        changed = [name for name in ("content", "embeds", "components") if name in draft.given]
        after = {name: getattr(draft if name in changed else message, name) for name in ("content", "embeds")}
        attachments = self._attachments_after(channel, message, draft)
        if not any(after.values()) and not message.components and not attachments:
            refuse_empty(Draft())
        message.attachments = attachments
        for name in changed:
            setattr(message, name, getattr(draft, name))
        if "content" in changed:
            mentions = find_mentions(message.content, draft.allowed_mentions)
            message.mentions = self._mentioned(mentions, None, draft)
        if "flags" in draft.given:
            message.flags = message.flags & ~SUPPRESS_EMBEDS | draft.flags & SUPPRESS_EMBEDS
        message.edited_at = self._ground.clock()
        self._emit("MESSAGE_UPDATE", channel, message)
        self._witness("edit", cause, channel, message, message.by, message.id)
        return message

    def delete(self, person: Person, channel: Channel, message_id: str, cause: Cause) -> None:
        """Remove one's own message, or anybody's with MANAGE_MESSAGES."""
        message = self.get(channel, message_id)
        if message.kind in UNDELETABLE:
            raise ApiError(403, 50021, "Cannot execute action on a system message")
        if message.by.id != person.id or message.webhook_id:
            self._channels.require(person, channel, Permission.MANAGE_MESSAGES)
        self.remove(channel, message, person.as_author(), cause)

    def remove(self, channel: Channel, message: Message, by: Author, cause: Cause) -> None:
        """Remove a message and tell everybody who can see the channel."""
        del channel.messages[message.id]
        self._announce("MESSAGE_DELETE", channel, {"id": message.id, "channel_id": channel.id})
        self._witness("delete", cause, channel, message, by, message.id)

    def bulk_delete(self, person: Person, channel: Channel, ids: list[str], cause: Cause) -> None:
        """Remove 2 to 100 messages at once; ids of messages that are gone already are passed over."""
        if not channel.guild_id:
            raise ApiError(400, 50003, "Cannot execute action on a DM channel")
        self._channels.require(person, channel, Permission.MANAGE_MESSAGES)
        if not 2 <= len(ids) <= 100:
            raise invalid_field("messages", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.")
        refuse_bulk(ids, self._ground.clock())
        gone = [channel.messages.pop(one) for one in ids if one in channel.messages]
        self._announce("MESSAGE_DELETE_BULK", channel, {"ids": [m.id for m in gone], "channel_id": channel.id})
        for message in gone:
            self._witness("delete", cause, channel, message, person.as_author(), message.id)

    def history(
        self, person: Person, channel: Channel, limit: int, anchor: str = "", side: Side = "before"
    ) -> list[Message]:
        """Return up to ``limit`` messages, newest first, before, after or around the anchor's id.

        Who may not read the history gets an empty list, as Discord answers.
        """
        if not self._ground.permissions(channel, person.id) & Permission.READ_MESSAGE_HISTORY:
            return []
        return slice_of(channel.messages, limit, anchor, side)

    def _attachments_after(self, channel: Channel, message: Message, draft: Draft) -> list[Attachment]:
        kept = [] if "attachments" in draft.given else message.attachments
        return [*kept, *self._attachments.take(channel, draft.files, message.attachments)]

    def _same_nonce(self, person: Person, channel: Channel, draft: Draft) -> Message | None:
        if draft.nonce is None or not draft.enforce_nonce:
            return None
        oldest = self._ground.clock() - _NONCE_SECONDS
        mine = (one for one in channel.messages.values() if one.by.id == person.id and one.nonce == draft.nonce)
        return next((one for one in mine if unix_seconds(one.id) >= oldest), None)

    def _replied_to(self, channel: Channel, draft: Draft, by: Author) -> Message | None:
        if not draft.reply_to:
            return None
        replied = channel.messages.get(draft.reply_to)
        if replied is None and draft.reply_must_exist:
            raise invalid_field("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        if not self._ground.permissions(channel, by.id) & Permission.READ_MESSAGE_HISTORY:
            raise ApiError(403, 160002, "Cannot reply without permission to read message history")
        return replied

    def _allowed(self, channel: Channel, draft: Draft, by: Author, found: Mentions) -> Mentions:
        if by.via == "webhook" or not found.everyone:
            return found
        may = self._ground.permissions(channel, by.id) & Permission.MENTION_EVERYONE
        return found if may else Mentions(found.persons, found.roles)

    def _mentioned(self, found: Mentions, replied: Message | None, draft: Draft) -> list[Person]:
        ids = list(found.persons)
        pings = draft.allowed_mentions is None or draft.allowed_mentions.replied_user
        if replied is not None and pings and replied.by.id not in ids:
            ids.append(replied.by.id)
        return [person for one in ids if (person := self._ground.people.find(one)) is not None]

    def _emit(self, name: str, channel: Channel, message: Message) -> None:
        data = message_json(channel, message)
        guild = self._ground.guild_of(channel)
        if guild is not None and message.by.id in guild.members:
            data["member"] = guild.members[message.by.id].as_json(with_user=False)
        if message.nonce is not None and name == "MESSAGE_CREATE":
            data["nonce"] = message.nonce
        own = frozenset({message.by.id, *(person.id for person in message.mentions)})
        self._announce(name, channel, data, own)

    def _announce(self, name: str, channel: Channel, data: Json, own: frozenset[str] = frozenset()) -> None:
        if channel.guild_id:
            data["guild_id"] = channel.guild_id
        intent = Intent.GUILD_MESSAGES if channel.guild_id else Intent.DIRECT_MESSAGES
        self._ground.emit(Event(name, data, self._ground.audience(channel), intent, own))

    def _witness(
        self, kind: MessageFact, cause: Cause, channel: Channel, message: Message, by: Author, target: str
    ) -> None:
        self._ground.witness(
            Record(
                network="discord",
                kind=kind,
                cause=cause,
                place=channel.id,
                author=by,
                ref=message.id,
                target=target,
                text="" if kind == "delete" else message.content,
                scope=self._ground.scope_of(channel),
                detail=witnessed(channel, message) | self._named(channel, message),
            )
        )

    def _named(self, channel: Channel, message: Message) -> Json:
        """Return the names that a message's tags are shown by, where it has any."""
        ground, guild = self._ground, self._ground.guild_of(channel)

        def person(id_: str) -> str | None:
            found = ground.people.find(id_)
            return found.as_author().name if found else None

        def role(id_: str) -> str | None:
            return f"@{guild.roles[id_].name}" if guild and id_ in guild.roles else None

        def place(id_: str) -> str | None:
            return f"#{ground.channels[id_].name}" if id_ in ground.channels else None

        names = names_in(message.content, person, role, place)
        return {"names": names} if names else {}


MessageFact = Literal["message", "edit", "delete"]


def require_history(ground: Ground, person: Person, channel: Channel) -> None:
    """Raise 50001 unless the person may read what was said before, as for fetching one message."""
    if not ground.permissions(channel, person.id) & Permission.READ_MESSAGE_HISTORY:
        raise missing_access()
