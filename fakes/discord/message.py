"""A message as it is kept, and the Message object that shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fakes.discord.guilds import iso
from fakes.discord.snowflake import unix_seconds

if TYPE_CHECKING:
    from fakes.control import Author
    from fakes.discord.attachments import Attachment
    from fakes.discord.channels import Channel
    from fakes.discord.expressions import Sticker
    from fakes.discord.people import Person
    from fakes.discord.polls import Poll
    from fakes.discord.shapes import Json

DEFAULT, REPLY = 0, 19
RECIPIENT_ADD, RECIPIENT_REMOVE, NAME_CHANGE, ICON_CHANGE = 1, 2, 4, 5
PINNED, USER_JOIN, FOLLOW_ADD, THREAD_CREATED, THREAD_STARTER = 6, 7, 12, 18, 21
POLL_RESULT = 46
UNDELETABLE = (RECIPIENT_ADD, RECIPIENT_REMOVE, 3, NAME_CHANGE, ICON_CHANGE, THREAD_STARTER)
HAS_THREAD = 1 << 5


@dataclass(slots=True)
class Message:
    """A message.

    ``user`` is the author's User object as it was, ``reactions`` maps an emoji to who reacted, and ``avatar_url`` is
    what a webhook's caller asked to be shown with. ``kind`` is the type of a system message, ``reference`` what such a
    message points at, and ``thread`` the one that was started from this message.
    """

    id: str
    channel_id: str
    by: Author
    user: Json
    content: str
    embeds: list[Json]
    components: list[Json]
    mentions: list[Person]
    mention_roles: tuple[str, ...]
    mention_everyone: bool
    reply_to: str = ""
    nonce: str | int | None = None
    webhook_id: str = ""
    avatar_url: str = ""
    tts: bool = False
    flags: int = 0
    edited_at: float | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    kind: int = DEFAULT
    reference: Json | None = None
    thread: Channel | None = None
    attachments: list[Attachment] = field(default_factory=list)
    bursts: dict[str, list[str]] = field(default_factory=dict)
    stickers: list[Sticker] = field(default_factory=list)
    poll: Poll | None = None
    snapshot: Json | None = None
    pinned_at: float | None = None


def message_json(channel: Channel, message: Message, viewer: str = "", *, nested: bool = True) -> Json:
    """Return the Message object; ``viewer`` decides the reactions' ``me``."""
    data: Json = {
        "id": message.id,
        "channel_id": channel.id,
        "type": message.kind or (REPLY if message.reply_to else DEFAULT),
        "author": message.user,
        "content": message.content,
        "timestamp": iso(unix_seconds(message.id)),
        "edited_timestamp": iso(message.edited_at) if message.edited_at is not None else None,
        "tts": message.tts,
        "mention_everyone": message.mention_everyone,
        "mentions": [person.as_user() for person in message.mentions],
        "mention_roles": list(message.mention_roles),
        "attachments": [one.as_json() for one in message.attachments],
        "embeds": message.embeds,
        "components": message.components,
        "pinned": message.pinned_at is not None,
        "flags": message.flags,
    }
    if message.webhook_id:
        data |= {"webhook_id": message.webhook_id}
    data |= _extras(message, viewer)
    if message.reply_to and nested:
        data |= _reference(channel, message)
    if message.reference is not None:
        data["message_reference"] = message.reference
    if message.thread is not None:
        data |= {"thread": message.thread.as_json(), "flags": message.flags | HAS_THREAD}
    return data


def _reference(channel: Channel, message: Message) -> Json:
    reference = {"type": 0, "channel_id": channel.id, "message_id": message.reply_to}
    if channel.guild_id:
        reference["guild_id"] = channel.guild_id
    replied = channel.messages.get(message.reply_to)
    nested = message_json(channel, replied, nested=False) if replied else None
    return {"message_reference": reference, "referenced_message": nested}


def _extras(message: Message, viewer: str) -> Json:
    data: Json = {}
    if message.reactions or message.bursts:
        kinds = dict.fromkeys((*message.reactions, *message.bursts))
        data["reactions"] = [_reaction(message, emoji, viewer) for emoji in kinds]
    if message.stickers:
        data["sticker_items"] = [one.as_item() for one in message.stickers]
    if message.poll is not None:
        data["poll"] = message.poll.as_json(viewer)
    if message.snapshot is not None:
        data["message_snapshots"] = [{"message": message.snapshot}]
    return data


def witnessed(channel: Channel, message: Message) -> Json:
    """Return what the witness tells of a message beside its text."""
    parts: Json = {
        "guild": channel.guild_id,
        "embeds": message.embeds,
        "files": [one.as_witnessed() for one in message.attachments],
        "stickers": [one.as_item() for one in message.stickers],
        "poll": message.poll.as_witnessed() if message.poll else None,
        "forward": message.reference | {"text": message.snapshot["content"]}
        if message.snapshot and message.reference
        else None,
        "avatar_url": message.avatar_url,
    }
    return {name: value for name, value in parts.items() if value}


def _reaction(message: Message, emoji: str, viewer: str) -> Json:
    who, burst = message.reactions.get(emoji, []), message.bursts.get(emoji, [])
    name, _, custom = emoji.partition(":")
    return {
        "emoji": {"id": custom or None, "name": name},
        "count": len(who) + len(burst),
        "count_details": {"normal": len(who), "burst": len(burst)},
        "burst_colors": [],
        "me": viewer in who,
        "me_burst": viewer in burst,
        "burst_me": viewer in burst,
        "burst_count": len(burst),
    }
