"""What a message shows that isn't its own: stickers, a poll's state, a forwarded message as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord.errors import ApiError, invalid_field
from fakes.discord.message import DEFAULT, REPLY, message_json
from fakes.discord.message_rules import KEPT_FLAGS
from fakes.discord.permissions import Permission

if TYPE_CHECKING:
    from fakes.discord.channels import Channel
    from fakes.discord.drafts import Draft
    from fakes.discord.expressions import Sticker
    from fakes.discord.ground import Ground
    from fakes.discord.message import Message
    from fakes.discord.shapes import Json

_HAS_SNAPSHOT = 1 << 14
_SHOWN = (
    "content",
    "timestamp",
    "edited_timestamp",
    "mentions",
    "mention_roles",
    "attachments",
    "embeds",
    "type",
    "flags",
    "components",
    "sticker_items",
)


def borrowed(ground: Ground, channel: Channel, draft: Draft, person_id: str) -> Json:
    """Return the fields of a message that a draft borrows; 50081 for a sticker that isn't the guild's."""
    shown: Json = {"stickers": [_sticker(ground, channel, one) for one in draft.stickers], "poll": draft.poll}
    if draft.forward is None:
        return shown | {"flags": draft.flags & KEPT_FLAGS}
    reference, snapshot = _snapshot_of(ground, person_id, *draft.forward)
    return shown | {"reference": reference, "snapshot": snapshot, "flags": _HAS_SNAPSHOT}


def _sticker(ground: Ground, channel: Channel, sticker_id: str) -> Sticker:
    sticker = ground.stickers.get(sticker_id)
    if sticker is None or sticker.guild_id != channel.guild_id:
        raise ApiError(400, 50081, "Invalid sticker sent")
    return sticker


def _snapshot_of(ground: Ground, person_id: str, channel_id: str, message_id: str) -> tuple[Json, Json]:
    """Return the reference to a message that a person may read, and its snapshot; 160014 when it may not."""
    channel = ground.channels.get(channel_id)
    message = channel.messages.get(message_id) if channel else None
    if channel is None or message is None:
        raise invalid_field("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
    needed = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
    if ground.permissions(channel, person_id) & needed != needed:
        raise ApiError(403, 160014, "Cannot forward message whose content you cannot read")
    if not _forwardable(message):
        raise ApiError(400, 50068, "Invalid message type")
    shown = message_json(channel, message, nested=False)
    reference: Json = {"type": 1, "channel_id": channel.id, "message_id": message.id}
    if channel.guild_id:
        reference["guild_id"] = channel.guild_id
    # A forward of a forward hands on what that one shows.
    inner = message.snapshot or {name: shown[name] for name in _SHOWN if name in shown}
    return reference, inner


def _forwardable(message: Message) -> bool:
    return message.kind in (DEFAULT, REPLY) and message.poll is None
