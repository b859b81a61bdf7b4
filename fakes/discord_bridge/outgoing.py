"""Matrix → Discord: what a Matrix message becomes before it is posted: text, mentions, files and whom it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fakes.discord_bridge import convert, media, pictures
from fakes.discord_bridge.to_discord import Mentions, markdown
from fakes.discord_bridge.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.discord_bridge.html_text import Pill
    from fakes.discord_bridge.items import Item
    from fakes.discord_bridge.ledger import Entry
    from fakes.discord_bridge.portal import Portal


class UnsupportedError(Exception):
    """A kind of Matrix message that the real bridge doesn't carry; the message is its words."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A Discord message before it is posted; ``silent`` when an answer shouldn't ping."""

    text: str
    mentions: Mentions
    uploads: tuple[Upload, ...] = ()
    reply: Entry | None = None
    silent: bool = False
    thread: str = ""


class Drafts:
    """Makes drafts of one room's messages."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._bridge = portal.bridge

    async def of(self, item: Item, thread: str = "") -> Draft:
        """Return what a message becomes; raise FileError or UnsupportedError."""
        content = convert.without_fallback(item.data["content"])
        if item.data.get("type") == "m.sticker":
            content = _sticker(content)
        kind = content.get("msgtype")
        if kind not in convert.TEXT_TYPES | media.MEDIA_TYPES:
            raise UnsupportedError(f'unknown msgtype "{kind or ""}"')
        text, mentions, uploads = "", Mentions(), []
        if kind in convert.TEXT_TYPES or media.caption(content):
            text, mentions = await self.text(item, content)
        if kind in media.MEDIA_TYPES:
            uploads = self._bridge.defects.uploads([await self._upload(content)])
        text = self._bridge.defects.words(text, files=kind in media.MEDIA_TYPES)
        reply = self._reply(content, thread)
        return Draft(text, mentions, tuple(uploads), reply, _silent(content, reply), thread)

    async def _upload(self, content: Mapping[str, Any]) -> Upload:
        source = content.get("url") or (content.get("file") or {}).get("url") or ""
        kind = str((content.get("info") or {}).get("mimetype") or "")
        data = await self._bridge.files.to_discord(str(source))
        return Upload(media.file_name(content), data, kind, str(content.get("description") or ""))

    async def text(self, item: Item, content: Mapping[str, Any]) -> tuple[str, Mentions]:
        """Return a content's text as Discord Markdown, and whom it may ping."""
        mentions = Mentions()
        allowed = content.get("m.mentions")
        named = allowed.get("user_ids") if isinstance(allowed, dict) else None
        text = markdown(content, lambda pill: self._mention(pill, mentions, named))
        if "@everyone" in text or "@here" in text:
            mine, needed = await self._bridge.matrix.power(self._portal.room, item.author, "@room")
            mentions.everyone = mine >= needed
        return text, mentions

    def _mention(self, pill: Pill, mentions: Mentions, named: list[str] | None) -> str | None:
        if pill.target.startswith("!"):
            return self._room_link(pill)
        if not pill.target.startswith("@") or (named is not None and pill.target not in named):
            return None
        discord_id = self._bridge.discord_id(pill.target)
        if discord_id is None:
            return None
        discord_id = self._bridge.defects.mentioned(discord_id, self._bridge.impostor)
        if discord_id not in mentions.users:
            mentions.users.append(discord_id)
        return f"<@{discord_id}>"

    def _room_link(self, pill: Pill) -> str | None:
        portal = self._bridge.portal_of_room(pill.target)
        if portal is None:
            return None
        if not pill.event:
            return f"<#{portal.channel.id}>"
        entry = portal.ledger.of_event(pill.event)
        return message_url(portal, entry.discord_id) if entry else None

    def _reply(self, content: Mapping[str, Any], thread: str) -> Entry | None:
        target = convert.replied_to(content)
        entry = self._portal.ledger.of_event(target) if target else None
        return entry if entry and entry.thread == thread else None


def message_url(portal: Portal, message: str, channel: str = "") -> str:
    """Return the address of a message of a portal's channel, or of one of its threads."""
    return f"https://discord.com/channels/{portal.channel.guild or '@me'}/{channel or portal.channel.id}/{message}"


def _sticker(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a Matrix sticker as a picture whose name says what it is."""
    extension = pictures.extension(str((content.get("info") or {}).get("mimetype") or ""))
    named = {"body": f"sticker{extension}", "description": content.get("body", "")} if extension else {}
    return {**content, "msgtype": "m.image", **named}


def _silent(content: Mapping[str, Any], reply: Entry | None) -> bool:
    """Tell whether an answer's author chose not to ping whom it answers."""
    mentions = content.get("m.mentions")
    if not isinstance(mentions, dict) or convert.replied_to(content) is None:
        return False
    named = mentions.get("user_ids") or []
    return not named or (reply is not None and reply.sender not in named)
