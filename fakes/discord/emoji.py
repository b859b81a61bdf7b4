"""Emoji as reactions and polls name them: Unicode ones as they are, custom ones as ``name:id``."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from fakes.discord.errors import missing_permissions, unknown
from fakes.discord.permissions import Permission

if TYPE_CHECKING:
    from fakes.discord.channels import Channel
    from fakes.discord.ground import Ground
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

_VARIATION = "\ufe0f"


def is_unicode(text: str) -> bool:
    """Tell whether a text is one Unicode emoji, as far as its characters' categories tell."""
    # Keycaps begin with an ASCII character and end with the enclosing keycap; all others hold a symbol.
    symbols = any(unicodedata.category(one) in ("So", "Sk", "Sm", "Po", "Me") for one in text if not one.isascii())
    return symbols and len(text) <= 32


def same(one: str, other: str) -> bool:
    """Tell whether two names mean one emoji: variation selectors and custom names don't count."""
    return _core(one) == _core(other)


def emoji_json(ground: Ground, emoji: str) -> Json:
    """Return the partial Emoji object of a reaction."""
    name, _, custom = emoji.partition(":")
    if not custom:
        return {"id": None, "name": emoji}
    known = ground.emojis.get(custom)
    return {"id": custom, "name": name} | ({"animated": True} if known and known.animated else {})


def usable(ground: Ground, person: Person, channel: Channel, emoji: str) -> str:
    """Return the name to keep an emoji by; 10014 for an unknown one, 50013 for one of a guild that may not be used."""
    name, _, custom = emoji.rpartition(":")
    if not custom.isdigit() or not name:
        if not is_unicode(emoji):
            raise unknown("Emoji")
        return emoji
    known = ground.emojis.get(custom)
    if known is None or person.id not in ground.guilds[known.guild_id].members:
        raise unknown("Emoji")
    owner = ground.guilds[known.guild_id]
    if known.roles and not set(known.roles) & set(owner.members[person.id].roles):
        raise unknown("Emoji")
    may = ground.permissions(channel, person.id) & Permission.USE_EXTERNAL_EMOJIS
    if known.guild_id != channel.guild_id and not may:
        raise missing_permissions()
    return f"{known.name}:{known.id}"


def _core(emoji: str) -> str:
    name, _, custom = emoji.rpartition(":")
    return custom if name and custom.isdigit() else emoji.replace(_VARIATION, "")
