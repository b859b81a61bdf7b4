"""What the world tells its gateway: an event, who may see it, and the intent that a bot must have asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from fakes.discord.shapes import Json


class Intent(IntEnum):
    """Bits of the groups of events that a bot asks for; several together are plain numbers, which are quick."""

    ALWAYS = 0
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_EXPRESSIONS = 1 << 3
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT
"""What an application must have been allowed to ask for."""


@dataclass(frozen=True, slots=True)
class Event:
    """A dispatch by ``name``, for the persons in ``to`` whose session asked for ``intent``."""

    name: str
    data: Json
    to: frozenset[str]
    intent: int = Intent.ALWAYS
    own: frozenset[str] = field(default=frozenset())
    """Persons who see the content without the MESSAGE_CONTENT intent: the author and whoever is mentioned."""
