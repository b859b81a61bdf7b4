"""Media as a test orders them: ``{"kind": "photo", "width": 640, …}`` turned into what the world keeps."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from fakes.control import BadOrderError, seconds, whole
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import World, polls
from fakes.telegram.world import media as kinds
from fakes.telegram.world.drawing import png, webp
from fakes.telegram.world.files import StoredFile
from fakes.telegram.world.media import Media

Order = Mapping[str, Any]
_BYTES = 4096  # of a file whose order doesn't say what is in it
_SIDE = 64
_STICKER = {"image/webp": "sticker.webp", "application/x-tgsticker": "sticker.tgs", "video/webm": "sticker.webm"}
# Each kind of file: its mime type and its name, unless the order says others.
_FILES = {
    "document": ("application/octet-stream", "file.bin"),
    "voice": ("audio/ogg", "voice.ogg"),
    "audio": ("audio/mpeg", "song.mp3"),
    "video": ("video/mp4", "video.mp4"),
    "round_video": ("video/mp4", "round.mp4"),
    "gif": ("video/mp4", "animation.mp4"),
    "sticker": ("image/webp", "sticker.webp"),
}


def ordered(order: Order, world: World, dc: int) -> Media:
    """Return the media of an order, kept in a data centre.

    Raise BadOrderError for an unknown kind, and Telegram's refusals for the rest.
    """
    kind = str(order["kind"])
    if kind == "photo":
        return Media("photo", photo_ordered(order, world, dc), spoiler=bool(order.get("spoiler")))
    if kind in _FILES:
        return _file(kind, order, world, dc)
    if kind not in _PLAIN:
        raise BadOrderError(f"unknown kind of media {kind!r}; there are: {', '.join(['photo', *_FILES, *_PLAIN])}")
    return _PLAIN[kind](order, world)


def photo_ordered(order: Order, world: World, dc: int) -> StoredFile:
    """Return a new photo, drawn unless the order has its ``data``."""
    return world.files.add_photo(world.files.blobs.put(_content(order, png)), world.now, dc)


def emoji_ordered(order: Order, world: World) -> StoredFile:
    """Return a new custom emoji, drawn unless the order has its ``data`` and ``mime``."""
    data, mime = _content(order, webp), str(order.get("mime", "image/webp"))
    return world.files.add_emoji(str(order["emoji"]), data, mime, world.now)


def _file(kind: str, order: Order, world: World, dc: int) -> Media:
    mime, name = _FILES[kind]
    mime = str(order.get("mime", mime))
    name = str(order.get("name", _STICKER.get(mime, name) if kind == "sticker" else name))
    is_drawn = kind == "sticker" and mime == "image/webp"
    blob = world.files.blobs.put(_content(order, webp if is_drawn else None))
    attributes = [*_ATTRIBUTES[kind](order), tl("documentAttributeFilename", file_name=name)]
    picture = world.files.picture(blob)
    if picture is not None:
        attributes.insert(0, tl("documentAttributeImageSize", w=picture.width, h=picture.height))
    thumb = world.files.blobs.put(png(*_sides(order), "thumbnail")) if order.get("thumbnail") else None
    document = world.files.add_document(blob, mime, tuple(attributes), world.now, thumb, dc)
    return Media(kinds.kind_of(tuple(attributes)), document, spoiler=bool(order.get("spoiler")))


def _content(order: Order, draw: Callable[[int, int, str], bytes] | None) -> bytes:
    """Return the bytes in ``data`` (base64), ``size`` random ones of a ``seed``, or a drawn picture."""
    if "data" in order:
        try:
            return base64.b64decode(str(order["data"]), validate=True)
        except binascii.Error:
            raise BadOrderError("data is the file's bytes in base64") from None
    seed = str(order.get("seed", "0"))
    if draw is not None and "size" not in order:
        return draw(*_sides(order), seed)
    return Random(f"file-{seed}").randbytes(whole(order.get("size", _BYTES), "size"))  # noqa: S311 - a file of noise


def _sides(order: Order) -> tuple[int, int]:
    width, height = whole(order.get("width", _SIDE), "width"), whole(order.get("height", _SIDE), "height")
    if min(width, height) < 1:
        raise BadOrderError("a picture has at least one pixel")
    return width, height


def _video(order: Order, **flags: bool) -> TLObject:
    width, height = _sides(order)
    duration = seconds(order.get("duration", 1), "duration")
    return TLObject("documentAttributeVideo", {"duration": duration, "w": width, "h": height, **flags})


def _audio(order: Order, **fields: Any) -> TLObject:
    duration = int(seconds(order.get("duration", 1), "duration"))
    return TLObject("documentAttributeAudio", {"duration": duration, **fields})


def _sticker(order: Order) -> list[TLObject]:
    emoji = str(order.get("emoji", "🙂"))
    about = tl("documentAttributeSticker", alt=emoji, stickerset=tl("inputStickerSetEmpty"))
    return [about, _video(order)] if order.get("mime") == "video/webm" else [about]


_ATTRIBUTES: Mapping[str, Callable[[Order], list[TLObject]]] = {
    "document": lambda _: [],
    "voice": lambda order: [_audio(order, voice=True, waveform=bytes(63))],
    "audio": lambda order: [_audio(order, title=order.get("title"), performer=order.get("performer"))],
    "video": lambda order: [_video(order, supports_streaming=True)],
    "round_video": lambda order: [_video(order, round_message=True)],
    "gif": lambda order: [_video(order), tl("documentAttributeAnimated")],
    "sticker": _sticker,
}


def _degrees(order: Order) -> tuple[float, float]:
    return seconds(order["latitude"], "latitude"), seconds(order["longitude"], "longitude")


def _live(order: Order, _: World) -> Media:
    return kinds.live_location(*_degrees(order), whole(order.get("period", 900), "period"))


def _venue(order: Order, _: World) -> Media:
    return kinds.venue(*_degrees(order), str(order["title"]), str(order.get("address", "")))


def _contact(order: Order, world: World) -> Media:
    phone, first_name = str(order["phone"]), str(order["first_name"])
    person = world.people.by_phone(phone)
    return kinds.contact(phone, first_name, str(order.get("last_name", "")), "", person.id if person else 0)


def _poll(order: Order, world: World) -> Media:
    answers = tuple(polls.Answer(bytes([number]), str(text)) for number, text in enumerate(order["answers"]))
    made = polls.Poll(
        polls.id_after(world.next_ref),
        str(order["question"]),
        answers,
        multiple=bool(order.get("multiple")),
        public=bool(order.get("public")),
        correct=bytes([whole(order["correct"], "correct")]) if "correct" in order else None,
        solution=str(order.get("solution", "")),
    )
    return Media("poll", poll=polls.checked(made, world.now))


_PLAIN: Mapping[str, Callable[[Order, World], Media]] = {
    "location": lambda order, _: kinds.location(*_degrees(order)),
    "live_location": _live,
    "venue": _venue,
    "contact": _contact,
    "dice": lambda order, world: kinds.dice(str(order.get("emoji", "🎲")), world.next_ref),
    "poll": _poll,
}
