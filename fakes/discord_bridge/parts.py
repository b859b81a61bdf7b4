"""Discord → Matrix: a message as the events that it becomes: its text, then each of its files."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

from mautrix.errors import MatrixError

from fakes.discord_bridge import cdn, convert, media
from fakes.discord_bridge.files import Emoji, FileError
from fakes.discord_bridge.items import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.discord_bridge.portal import Portal

log = logging.getLogger(__name__)

_EMOJI = re.compile(r"<(a?):(\w+):(\d+)>", re.ASCII)


class Parts:
    """Turns one channel's messages into events, carrying their files."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._bridge = portal.bridge

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
        if not parts and message.get("thread"):
            made = {"msgtype": "m.text", "body": f"Created a thread: {message['thread'].get('name', '')}"}
            parts = [Part(self._signed(made, message))]
        return self._bridge.defects.parts(parts)

    async def text(self, message: Mapping[str, Any], text: str, ghost: str) -> dict[str, Any] | None:
        """Return the content of a message's text; None when it has none to show."""
        await self._carry_emoji(text, ghost)
        content = convert.text_content(message, text, self._tag)
        return self._signed(content, message) if content else None

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

    async def emoji(self, emoji_id: str, name: str, *, animated: bool) -> str | None:
        """Return a custom emoji's address on Matrix; None when it can't be carried."""
        kind = "image/gif" if animated else "image/png"
        try:
            stored = await self._bridge.files.to_matrix(
                cdn.emoji(emoji_id, animated=animated), None, kind=kind, emoji=Emoji(emoji_id, name)
            )
        except (FileError, MatrixError) as error:
            log.warning("The emoji %s couldn't be carried: %s", emoji_id, error)
            return None
        return stored.mxc

    async def _carry_emoji(self, text: str, ghost: str) -> None:
        """Carry the emoji of a text, so that its rendering, which can't wait, finds them."""
        found = {match.groups() for match in _EMOJI.finditer(text)}
        await asyncio.gather(*(self.emoji(id_, name, animated=bool(mark)) for mark, name, id_ in sorted(found)))

    def _tag(self, tag: re.Match[str]) -> str:
        return self._bridge.tag_html(tag, self._portal.channel.guild)


def _once(things: list[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    """Return what bears an id, each id once."""
    return list({str(thing["id"]): thing for thing in reversed(things or [])}.values())[::-1]
