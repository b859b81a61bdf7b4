"""What an announcement channel publishes, and how it comes to the channels that follow it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.control import Author
from fakes.discord.channel import ANNOUNCEMENT
from fakes.discord.errors import ApiError
from fakes.discord.message_rules import SUPPRESS_EMBEDS
from fakes.discord.permissions import Permission

if TYPE_CHECKING:
    from fakes.discord.channels import Channel, Channels
    from fakes.discord.ground import Ground
    from fakes.discord.message import Message
    from fakes.discord.messages import Messages
    from fakes.discord.people import Person
    from fakes.discord.webhooks import Webhook

CROSSPOSTED, IS_CROSSPOST = 1 << 0, 1 << 1


class Publishing:
    """Publishes messages; later edits and deletions aren't carried on."""

    def __init__(self, ground: Ground, channels: Channels, messages: Messages) -> None:
        self._ground = ground
        self._channels = channels
        self._messages = messages

    def crosspost(self, person: Person, channel: Channel, message_id: str) -> Message:
        """Publish a message of an announcement channel; others' messages need MANAGE_MESSAGES."""
        message = self._messages.get(channel, message_id)
        if channel.type != ANNOUNCEMENT:
            raise ApiError(400, 50024, "Cannot execute action on this channel type")
        if message.by.id != person.id:
            self._channels.require(person, channel, Permission.MANAGE_MESSAGES)
        if message.flags & CROSSPOSTED:
            raise ApiError(400, 40033, "This message has already been crossposted")
        message.flags |= CROSSPOSTED
        self._messages.show_again(channel, message)
        for follower in [one for one in self._ground.webhooks.values() if one.source is channel]:
            self._carry(message, channel, follower)
        return message

    def _carry(self, message: Message, source: Channel, follower: Webhook) -> None:
        """Let a follower say what was published: without mentions, and pointing at where it comes from."""
        reference = {"type": 0, "channel_id": source.id, "guild_id": source.guild_id, "message_id": message.id}
        copy = replace(
            message,
            id=self._ground.ids.mint(),
            channel_id=follower.channel_id,
            by=Author(follower.id, follower.name, "webhook"),
            user=follower.as_author(),
            webhook_id=follower.id,
            flags=message.flags & SUPPRESS_EMBEDS | IS_CROSSPOST,
            reference=reference,
            mentions=[],
            mention_roles=(),
            mention_everyone=False,
            reply_to="",
            nonce=None,
            reactions={},
            bursts={},
            thread=None,
            pinned_at=None,
        )
        self._messages.add(self._ground.channels[follower.channel_id], copy, "wire")
