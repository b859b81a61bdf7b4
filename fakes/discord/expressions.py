"""A guild's own emoji and stickers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from fakes.discord.errors import ApiError, FieldErrors, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.pictures import looks_of

if TYPE_CHECKING:
    from fakes.discord.assets import Assets
    from fakes.discord.ground import Ground
    from fakes.discord.guilds import Guild
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

PNG, APNG, LOTTIE, GIF = 1, 2, 3, 4
EMOJI_SLOTS = (50, 100, 150, 250)
STICKER_SLOTS = (5, 15, 30, 60)
STICKER_TEXTS = {"name": (2, 30), "description": (0, 100), "tags": (0, 200)}
_NAME = re.compile(r"\w{2,32}", re.ASCII)


@dataclass(slots=True)
class Emoji:
    """A custom emoji; with ``roles`` only their members may use it."""

    id: str
    name: str
    guild_id: str
    animated: bool
    maker: Person
    roles: tuple[str, ...] = ()

    def as_json(self) -> Json:
        """Return the Emoji object."""
        fixed: Json = {"roles": list(self.roles), "require_colons": True, "managed": False, "available": True}
        return {"id": self.id, "name": self.name, "animated": self.animated, **fixed}


@dataclass(slots=True)
class Sticker:
    """A guild's sticker; ``kind`` is its format: PNG 1, APNG 2, Lottie 3, GIF 4."""

    id: str
    name: str
    guild_id: str
    kind: int
    description: str
    tags: str

    def as_item(self) -> Json:
        """Return the Sticker Item object that messages carry."""
        return {"id": self.id, "name": self.name, "format_type": self.kind}

    def as_json(self) -> Json:
        """Return the Sticker object."""
        more: Json = {"type": 2, "available": True, "description": self.description, "tags": self.tags}
        return {**self.as_item(), **more, "guild_id": self.guild_id}


Expression = TypeVar("Expression", Emoji, Sticker)


class Expressions:
    """Makes emoji and stickers; their pictures lie on the CDN."""

    def __init__(self, ground: Ground, assets: Assets) -> None:
        self._ground = ground
        self._assets = assets

    def emojis_of(self, guild: Guild) -> list[Emoji]:
        """Return a guild's emoji."""
        return [one for one in self._ground.emojis.values() if one.guild_id == guild.id]

    def stickers_of(self, guild: Guild) -> list[Sticker]:
        """Return a guild's stickers."""
        return [one for one in self._ground.stickers.values() if one.guild_id == guild.id]

    def emoji(self, guild: Guild, emoji_id: str) -> Emoji:
        """Return an emoji of a guild; 10014 when it has none of that id."""
        return _own(self._ground.emojis, guild, emoji_id, "Emoji")

    def sticker(self, guild: Guild, sticker_id: str) -> Sticker:
        """Return a sticker of a guild; 10060 when it has none of that id."""
        return _own(self._ground.stickers, guild, sticker_id, "Sticker")

    def create_emoji(self, guild: Guild, maker: Person, name: str, data: bytes) -> Emoji:
        """Add an emoji; 30008 when the guild's slots for its kind are full."""
        _check_name(name)
        animated = looks_of(data, "").animated
        slots = EMOJI_SLOTS[guild.settings.get("premium_tier", 0)]
        if sum(one.animated == animated for one in self.emojis_of(guild)) >= slots:
            raise ApiError(400, 30008, f"Maximum number of emojis reached ({slots})")
        emoji = Emoji(self._ground.ids.mint(), name, guild.id, animated, maker)
        self._assets.put(f"/emojis/{emoji.id}", data)
        self._ground.emojis[emoji.id] = guild.emojis[emoji.id] = emoji
        self._tell_emojis(guild)
        return emoji

    def rename_emoji(self, guild: Guild, emoji: Emoji, name: str) -> None:
        """Give an emoji another name."""
        _check_name(name)
        emoji.name = name
        self._tell_emojis(guild)

    def limit_emoji(self, guild: Guild, emoji: Emoji, roles: list[str]) -> None:
        """Let only members of some roles use an emoji, or everybody when there are none."""
        if any(one not in guild.roles for one in roles):
            raise unknown("Role")
        emoji.roles = tuple(roles)
        self._tell_emojis(guild)

    def delete_emoji(self, guild: Guild, emoji: Emoji) -> None:
        """Remove an emoji; reactions with it stay."""
        del self._ground.emojis[emoji.id], guild.emojis[emoji.id]
        self._tell_emojis(guild)

    def create_sticker(self, guild: Guild, name: str, data: bytes, description: str = "", tags: str = "🙂") -> Sticker:
        """Add a sticker of a PNG, APNG, GIF or Lottie file; 30039 when the guild's slots are full."""
        slots = STICKER_SLOTS[guild.settings.get("premium_tier", 0)]
        if len(self.stickers_of(guild)) >= slots:
            raise ApiError(400, 30039, f"Maximum number of stickers reached ({slots})")
        looks = looks_of(data, "")
        kinds = {"image/png": APNG if looks.animated else PNG, "image/gif": GIF}
        sticker = Sticker(self._ground.ids.mint(), name, guild.id, kinds.get(looks.mime, LOTTIE), description, tags)
        self._assets.put(f"/stickers/{sticker.id}", data, "sticker.json")
        self._ground.stickers[sticker.id] = guild.stickers[sticker.id] = sticker
        self._tell_stickers(guild)
        return sticker

    def describe_sticker(self, guild: Guild, sticker: Sticker, texts: dict[str, str]) -> None:
        """Change a sticker's name, description or tags."""
        errors = FieldErrors()
        for name, value in texts.items():
            low, high = STICKER_TEXTS[name]
            if not low <= len(value) <= high:
                errors.add(name, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
        errors.raise_if_any()
        for name, value in texts.items():
            setattr(sticker, name, value)
        self._tell_stickers(guild)

    def delete_sticker(self, guild: Guild, sticker: Sticker) -> None:
        """Remove a sticker; messages keep showing it."""
        del self._ground.stickers[sticker.id], guild.stickers[sticker.id]
        self._tell_stickers(guild)

    def _tell_stickers(self, guild: Guild) -> None:
        self._tell("GUILD_STICKERS_UPDATE", guild, {"stickers": [one.as_json() for one in self.stickers_of(guild)]})

    def _tell_emojis(self, guild: Guild) -> None:
        self._tell("GUILD_EMOJIS_UPDATE", guild, {"emojis": [one.as_json() for one in self.emojis_of(guild)]})

    def _tell(self, name: str, guild: Guild, data: Json) -> None:
        self._ground.emit(
            Event(name, {"guild_id": guild.id, **data}, frozenset(guild.members), Intent.GUILD_EXPRESSIONS)
        )


def _own(known: dict[str, Expression], guild: Guild, wanted: str, noun: str) -> Expression:
    found = known.get(wanted)
    if found is None or found.guild_id != guild.id:
        raise unknown(noun)
    return found


def _check_name(name: str) -> None:
    errors = FieldErrors()
    if not 2 <= len(name) <= 32:
        errors.add("name", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 32 in length.")
    elif not _NAME.fullmatch(name):
        errors.add("name", "STRING_TYPE_REGEX", "String value did not match validation regex.")
    errors.raise_if_any()
