"""The control API's operations on files, emoji and stickers, and how an order describes a file."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import TYPE_CHECKING, Any

from fakes.control import BadOrderError, whole
from fakes.discord.multipart import Part
from fakes.discord.pictures import png

if TYPE_CHECKING:
    from fakes.discord.shapes import Json
    from fakes.discord.world import World

Order = Mapping[str, Any]
_NOTES = {"description": "description", "spoiler": "is_spoiler", "duration": "duration_secs", "waveform": "waveform"}
_LARGEST = 500 * 1024 * 1024


def form_of(files: Iterable[Order]) -> tuple[Json, list[Part]]:
    """Return the body and the parts of a form with these files."""
    parts, notes = [], []
    for number, file in enumerate(files):
        name = str(file.get("name") or "file")
        parts.append(Part(f"files[{number}]", name, "", content_of(file)))
        told = {field: file[word] for word, field in _NOTES.items() if word in file}
        notes.append({"id": str(number), "filename": name, **told})
    return ({"attachments": notes} if notes else {}), parts


def content_of(file: Order) -> bytes:
    """Return a file's bytes: ``data`` in base64, a PNG of ``width`` and ``height``, or ``size`` bytes of its name."""
    if "data" in file:
        try:
            return base64.b64decode(str(file["data"]), validate=True)
        except binascii.Error:
            raise BadOrderError("a file's data is base64") from None
    if "width" in file:
        return png(whole(file["width"], "width"), whole(file.get("height", file["width"]), "height"))
    size = whole(file.get("size", 0), "size")
    if not 0 <= size <= _LARGEST:
        raise BadOrderError(f"a file has 0 to {_LARGEST} bytes, not {size}")
    seed = f"{file.get('name')} {size}"
    return Random(seed).randbytes(size)  # noqa: S311 - bytes to tell files apart


def create_emoji(world: World, order: Order) -> Json:
    """Add an emoji to a guild."""
    guild, maker = world.guilds.get(str(order["guild"])), world.people.get(str(order["author"]))
    emoji = world.expressions.create_emoji(guild, maker, str(order["name"]), _picture(order))
    return {"id": emoji.id, "emoji": f"{emoji.name}:{emoji.id}"}


def create_sticker(world: World, order: Order) -> Json:
    """Add a sticker to a guild."""
    guild = world.guilds.get(str(order["guild"]))
    return {"id": world.expressions.create_sticker(guild, str(order["name"]), _picture(order)).id}


def expire_addresses(world: World, _: Order) -> Json:
    """Make every signed address given out so far worthless."""
    world.ground.signer.expire()
    return {}


def _picture(order: Order) -> bytes:
    return content_of(order.get("image") or {"width": 32})


ACTS: dict[str, Callable[[World, Order], Json]] = {
    "emoji.create": create_emoji,
    "sticker.create": create_sticker,
    "file.expire": expire_addresses,
}
