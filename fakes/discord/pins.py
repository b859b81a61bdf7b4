"""Pinned messages of a channel, newest pin first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord.errors import ApiError
from fakes.discord.events import Event, Intent
from fakes.discord.message import PINNED
from fakes.discord.moments import iso
from fakes.discord.permissions import Permission

if TYPE_CHECKING:
    from fakes.discord.channels import Channel, Channels
    from fakes.discord.ground import Ground
    from fakes.discord.message import Message
    from fakes.discord.messages import Messages
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

MAX_PINS = 50


class Pins:
    """Pins messages and lets them go."""

    def __init__(self, ground: Ground, channels: Channels, messages: Messages) -> None:
        self._ground = ground
        self._channels = channels
        self._messages = messages

    def of(self, channel: Channel) -> list[Message]:
        """Return a channel's pinned messages, the newest pin first."""
        pinned = [(one.pinned_at, int(one.id), one) for one in channel.messages.values() if one.pinned_at is not None]
        return [one for *_, one in sorted(pinned, key=lambda entry: entry[:2], reverse=True)]

    def pin(self, person: Person, channel: Channel, message: Message) -> None:
        """Pin a message and say so in the channel; 30003 when 50 are pinned."""
        self._require(person, channel)
        if message.pinned_at is not None:
            return
        if len(self.of(channel)) >= MAX_PINS:
            raise ApiError(400, 30003, f"Maximum number of pins reached for the channel ({MAX_PINS})", refusal=True)
        message.pinned_at = self._ground.clock()
        self._tell(channel, message)
        reference: Json = {"type": 0, "channel_id": channel.id, "message_id": message.id}
        if channel.guild_id:
            reference["guild_id"] = channel.guild_id
        self._messages.post_system(channel, person, PINNED, reference=reference)

    def unpin(self, person: Person, channel: Channel, message: Message) -> None:
        """Let a pinned message go."""
        self._require(person, channel)
        if message.pinned_at is not None:
            message.pinned_at = None
            self._tell(channel, message)

    def _require(self, person: Person, channel: Channel) -> None:
        if not self._ground.permissions(channel, person.id) & Permission.PIN_MESSAGES:
            self._channels.require(person, channel, Permission.MANAGE_MESSAGES)

    def _tell(self, channel: Channel, message: Message) -> None:
        self._messages.show_again(channel, message)
        newest = self.of(channel)
        last = iso(newest[0].pinned_at) if newest and newest[0].pinned_at is not None else None
        data: Json = {"channel_id": channel.id, "last_pin_timestamp": last}
        if channel.guild_id:
            data["guild_id"] = channel.guild_id
        intent = Intent.GUILDS if channel.guild_id else Intent.DIRECT_MESSAGES
        self._ground.emit(Event("CHANNEL_PINS_UPDATE", data, self._ground.audience(channel), intent))
