"""Reads and checks what a call wants a channel to be: bounds, names, overwrites, tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from fakes.discord.channel import ANNOUNCEMENT, CATEGORY, FORUM, MEDIA, STAGE, TEXT, VOICE, Overwrite
from fakes.discord.errors import FieldErrors, not_served

if TYPE_CHECKING:
    from fakes.discord.fields import Fields
    from fakes.discord.shapes import Json

GUILD_TYPES = (TEXT, VOICE, CATEGORY, ANNOUNCEMENT, FORUM)
ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
MAX_TAGS, MAX_APPLIED_TAGS = 20, 5
MAX_TOPIC, MAX_FORUM_TOPIC, MAX_SLOW_MODE = 1024, 4096, 21_600
_CLEANED = (TEXT, ANNOUNCEMENT, FORUM)
_DROPPED = re.compile(r"""[!"#$%&'()*+,./:;<=>?@\[\\\]^`{|}~]""")
_UNSERVED = {STAGE: "stage channels", MEDIA: "media channels", 14: "directory channels"}
_VOICE = {"bitrate": (64_000, 8000, 96_000), "user_limit": (0, 0, 99)}
_FORUM_CHOICES = {"default_sort_order": (0, 1), "default_forum_layout": (0, 1, 2)}


def clean_name(name: str, kind: int) -> str:
    """Return a channel's name as Discord keeps it: text channels are lower-case, with dashes for spaces."""
    name = name.strip()
    if kind not in _CLEANED:
        return name
    return re.sub(r"-{2,}", "-", _DROPPED.sub("", re.sub(r"\s+", "-", name.lower()))) or "-"


def check_name(name: object, errors: FieldErrors) -> None:
    """Note a name that is missing or not of 1 to 100 characters."""
    if not isinstance(name, str):
        errors.add("name", "BASE_TYPE_REQUIRED", "This field is required")
    elif not 1 <= len(name.strip()) <= 100:
        errors.add("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")


def check_type(kind: int, errors: FieldErrors) -> None:
    """Note a type that no guild's channel has; what Discord has and the fake hasn't is refused by name."""
    if kind in _UNSERVED:
        raise not_served(_UNSERVED[kind])
    if kind not in GUILD_TYPES:
        errors.add("type", "BASE_TYPE_CHOICES", f"Value must be one of {GUILD_TYPES}.")


def bounded(fields: Fields, errors: FieldErrors, name: str, default: int, low: int, high: int) -> int:
    """Return an integer within bounds; what is outside of them is noted."""
    value = fields.integer(name, default)
    if value < low:
        errors.add(fields.path(name), "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.")
    elif value > high:
        errors.add(fields.path(name), "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")
    return value


def chosen(fields: Fields, errors: FieldErrors, name: str, default: int, choices: Iterable[int]) -> int:
    """Return an integer that is one of a few; anything else is noted."""
    value, allowed = fields.integer(name, default), tuple(choices)
    if value not in (default, *allowed):
        errors.add(fields.path(name), "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")
    return value


def slow_mode(fields: Fields, errors: FieldErrors, default: int) -> int:
    """Return seconds of slow mode, at most six hours."""
    return bounded(fields, errors, "rate_limit_per_user", default, 0, MAX_SLOW_MODE)


def topic(fields: Fields, errors: FieldErrors, kind: int) -> str | None:
    """Return the topic: 1,024 characters, a forum's guidelines 4,096."""
    text, limit = fields.text("topic"), MAX_FORUM_TOPIC if kind == FORUM else MAX_TOPIC
    if text is not None and len(text) > limit:
        errors.add("topic", "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")
    return text


def overwrite_from(target: str | None, fields: Fields) -> Overwrite:
    """Read an Overwrite object's fields; bits are decimal strings."""
    return Overwrite(target or "", fields.integer("type"), fields.integer("allow"), fields.integer("deny"))


def overwrites(fields: Fields) -> list[Overwrite]:
    """Read a list of overwrites."""
    return [overwrite_from(one.snowflake("id"), one) for one in fields.objects("permission_overwrites")]


def more_of(kind: int, fields: Fields, errors: FieldErrors, now: Json, mint: Callable[[], str]) -> Json:
    """Return the settings that only channels of this type have, changed by what is given."""
    more = dict(now)
    if kind == VOICE:
        for name, (default, low, high) in _VOICE.items():
            more[name] = bounded(fields, errors, name, now.get(name, default), low, high)
        more["rtc_region"] = None
        return more
    if kind in (TEXT, ANNOUNCEMENT, FORUM) and "default_auto_archive_duration" in fields.raw():
        more["default_auto_archive_duration"] = chosen(
            fields, errors, "default_auto_archive_duration", 4320, ARCHIVE_MINUTES
        )
    if kind == FORUM:
        more |= _forum(fields, errors, now, mint)
    return more


def _forum(fields: Fields, errors: FieldErrors, now: Json, mint: Callable[[], str]) -> Json:
    sort, layout = ((name, choices) for name, choices in _FORUM_CHOICES.items())
    tags = _tags(fields, errors, mint) if "available_tags" in fields.raw() else now.get("available_tags", [])
    emoji = fields.object("default_reaction_emoji")
    return {
        "available_tags": tags,
        "default_reaction_emoji": emoji.raw() if emoji else now.get("default_reaction_emoji"),
        "default_sort_order": chosen(fields, errors, sort[0], now.get(sort[0]) or 0, sort[1]),
        "default_forum_layout": chosen(fields, errors, layout[0], now.get(layout[0]) or 0, layout[1]),
        "default_thread_rate_limit_per_user": bounded(
            fields,
            errors,
            "default_thread_rate_limit_per_user",
            now.get("default_thread_rate_limit_per_user", 0),
            0,
            MAX_SLOW_MODE,
        ),
    }


def _tags(fields: Fields, errors: FieldErrors, mint: Callable[[], str]) -> list[Json]:
    given = fields.objects("available_tags")
    if len(given) > MAX_TAGS:
        errors.add("available_tags", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_TAGS} or fewer in length.")
    return [_tag(one, errors, mint) for one in given]


def _tag(one: Fields, errors: FieldErrors, mint: Callable[[], str]) -> Json:
    name = one.text("name") or ""
    if not 1 <= len(name) <= 20:
        errors.add(one.path("name"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 20 in length.")
    return {
        "id": one.snowflake("id") or mint(),
        "name": name,
        "moderated": one.flag("moderated"),
        "emoji_id": one.snowflake("emoji_id"),
        "emoji_name": one.text("emoji_name"),
    }
