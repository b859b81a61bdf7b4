"""Pictures that aren't attachments: avatars, icons, emoji, stickers, by their place on the CDN."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.discord.errors import invalid_field
from fakes.discord.pictures import looks_of

if TYPE_CHECKING:
    from fakes.discord.blobs import Blob
    from fakes.discord.ground import Ground

_DATA_URI = re.compile(r"data:\s*image/(?:png|jpe?g|gif|webp);\s*base64,\s*([A-Za-z0-9+/=\s]+)")
_MOST = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asset:
    """A kept picture with its media type."""

    blob: Blob
    mime: str


class Assets:
    """Pictures by their path without its ending, such as ``/avatars/<user>/<hash>`` or ``/emojis/<id>``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._by_path: dict[str, Asset] = {}

    def find(self, path: str) -> Asset | None:
        """Return the picture at a path (without its ending)."""
        return self._by_path.get(path)

    def put(self, path: str, data: bytes, name: str = "") -> None:
        """Keep bytes at a path; ``name`` tells the type of what isn't a picture, such as a Lottie file."""
        self._by_path[path] = Asset(self._ground.depot.keep(data), looks_of(data, name).mime)

    def put_hashed(self, folder: str, data: bytes) -> str:
        """Keep a picture in a folder such as ``/avatars/<user>``; return its hash, with ``a_`` when it moves."""
        looks = looks_of(data, "")
        name = ("a_" if looks.animated else "") + hashlib.md5(data, usedforsecurity=False).hexdigest()
        self.put(f"{folder}/{name}", data)
        return name


def read_image(value: object, field: str, most: int = _MOST) -> bytes:
    """Return the bytes of a data URI in a request's field; 50035 for what is no PNG, JPEG, GIF or WebP."""
    found = _DATA_URI.fullmatch(value) if isinstance(value, str) else None
    try:
        data = base64.b64decode(found[1], validate=False) if found else b""
    except binascii.Error:
        data = b""
    if not looks_of(data, "").mime:
        raise invalid_field(field, "IMAGE_INVALID", "Invalid image data")
    if len(data) > most:
        raise invalid_field(field, "BINARY_TYPE_MAX_SIZE", f"File cannot be larger than {most / 1024:.1f} kb.")
    return data
