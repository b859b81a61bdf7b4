"""Reactions with Unicode emoji; custom emoji are unknown until guilds have some."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from fakes.control import Record
from fakes.discord.errors import unknown
from fakes.discord.events import Event, Intent
from fakes.discord.permissions import Permission

if TYPE_CHECKING:
    from fakes.discord.channels import Channel, Channels
    from fakes.discord.ground import Ground
    from fakes.discord.message import Message
    from fakes.discord.people import Person
    from fakes.discord.shapes import Cause, Json


class Reactions:
    """Adds reactions to messages and takes them away; both are idempotent."""

    def __init__(self, ground: Ground, channels: Channels) -> None:
        self._ground = ground
        self._channels = channels

    def add(self, person: Person, channel: Channel, message: Message, emoji: str, cause: Cause) -> None:
        """React; a first reaction with an emoji needs ADD_REACTIONS, and an unknown emoji is 10014."""
        if not _is_emoji(emoji):
            raise unknown("Emoji")
        self._channels.require(person, channel, Permission.READ_MESSAGE_HISTORY)
        if emoji not in message.reactions:
            self._channels.require(person, channel, Permission.ADD_REACTIONS)
        who = message.reactions.setdefault(emoji, [])
        if person.id not in who:
            who.append(person.id)
            self._tell("MESSAGE_REACTION_ADD", person, channel, message, emoji)
            self._witness(True, person, channel, message, emoji, cause)

    def remove(
        self, person: Person, channel: Channel, message: Message, emoji: str, cause: Cause, by: Person | None = None
    ) -> None:
        """Take a person's reaction away; somebody else's (``by`` is who asks) needs MANAGE_MESSAGES."""
        if by is not None and by.id != person.id:
            self._channels.require(by, channel, Permission.MANAGE_MESSAGES)
        who = message.reactions.get(emoji, [])
        if person.id in who:
            who.remove(person.id)
            if not who:
                del message.reactions[emoji]
            self._tell("MESSAGE_REACTION_REMOVE", person, channel, message, emoji)
            self._witness(False, person, channel, message, emoji, cause)

    def _tell(self, name: str, person: Person, channel: Channel, message: Message, emoji: str) -> None:
        data: Json = {
            "user_id": person.id,
            "channel_id": channel.id,
            "message_id": message.id,
            "emoji": {"id": None, "name": emoji},
            "type": 0,
            "burst": False,
        }
        guild = self._ground.guild_of(channel)
        if guild is not None:
            data["guild_id"] = guild.id
        if name == "MESSAGE_REACTION_ADD":
            data["message_author_id"] = message.by.id
            if guild is not None:
                data["member"] = guild.members[person.id].as_json()
        intent = Intent.GUILD_MESSAGE_REACTIONS if guild is not None else Intent.DIRECT_MESSAGE_REACTIONS
        self._ground.emit(Event(name, data, self._ground.audience(channel), intent))

    def _witness(
        self, added: bool, person: Person, channel: Channel, message: Message, emoji: str, cause: Cause
    ) -> None:
        self._ground.witness(
            Record(
                network="discord",
                kind="reaction" if added else "unreaction",
                cause=cause,
                place=channel.id,
                author=person.as_author(),
                target=message.id,
                text=emoji,
                scope=self._ground.scope_of(channel),
            )
        )


def _is_emoji(text: str) -> bool:
    # Keycaps begin with an ASCII character and end with the enclosing keycap; all others hold a symbol.
    symbols = any(unicodedata.category(one) in ("So", "Sk", "Sm", "Po", "Me") for one in text if not one.isascii())
    return symbols and len(text) <= 32
