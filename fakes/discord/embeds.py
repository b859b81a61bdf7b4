"""Reads a message's embeds within Discord's limits."""

from __future__ import annotations

from datetime import datetime

from fakes.discord.errors import FieldErrors
from fakes.discord.fields import Fields
from fakes.discord.shapes import Json

MAX_EMBEDS = 10
MAX_FIELDS = 25
MAX_TEXT = 6000
_LIMITS = {"title": 256, "description": 4096}
_NESTED = {"footer": ("text", 2048), "author": ("name", 256)}
_FIELD_LIMITS = {"name": 256, "value": 1024}
_MEDIA = ("image", "thumbnail", "video")
_SHOWS = {"title", "description", "url", "timestamp", "color", "footer", "author", "fields", *_MEDIA}
_MAX_COLOR = 0xFFFFFF
_MAX_URL = 2048


def read_embeds(fields: Fields, errors: FieldErrors) -> list[Json]:
    """Return the embeds of a body; what is wrong is noted by its path."""
    embeds = fields.objects("embeds")
    if len(embeds) > MAX_EMBEDS:
        errors.add("embeds", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_EMBEDS} or fewer in length.")
    if sum(map(_check, embeds)) > MAX_TEXT:
        errors.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MAX_TEXT}")
    return [_tidy(embed.raw()) for embed in embeds]


def _check(embed: Fields) -> int:
    """Note what is wrong with one embed; return how much text it holds."""
    if not any(embed.raw().get(name) not in (None, "", []) for name in _SHOWS):
        embed.wrong("description", "BASE_TYPE_REQUIRED", "This field is required")
    _check_plain(embed)
    size = sum(_size(embed, name, limit) for name, limit in _LIMITS.items())
    for name, (text, limit) in _NESTED.items():
        inner = embed.object(name)
        size += _size(inner, text, limit) if inner else 0
    for name in _MEDIA:
        media = embed.object(name)
        if media:
            _check_url(media, "url", ("http://", "https://", "attachment://"))
    parts = embed.objects("fields")
    if len(parts) > MAX_FIELDS:
        embed.wrong("fields", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_FIELDS} or fewer in length.")
    return size + sum(map(_field_size, parts))


def _field_size(part: Fields) -> int:
    return sum(_size(part, name, limit, required=True) for name, limit in _FIELD_LIMITS.items())


def _check_plain(embed: Fields) -> None:
    if embed.integer("color") > _MAX_COLOR:
        embed.wrong("color", "NUMBER_TYPE_MAX", f"int value should be less than or equal to {_MAX_COLOR}.")
    _check_url(embed, "url", ("http://", "https://"))
    moment = embed.text("timestamp")
    try:
        datetime.fromisoformat(moment or "2015-05-13")
    except ValueError:
        embed.wrong("timestamp", "DATETIME_TYPE_PARSE", f"Could not parse {moment}. Should be ISO8601.")


def _check_url(fields: Fields, name: str, schemes: tuple[str, ...]) -> None:
    url = fields.text(name)
    if url and not url.startswith(schemes):
        known = ", ".join(f"'{one.removesuffix('://')}'" for one in schemes)
        scheme = url.partition(":")[0][:40]
        fields.wrong(name, "URL_TYPE_INVALID_SCHEME", f'Scheme "{scheme}" must be one of ({known}).')
    elif url and len(url) > _MAX_URL:
        fields.wrong(name, "BASE_TYPE_MAX_LENGTH", f"Must be {_MAX_URL} or fewer in length.")


def _size(fields: Fields, name: str, limit: int, *, required: bool = False) -> int:
    text = (fields.text(name) or "").strip()
    if len(text) > limit:
        fields.wrong(name, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")
    elif required and not text:
        fields.wrong(name, "BASE_TYPE_REQUIRED", "This field is required")
    return len(text)


def _tidy(embed: Json) -> Json:
    shown = {name: value for name, value in embed.items() if name in _SHOWS and value not in (None, [])}
    if isinstance(parts := shown.get("fields"), list):
        shown["fields"] = [{"inline": False, **part} for part in parts if isinstance(part, dict)]
    return {"type": "rich", **shown}
