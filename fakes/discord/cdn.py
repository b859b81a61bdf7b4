"""The CDN and the media proxy: attachments by signed addresses, avatars, icons, emoji, stickers; HEAD and ranges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from fakes.control import Record
from fakes.discord.blobs import Blob, Depot
from fakes.discord.faults import Target
from fakes.discord.hosts import CDN, MEDIA
from fakes.discord.pictures import png

if TYPE_CHECKING:
    from fakes.discord.world import World

_HOSTS = (CDN, MEDIA)
_FOLDERS = re.compile(
    r"/(attachments|avatars|banners|icons|splashes|emojis|stickers|embed/avatars|app-icons|role-icons|roles"
    r"|channel-icons|guilds/\d+/users)/.+"
)
_DEFAULT_AVATAR = re.compile(r"/embed/avatars/([0-5])\.png")
_COLOURS = (0x5865F2, 0x757E8A, 0x3BA55C, 0xFAA61A, 0xED4245, 0xEB459F)
_ODD_SIZES = (20, 22, 24, 28, 40, 44, 48, 56, 60, 80, 96, 100, 160, 240, 300, 320, 480, 600, 640, 1280, 1536, 3072)
SIZES = frozenset({*(1 << n for n in range(4, 13)), *_ODD_SIZES})
_STILL = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_GONE = b"This content is no longer available."


@dataclass(frozen=True, slots=True)
class Served:
    """An answer of the CDN: the bytes of ``blob`` from ``start`` to ``stop``."""

    status: int
    blob: Blob
    start: int
    stop: int
    headers: dict[str, str] = field(default_factory=dict)
    bytes_per_second: int = 0
    """How slowly to send them; 0 is as fast as can be."""


class Cdn:
    """Serves a world's files."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._texts = Depot()

    def answer(
        self, method: str, host: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Served | None:
        """Serve a request; None when its host and path aren't the CDN's. ``headers`` have lower-case names."""
        host = host.partition(":")[0].lower()
        if host not in _HOSTS and (method not in ("GET", "HEAD") or not _FOLDERS.fullmatch(path)):
            return None
        parts = path.split("/")
        folder = parts[1] if len(parts) > 1 else ""
        place = parts[2] if folder == "attachments" and len(parts) > 2 else ""
        channel = self._world.ground.channels.get(place)
        places = (place, channel.guild_id) if channel else (place,)
        scope = self._world.ground.scope_of(channel) if channel else ""
        target = Target(f"{method} cdn /{folder}", places, scope=scope, host=host)
        served = self._served(method, target, unquote(path), query, headers)
        self._witness(target, path, served)
        return served

    def _served(
        self, method: str, target: Target, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Served:
        faults = self._world.ground.faults
        failing = faults.hit("status", target)
        if failing is not None:
            return self._text(failing.status, b"")
        if method not in ("GET", "HEAD"):
            return self._text(405, b"Method Not Allowed")
        served = self._found(target.host, path, query, headers)
        slow = faults.hit("slow_cdn", target)
        return served if slow is None else replace(served, bytes_per_second=slow.bytes_per_second)

    def _found(self, host: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Served:
        if query.get("size", "16") not in map(str, SIZES):
            return self._text(400, b"Invalid size")
        if path.startswith("/attachments/"):
            return self._attachment(host, path, query, headers)
        default = _DEFAULT_AVATAR.fullmatch(path)
        if default:
            blob = self._texts.keep(png(1, 1, _COLOURS[int(default[1])]))
            return _ranged(blob, "image/png", headers)
        return self._asset(path, headers)

    def _attachment(self, host: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Served:
        attachment = self._world.attachments.find(path)
        if attachment is None or not self._world.ground.signer.opens(path, query):
            return self._text(404, _GONE)
        if host == MEDIA and attachment.looks.width is None:
            return self._text(415, b"Unsupported Media Type")
        served = _ranged(attachment.blob, attachment.looks.mime or "application/octet-stream", headers)
        served.headers["Content-Disposition"] = f'attachment; filename="{attachment.filename}"'
        return served

    def _asset(self, path: str, headers: Mapping[str, str]) -> Served:
        stem, _, ending = path.rpartition(".")
        asset = self._world.assets.find(stem)
        if asset is None:
            return self._text(404, b"")
        if ending.lower() not in _STILL and not _fits(ending.lower(), asset.mime):
            return self._text(415, b"Unsupported Media Type")
        return _ranged(asset.blob, asset.mime, headers)

    def _text(self, status: int, text: bytes) -> Served:
        blob = self._texts.keep(text)
        return Served(status, blob, 0, blob.size, {"Content-Type": "text/plain;charset=UTF-8"})

    def _witness(self, target: Target, path: str, served: Served) -> None:
        detail: dict[str, object] = {"method": target.route, "path": path, "status": served.status}
        if served.status >= 400:
            detail["error"] = str(served.status)
        place, scope = target.places[0], target.scope
        self._world.ground.witness(
            Record(network="discord", kind="call", cause="wire", place=place, scope=scope, detail=detail)
        )


def _fits(ending: str, mime: str) -> bool:
    return (ending, mime) in (("gif", "image/gif"), ("json", "application/json"))


def _ranged(blob: Blob, mime: str, headers: Mapping[str, str]) -> Served:
    etag = f'"{blob.sha256[:32]}"'
    more = {
        "Content-Type": mime,
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Cache-Control": "public, max-age=31536000",
    }
    if headers.get("if-none-match") == etag:
        return Served(304, blob, 0, 0, more)
    asked = _RANGE.fullmatch(headers.get("range", ""))
    if asked is None or not (asked[1] or asked[2]):
        return Served(200, blob, 0, blob.size, more)
    first, last = _bounds(asked[1], asked[2], blob.size)
    if first > last:
        return Served(416, blob, 0, 0, more | {"Content-Range": f"bytes */{blob.size}"})
    return Served(206, blob, first, last + 1, more | {"Content-Range": f"bytes {first}-{last}/{blob.size}"})


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last[:18])), size - 1
    return int(first[:18]), min(int(last[:18]) if last else size - 1, size - 1)
