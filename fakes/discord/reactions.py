"""Reactions with Unicode and custom emoji, plain and super ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.control import Record
from fakes.discord.emoji import emoji_json, same, usable
from fakes.discord.errors import ApiError
from fakes.discord.events import Event, Intent
from fakes.discord.permissions import Permission

if TYPE_CHECKING:
    from fakes.discord.channels import Channel, Channels
    from fakes.discord.ground import Ground
    from fakes.discord.message import Message
    from fakes.discord.people import Person
    from fakes.discord.shapes import Cause, Json

MAX_EMOJI = 20


class Reactions:
    """Adds reactions to messages and takes them away; both are idempotent."""

    def __init__(self, ground: Ground, channels: Channels) -> None:
        self._ground = ground
        self._channels = channels

    def add(
        self, person: Person, channel: Channel, message: Message, emoji: str, cause: Cause, *, burst: bool = False
    ) -> None:
        """React; a first reaction with an emoji needs ADD_REACTIONS, an unknown one is 10014, a 21st 30010."""
        self._channels.require(person, channel, Permission.READ_MESSAGE_HISTORY)
        kept = self.key(message, emoji)
        if kept is None:
            kept = usable(self._ground, person, channel, emoji)
            self._channels.require(person, channel, Permission.ADD_REACTIONS)
            if len({*message.reactions, *message.bursts}) >= MAX_EMOJI:
                raise ApiError(400, 30010, f"Maximum number of reactions reached ({MAX_EMOJI})", refusal=True)
        who = (message.bursts if burst else message.reactions).setdefault(kept, [])
        if person.id not in who:
            who.append(person.id)
            self._tell("MESSAGE_REACTION_ADD", person, channel, message, kept, burst)
            self._witness(True, person, channel, message, kept, cause)

    def remove(
        self,
        person: Person,
        channel: Channel,
        message: Message,
        emoji: str,
        cause: Cause,
        by: Person | None = None,
        *,
        burst: bool = False,
    ) -> None:
        """Take a person's reaction away; somebody else's (``by`` is who asks) needs MANAGE_MESSAGES."""
        if by is not None and by.id != person.id:
            self._channels.require(by, channel, Permission.MANAGE_MESSAGES)
        kept = self.key(message, emoji) or emoji
        kinds = message.bursts if burst else message.reactions
        who = kinds.get(kept, [])
        if person.id in who:
            who.remove(person.id)
            if not who:
                del kinds[kept]
            self._tell("MESSAGE_REACTION_REMOVE", person, channel, message, kept, burst)
            self._witness(False, person, channel, message, kept, cause)

    def clear(self, by: Person, channel: Channel, message: Message, cause: Cause, emoji: str = "") -> None:
        """Take all reactions away, or all with one emoji; needs MANAGE_MESSAGES."""
        self._channels.require(by, channel, Permission.MANAGE_MESSAGES)
        gone = [(kept, one) for kept, one in self._all(message) if not emoji or same(kept, emoji)]
        for kinds in (message.reactions, message.bursts):
            for kept in {kept for kept, _ in gone}:
                kinds.pop(kept, None)
        data: Json = {"channel_id": channel.id, "message_id": message.id}
        if emoji:
            shown = emoji_json(self._ground, gone[0][0] if gone else emoji)
            self._emit("MESSAGE_REACTION_REMOVE_EMOJI", channel, data | {"emoji": shown})
        else:
            self._emit("MESSAGE_REACTION_REMOVE_ALL", channel, data)
        for kept, person_id in gone:
            self._witness(False, self._ground.people.get(person_id), channel, message, kept, cause)

    def key(self, message: Message, emoji: str) -> str | None:
        """Return the name by which a message keeps an emoji, if anybody reacted with it."""
        return next((kept for kept in (*message.reactions, *message.bursts) if same(kept, emoji)), None)

    def reactors(self, message: Message, emoji: str, *, burst: bool = False) -> list[str]:
        """Return who reacted with an emoji, by growing id."""
        kinds = message.bursts if burst else message.reactions
        return sorted(kinds.get(self.key(message, emoji) or "", []), key=int)

    def _all(self, message: Message) -> list[tuple[str, str]]:
        kinds = (message.reactions, message.bursts)
        return [(kept, one) for kind in kinds for kept, who in kind.items() for one in who]

    def _tell(self, name: str, person: Person, channel: Channel, message: Message, emoji: str, burst: bool) -> None:
        data: Json = {
            "user_id": person.id,
            "channel_id": channel.id,
            "message_id": message.id,
            "emoji": emoji_json(self._ground, emoji),
            "type": int(burst),
            "burst": burst,
        }
        guild = self._ground.guild_of(channel)
        if name == "MESSAGE_REACTION_ADD":
            data["message_author_id"] = message.by.id
            if guild is not None:
                data["member"] = guild.members[person.id].as_json()
            if burst:
                data["burst_colors"] = []
        self._emit(name, channel, data)

    def _emit(self, name: str, channel: Channel, data: Json) -> None:
        if channel.guild_id:
            data["guild_id"] = channel.guild_id
        intent = Intent.GUILD_MESSAGE_REACTIONS if channel.guild_id else Intent.DIRECT_MESSAGE_REACTIONS
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
