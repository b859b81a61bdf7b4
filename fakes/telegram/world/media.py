"""What a message carries besides its text: files, places, contacts, dice and polls."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from fakes.telegram.tl.objects import TLObject, tl
from fakes.telegram.world.errors import WorldError

if TYPE_CHECKING:
    from fakes.telegram.world.files import StoredFile
    from fakes.telegram.world.polls import Poll

MediaKind = Literal[
    "photo",
    "document",
    "sticker",
    "voice",
    "audio",
    "video",
    "round_video",
    "gif",
    "location",
    "live_location",
    "venue",
    "contact",
    "dice",
    "poll",
    "web_page",
]
ALBUM = 10
# What may stand in an album beside each other.
_ALBUM_SETS: tuple[frozenset[str], ...] = (
    frozenset({"photo", "video"}),
    frozenset({"document"}),
    frozenset({"audio"}),
)
_EDITABLE = frozenset({"photo", "document", "audio", "video", "gif"})
_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
_LIVE_SECONDS = range(60, 86_401)
_FOR_EVER = 0x7FFFFFFF


@dataclass(frozen=True, eq=False, slots=True)
class Media:
    """A ``file``, a ``poll``, or (``shown``) an object that looks the same to everybody."""

    kind: MediaKind
    file: StoredFile | None = None
    poll: Poll | None = None
    shown: TLObject | None = None
    spoiler: bool = False

    def is_like(self, other: Media | None) -> bool:
        """Tell whether replacing one by the other would change nothing."""
        if other is None or self.poll is not None:
            return False
        same_file = self.file is other.file or (
            self.file is not None and other.file is not None and self.file.blob is other.file.blob
        )
        return (self.kind, self.shown, self.spoiler) == (other.kind, other.shown, other.spoiler) and same_file


def kind_of(attributes: tuple[TLObject, ...]) -> MediaKind:
    """Return which kind of media a document is, by its attributes as clients tell it."""
    by_name = {attribute.name.removeprefix("documentAttribute"): attribute for attribute in attributes}
    if "Sticker" in by_name or "CustomEmoji" in by_name:
        return "sticker"
    if "Audio" in by_name:
        return "voice" if by_name["Audio"].get("voice") else "audio"
    if "Animated" in by_name:
        return "gif"
    if "Video" in by_name:
        return "round_video" if by_name["Video"].get("round_message") else "video"
    return "document"


def check_album(items: list[Media]) -> None:
    """Raise MULTI_MEDIA_TOO_LONG, MEDIA_EMPTY or MEDIA_GROUPED_INVALID for what can't be one album."""
    if not items:
        raise WorldError(400, "MEDIA_EMPTY", "an album of nothing")
    if len(items) > ALBUM:
        raise WorldError(400, "MULTI_MEDIA_TOO_LONG", f"an album has up to {ALBUM} items, not {len(items)}")
    kinds = {item.kind for item in items}
    if not any(kinds <= allowed for allowed in _ALBUM_SETS):
        raise WorldError(400, "MEDIA_GROUPED_INVALID", f"{', '.join(sorted(kinds))} can't stand in one album")


def check_replacement(old: Media | None, new: Media, *, in_album: bool) -> None:
    """Raise MEDIA_PREV_INVALID, MEDIA_NEW_INVALID or MEDIA_GROUPED_INVALID where ``new`` can't replace ``old``."""
    same_kind = old is not None and old.kind == new.kind
    if same_kind and new.kind in ("live_location", "poll", "web_page"):
        return
    if old is not None and old.kind not in (*_EDITABLE, "web_page"):
        raise WorldError(400, "MEDIA_PREV_INVALID", f"a message with a {old.kind} keeps it")
    if new.kind not in (*_EDITABLE, "web_page"):
        raise WorldError(400, "MEDIA_NEW_INVALID", f"no message can be given a {new.kind} later")
    if in_album and old is not None and not any({old.kind, new.kind} <= allowed for allowed in _ALBUM_SETS):
        raise WorldError(400, "MEDIA_GROUPED_INVALID", f"{new.kind} and {old.kind} can't stand in one album")


def location(latitude: float, longitude: float, accuracy: int | None = None) -> Media:
    """Return a point on the map."""
    return Media("location", shown=tl("messageMediaGeo", geo=_point(latitude, longitude, accuracy)))


def live_location(latitude: float, longitude: float, period: int, heading: int | None = None) -> Media:
    """Return a point that moves for ``period`` seconds."""
    if period not in _LIVE_SECONDS and period != _FOR_EVER:
        raise WorldError(400, "MEDIA_INVALID", f"a live location lives for a minute to a day, not {period} s")
    point = _point(latitude, longitude, None)
    return Media("live_location", shown=tl("messageMediaGeoLive", geo=point, heading=heading, period=period))


def venue(latitude: float, longitude: float, title: str, address: str, provider: str = "", venue_id: str = "") -> Media:
    """Return a place with a name."""
    named = {"title": title, "address": address, "provider": provider, "venue_id": venue_id, "venue_type": ""}
    return Media("venue", shown=TLObject("messageMediaVenue", {"geo": _point(latitude, longitude, None), **named}))


def contact(phone: str, first_name: str, last_name: str = "", vcard: str = "", user_id: int = 0) -> Media:
    """Return somebody's number; ``user_id`` is 0 for who has no account."""
    if not phone or not first_name:
        raise WorldError(400, "MEDIA_INVALID", "a contact has a phone number and a first name")
    named = {"phone_number": phone, "first_name": first_name, "last_name": last_name, "vcard": vcard}
    return Media("contact", shown=TLObject("messageMediaContact", {**named, "user_id": user_id}))


def dice(emoji: str, throw: int) -> Media:
    """Return a thrown die (or slot machine, …); the value follows from the number of the ``throw``."""
    sides = _DICE.get(emoji)
    if sides is None:
        raise WorldError(400, "EMOTICON_INVALID", f"nothing can be thrown with {emoji!r}")
    value = int.from_bytes(sha256(f"dice {throw}".encode()).digest()[:4]) % sides + 1
    return Media("dice", shown=tl("messageMediaDice", value=value, emoticon=emoji))


def web_page(url: str) -> Media:
    """Return the preview of a page that nobody fetches: it stays empty."""
    if not url.startswith(("http://", "https://")):
        raise WorldError(400, "WEBPAGE_URL_INVALID", f"{url!r} is no web page")
    page_id = int.from_bytes(sha256(url.encode()).digest()[:8], "little") >> 1
    return Media(
        "web_page", shown=tl("messageMediaWebPage", manual=True, webpage=tl("webPageEmpty", id=page_id, url=url))
    )


def _point(latitude: float, longitude: float, accuracy: int | None) -> TLObject:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise WorldError(400, "GEO_POINT_INVALID", f"{latitude}, {longitude} isn't on the Earth")
    return tl("geoPoint", lat=latitude, long=longitude, access_hash=0, accuracy_radius=accuracy)
