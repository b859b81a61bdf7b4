"""Discord → Matrix: a message's words, its embeds and what else it shows, as one Matrix text."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

from mautrix.errors import MatrixError

from fakes.discord_bridge import cdn, convert, embeds, system
from fakes.discord_bridge.attribution import event_uri, person_of, room_uri
from fakes.discord_bridge.embeds import Look
from fakes.discord_bridge.files import Emoji, FileError, Stored
from fakes.discord_bridge.from_discord import to_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.discord_bridge.portal import Portal

log = logging.getLogger(__name__)

_EMOJI = re.compile(r"<(a?):(\w+):(\d+)>", re.ASCII)


class Texts:
    """Renders one channel's messages, after it has carried the pictures that they show."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._bridge = portal.bridge

    async def of(self, message: Mapping[str, Any], text: str, ghost: str) -> dict[str, Any] | None:
        """Return the content of a message whose words are ``text``; None when it has nothing to show as text."""
        special = convert.event_content(message)
        if special:
            return special
        shown = _own_embeds(message)
        await self._carry(message, text, shown, ghost)
        blocks = await self._blocks(message, text)
        tables = self._bridge.config.embed_fields_as_tables
        rich = [embed for embed in shown if embeds.look_of(embed, message) is Look.RICH]
        blocks += [embeds.rich_html(embed, self._render, self._picture, tables=tables) for embed in rich]
        if message.get("components"):
            blocks.append(system.COMPONENTS)
        previews = [self._preview(embed) for embed in shown if embeds.look_of(embed, message) is Look.PREVIEW]
        return convert.html_content(blocks, previews, everyone=bool(message.get("mention_everyone")))

    async def _blocks(self, message: Mapping[str, Any], text: str) -> list[str]:
        blocks = []
        interaction, snapshot = message.get("interaction"), system.forwarded(message)
        if interaction:
            person = person_of(interaction["user"])
            await self._bridge.ghosts.update(person)
            mxid, name = self._bridge.ghosts.mxid(person.id), self._bridge.ghosts.name(person.id)
            blocks.append(system.interaction_html(mxid, name, str(interaction.get("name", ""))))
        if text and not embeds.is_plain_gif(message):
            blocks.append(self._render(text, True))
        elif snapshot:
            reference = message["message_reference"]
            blocks.append(system.forward_html(snapshot, lambda time: self._origin(reference, time), self._paragraphs))
        return blocks

    def _render(self, text: str, links: bool) -> str:
        return to_html(text, self._tag, links=links)

    def _paragraphs(self, text: str) -> str:
        return to_html(text, self._tag, unwrap=False) if text else ""

    def _origin(self, reference: Mapping[str, Any], time: str) -> str:
        """Return where a forward came from: a link when that is bridged."""
        portal = self._bridge.portals.get(str(reference.get("channel_id") or ""))
        if portal is None:
            return f"unknown channel • {time}"
        name = portal.channel.name
        entry = portal.ledger.of_discord(str(reference.get("message_id") or ""))
        if entry:
            uri = event_uri(self._bridge.config, portal.room, entry.event_id)
            return f'<a href="{uri}">#{name} • {time}</a>'
        if portal.room:
            return f'<a href="{room_uri(self._bridge.config, portal.room)}">#{name}</a> • {time}'
        return f"{name} • {time}"

    def _preview(self, embed: Mapping[str, Any]) -> dict[str, Any]:
        """Return the preview of a link (MSC4095)."""
        preview = {
            "matched_url": str(embed.get("url") or ""),
            "og:title": embed.get("title"),
            "og:description": embed.get("description"),
        }
        picture = embeds.preview_picture(embed)
        stored = self._bridge.files.known(str(picture.get("proxy_url") or "")) if picture else None
        if picture and stored:
            given = int(picture.get("width") or 0), int(picture.get("height") or 0)
            width, height = given if any(given) else (stored.width, stored.height)
            preview |= {
                "og:image": stored.mxc, "og:image:type": stored.kind, "matrix:image:size": stored.size,
                "og:image:width": width, "og:image:height": height,
            }  # fmt: skip
        return {key: value for key, value in preview.items() if value or key == "matched_url"}

    def _picture(self, url: str) -> str | None:
        stored = self._bridge.files.known(url)
        return stored.mxc if stored else None

    async def _carry(self, message: Mapping[str, Any], text: str, shown: list[Mapping[str, Any]], ghost: str) -> None:
        """Carry every picture before the rendering, which can't wait."""
        urls, words = set(), [text, str((system.forwarded(message) or {}).get("content") or "")]
        for embed in shown:
            look = embeds.look_of(embed, message)
            if look is Look.RICH:
                urls |= set(embeds.pictures_of(embed))
                words.append(embeds.texts_of(embed))
            elif look is Look.PREVIEW and embeds.preview_picture(embed):
                urls.add(str((embeds.preview_picture(embed) or {}).get("proxy_url") or ""))
        emoji = {match.groups() for match in _EMOJI.finditer("\n".join(words))}
        await asyncio.gather(
            *(self._carried(url, ghost) for url in sorted(urls) if url),
            *(self.emoji(id_, name, animated=bool(mark)) for mark, name, id_ in sorted(emoji)),
        )

    async def emoji(self, emoji_id: str, name: str, *, animated: bool) -> str | None:
        """Return a custom emoji's address on Matrix; None when it can't be carried."""
        kind = "image/gif" if animated else "image/png"
        url = cdn.emoji(emoji_id, animated=animated)
        stored = await self._carried(url, None, kind=kind, emoji=Emoji(emoji_id, name))
        return stored.mxc if stored else None

    async def _carried(
        self, url: str, ghost: str | None, *, kind: str = "", emoji: Emoji | None = None
    ) -> Stored | None:
        try:
            return await self._bridge.files.to_matrix(url, ghost, kind=kind, emoji=emoji)
        except (FileError, MatrixError) as error:
            log.warning("A picture couldn't be carried: %s", error)
            return None

    def _tag(self, tag: re.Match[str]) -> str:
        return self._bridge.tag_html(tag, self._portal.channel.guild)


def _own_embeds(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a message's embeds without the one that stands for a relayed reply."""
    found = list(message.get("embeds") or [])
    relayed = found and not message.get("message_reference") and convert.is_reply_embed(found[0])
    return found[1:] if relayed else found
