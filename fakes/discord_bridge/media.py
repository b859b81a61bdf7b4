"""Discord's attachments and stickers as the contents of Matrix events, before and after their files are carried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakes.discord_bridge import cdn
from fakes.discord_bridge.files import Stored

SPOILER = "page.codeberg.everypizza.msc4193.spoiler"
SPOILER_PREFIX = "SPOILER_"
STICKER_PIXELS = 160
MEDIA_TYPES = frozenset({"m.image", "m.video", "m.audio", "m.file"})
_GIFV = (
    "fi.mau.discord.gifv", "fi.mau.gif", "fi.mau.loop", "fi.mau.autoplay", "fi.mau.hide_controls", "fi.mau.no_audio",
)  # fmt: skip
_STICKERS = {cdn.PNG: "image/png", cdn.APNG: "image/apng", cdn.LOTTIE: "application/json", cdn.GIF: "image/gif"}


def info(kind: str, size: int, width: int, height: int) -> dict[str, Any]:
    """Return an event's ``info``: what isn't known isn't in it."""
    known = {"mimetype": kind, "size": size, "w": width, "h": height}
    return {key: value for key, value in known.items() if value}


def attachment_content(attachment: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of an attachment's event, without its ``url`` (Discord: Message resource, attachment)."""
    kind, name = str(attachment.get("content_type") or ""), str(attachment.get("filename") or "")
    content: dict[str, Any] = {"msgtype": _msgtype(kind), "body": name}
    if attachment.get("description"):
        content |= {"body": str(attachment["description"]), "filename": name}
    sizes = [int(attachment.get(key) or 0) for key in ("size", "width", "height")]
    content["info"] = info(kind, *sizes)
    if name.startswith(SPOILER_PREFIX):
        content[SPOILER] = True
    if content["msgtype"] == "m.audio" and attachment.get("waveform") is not None:
        seconds = float(attachment.get("duration_secs") or 0)
        content["org.matrix.msc1767.audio"] = {"duration": int(seconds * 1000)}
        content["org.matrix.msc3245.voice"] = {}
    return content


def _msgtype(kind: str) -> str:
    top = kind.split("/")[0].lower()
    return f"m.{top}" if f"m.{top}" in MEDIA_TYPES else "m.file"


def stored_content(content: Mapping[str, Any], stored: Stored) -> dict[str, Any]:
    """Return ``content`` with its file: the size as carried, the picture's measure where Discord gave none."""
    before = dict(content.get("info") or {})
    before["size"] = stored.size
    before.setdefault("mimetype", stored.kind)
    if not before.get("w") and not before.get("h"):
        before |= {"w": stored.width, "h": stored.height}
    return {**content, "info": {key: value for key, value in before.items() if value}, "url": stored.mxc}


def failed_content(why: object) -> dict[str, Any]:
    """Return what stands where a file couldn't be carried."""
    return {"msgtype": "m.notice", "body": f"Failed to bridge media: {why}"}


def video_content(embed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a moving picture's or a video's event, without its file."""
    video = embed.get("video")
    shown = video or embed.get("thumbnail") or {}
    measure = info("", 0, int(shown.get("width") or 0), int(shown.get("height") or 0))
    content = {"msgtype": "m.video" if video else "m.image", "body": str(embed.get("url") or ""), "info": measure}
    if video and embed.get("type") == "gifv":
        content["info"] = measure | dict.fromkeys(_GIFV, True)
    return content


def sticker_kind(sticker: Mapping[str, Any]) -> str:
    """Return a sticker's media type; empty for a format that isn't known."""
    return _STICKERS.get(int(sticker.get("format_type") or 0), "")


def sticker_content(sticker: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a sticker's event, without its ``url``."""
    return {"body": str(sticker.get("name") or ""), "info": info(sticker_kind(sticker), 0, 0, 0)}


def sticker_measured(content: dict[str, Any]) -> dict[str, Any]:
    """Return a sticker's content with a measure of at most 160 pixels, rounded as the real bridge does."""
    if "info" not in content:
        return content
    width, height = int(content["info"].get("w") or 0), int(content["info"].get("h") or 0)
    most = STICKER_PIXELS
    if width > height and width > most:
        width, height = most, height // (width // most)
    elif height > width and height > most:
        width, height = width // (height // most), most
    elif width > most or not (width or height):
        width = height = most
    return content | {"info": {**content["info"], "w": width, "h": height}}


def caption(content: Mapping[str, Any]) -> bool:
    """Tell whether a Matrix file has a caption: a body that isn't its file's name (MSC2530)."""
    return bool(content.get("filename")) and content["filename"] != content.get("body")


def file_name(content: Mapping[str, Any]) -> str:
    """Return the name under which a Matrix file goes to Discord."""
    name = str(content["filename"] if caption(content) else content.get("body", ""))
    return SPOILER_PREFIX + name if content.get(SPOILER) is True else name
