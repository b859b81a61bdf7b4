"""Rules of messages that need no world: what a draft needs, what can't be edited, what may go in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.errors import ApiError, invalid_field
from fakes.discord.permissions import Permission
from fakes.discord.snowflake import is_snowflake, unix_seconds
from fakes.discord.voice_messages import VOICE_MESSAGE

if TYPE_CHECKING:
    from fakes.discord.drafts import Draft
    from fakes.discord.message import Message

SUPPRESS_EMBEDS = 1 << 2
KEPT_FLAGS = SUPPRESS_EMBEDS | 1 << 12 | VOICE_MESSAGE | 1 << 15
_BULK_DAYS = 14


def as_written(draft: Draft) -> dict[str, Any]:
    """Return the fields of a message that are as its author wrote them."""
    return {
        "content": draft.content,
        "embeds": draft.embeds,
        "components": draft.components,
        "nonce": draft.nonce,
        "avatar_url": draft.avatar_url or "",
        "tts": draft.tts,
    }


def needed(draft: Draft) -> int:
    """Return the rights that a draft's parts need beside sending."""
    parts = {
        Permission.ATTACH_FILES: draft.files,
        Permission.EMBED_LINKS: draft.embeds,
        Permission.SEND_POLLS: draft.poll,
        Permission.SEND_VOICE_MESSAGES: draft.flags & VOICE_MESSAGE,
    }
    needed = 0
    for permission, part in parts.items():
        needed |= permission if part else 0
    return needed


def refuse_fixed(message: Message) -> None:
    """Raise 520003, 50162 or 50021 for a message that nobody can edit: a poll, a voice message, Discord's own."""
    if message.poll is not None:
        raise ApiError(400, 520003, "Cannot edit a poll message")
    if message.flags & VOICE_MESSAGE:
        raise ApiError(400, 50162, "Voice messages cannot be edited")
    if message.kind:
        raise ApiError(403, 50021, "Cannot execute action on a system message")


def refuse_bulk(ids: list[str], now: float) -> None:
    """Raise 50035 for a doubled or wrong id, 50034 for a message that is older than 14 days."""
    if len(set(ids)) < len(ids):
        raise invalid_field("messages", "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
    for at, one in enumerate(ids):
        if not is_snowflake(one):
            raise invalid_field(f"messages.{at}", "NUMBER_TYPE_COERCE", f'Value "{one[:40]}" is not snowflake.')
    oldest = now - _BULK_DAYS * 86_400
    if any(unix_seconds(one) < oldest for one in ids):
        raise ApiError(400, 50034, "You can only bulk delete messages that are under 14 days old.", refusal=True)
