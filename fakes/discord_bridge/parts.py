"""Discord → Matrix: a message as the events that it becomes: its text, then each of its files."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from mautrix.errors import MatrixError

from fakes.discord_bridge import cdn, convert, embeds, media
from fakes.discord_bridge.files import FileError
from fakes.discord_bridge.items import Part
from fakes.discord_bridge.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.discord_bridge.portal import Portal

log = logging.getLogger(__name__)


class Parts:
    """Turns one channel's messages into events, carrying their files."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._bridge = portal.bridge
        self._texts = Texts(portal)

    async def of(self, message: Mapping[str, Any], text: str, ghost: str) -> list[Part]:
        """Return every event of a message whose text is ``text``."""
        own = await self.text(message, text, ghost)
        parts = [Part(own)] if own else []
        for attachment in _once(message.get("attachments")):
            content = await self._file(str(attachment["url"]), ghost, media.attachment_content(attachment))
            parts.append(Part(self._signed(content, message), str(attachment["id"])))
        for sticker in _once(message.get("sticker_items")):
            content = media.sticker_measured(await self._sticker(sticker, ghost))
            parts.append(Part(self._signed(content, message), str(sticker["id"]), "m.sticker"))
        for url, embed in _videos(message).items():
            parts.append(Part(self._signed(await self._video(embed, ghost), message), f"video_{url}"))
        if not parts and message.get("thread"):
            made = {"msgtype": "m.text", "body": f"Created a thread: {message['thread'].get('name', '')}"}
            parts = [Part(self._signed(made, message))]
        return self._bridge.defects.parts(parts)

    async def text(self, message: Mapping[str, Any], text: str, ghost: str) -> dict[str, Any] | None:
        """Return the content of a message's text; None when it has none to show."""
        content = await self._texts.of(message, text, ghost)
        return self._signed(content, message) if content else None

    async def changed(self, message: Mapping[str, Any], ghost: str) -> dict[str, Any] | None:
        """Return what a changed message's first event becomes: its text, or the moving picture that it links to."""
        if embeds.is_plain_gif(message):
            return self._signed(await self._video(message["embeds"][0], ghost), message)
        return await self.text(message, str(message.get("content") or ""), ghost)

    def _signed(self, content: dict[str, Any], message: Mapping[str, Any]) -> dict[str, Any]:
        return convert.signed(content, message, prefix_webhooks=self._bridge.config.prefix_webhook_messages)

    async def _sticker(self, sticker: Mapping[str, Any], ghost: str) -> dict[str, Any]:
        content = media.sticker_content(sticker)
        if int(sticker.get("format_type") or 0) == cdn.LOTTIE:
            # The real bridge shows vector stickers without a file, too.
            return content
        return await self._file(cdn.sticker(str(sticker["id"]), int(sticker.get("format_type") or 0)), ghost, content)

    async def _file(self, url: str, ghost: str, content: dict[str, Any]) -> dict[str, Any]:
        kind = str(content["info"].get("mimetype", ""))
        try:
            return media.stored_content(content, await self._bridge.files.to_matrix(url, ghost, kind=kind))
        except (FileError, MatrixError) as error:
            log.warning("A file couldn't be carried: %s", error)
            return media.failed_content(error)

    async def _video(self, embed: Mapping[str, Any], ghost: str) -> dict[str, Any]:
        shown = embed.get("video") or embed.get("thumbnail")
        if not shown:
            return media.failed_content("no video or thumbnail proxy URL found in embed")
        return await self._file(str(shown.get("proxy_url") or ""), ghost, media.video_content(embed))

    async def emoji(self, emoji_id: str, name: str, *, animated: bool) -> str | None:
        """Return a custom emoji's address on Matrix; None when it can't be carried."""
        return await self._texts.emoji(emoji_id, name, animated=animated)


def _once(things: list[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    """Return what bears an id, each id once."""
    return list({str(thing["id"]): thing for thing in reversed(things or [])}.values())[::-1]


def _videos(message: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the embeds that are events of their own, by their link."""
    shown = [embed for embed in message.get("embeds") or [] if embeds.look_of(embed, message) is embeds.Look.VIDEO]
    return {str(embed.get("url") or ""): embed for embed in reversed(shown)}


def files_in(message: Mapping[str, Any]) -> set[str]:
    """Return the ids of all that a message shows as events of their own."""
    things = [thing for key in ("attachments", "sticker_items") for thing in message.get(key) or []]
    videos = [embed for embed in message.get("embeds") or [] if embeds.look_of(embed) is embeds.Look.VIDEO]
    return {str(thing["id"]) for thing in things} | {f"video_{embed.get('url', '')}" for embed in videos}
