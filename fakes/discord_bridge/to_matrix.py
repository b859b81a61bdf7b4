"""Discord → Matrix: what happened in a channel, done in its room by the authors' ghosts."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mautrix.errors import MatrixError
from mautrix.types import RoomID

from fakes.discord_bridge import convert
from fakes.discord_bridge.attribution import person_of
from fakes.discord_bridge.emoji import with_selectors
from fakes.discord_bridge.items import Delivery, Direction, Item
from fakes.discord_bridge.ledger import Entry, Reaction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.discord_bridge.portal import Portal

log = logging.getLogger(__name__)

DISCORD_EPOCH = 1420070400000
TYPING_SECONDS = 12


def sent_at(snowflake: str) -> int:
    """Return when a snowflake was made, in Unix milliseconds (Discord: reference, snowflakes)."""
    return (int(snowflake) >> 22) + DISCORD_EPOCH


def moment(timestamp: str) -> datetime:
    """Return a Discord timestamp (ISO 8601) as a point in time."""
    parsed = datetime.fromisoformat(timestamp)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


class ToMatrix:
    """Carries one channel's items to its room."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._bridge = portal.bridge
        self._recent: dict[str, Mapping[str, Any]] = {}

    async def carry(self, item: Item) -> None:
        """Do on Matrix what ``item`` says."""
        if item.kind == "message":
            await self._message(item)
        elif item.kind == "edit":
            await self._edit(item)
        elif item.kind == "delete":
            await self._delete(str(item.data["id"]))
        else:
            await self._reaction(item)

    async def typing(self, discord_id: str) -> None:
        """Show a ghost that was seen before as typing."""
        ghost = self._bridge.ghosts.known(discord_id)
        if ghost:
            speaker = self._bridge.matrix.speaker(ghost)
            await speaker.set_typing(RoomID(self._portal.room), timeout=TYPING_SECONDS * 1000)

    async def _message(self, item: Item) -> None:
        message = item.data
        own = self._portal.ledger.of_discord(str(message["id"])) is not None
        if int(message.get("type", 0)) in convert.SILENT_TYPES or (own and self._bridge.defects.knows_own()):
            return
        self._remember(message)
        for method, path in self._bridge.defects.extra_calls(self._portal.channel.id):
            await self._bridge.stray_call(item.account, method, path)
        person = person_of(message["author"], message)
        await self._bridge.ghosts.update(person)
        delivery = Delivery(self._portal.channel.id, Direction.TO_MATRIX, person.id, str(message.get("content") or ""))
        others, impostor = self._bridge.other_bridged(self._portal), self._bridge.user(item.account).discord_id
        right, *wrong = self._bridge.defects.deliveries(delivery, others, impostor)
        entry = await self._deliver(message, right)
        if entry and not own:
            self._portal.ledger.add(entry)
        for out in wrong:
            try:
                await self._deliver(message, out)
            except MatrixError as error:
                log.info("A defect's delivery failed: %s", error)

    async def _deliver(self, message: Mapping[str, Any], out: Delivery) -> Entry | None:
        """Send a message to the room of ``out``; None when there is nothing to send."""
        ghost = await self._bridge.ghosts.ready(out.author)
        content = await self._content(message, out.text)
        if content is None:
            log.warning("Message %s has nothing that the stand-in can carry", message["id"])
            return None
        room, at = self._bridge.portals[out.channel].room, sent_at(str(message["id"]))
        return Entry(str(message["id"]), await self._bridge.matrix.send(room, content, ghost=ghost, at=at), ghost)

    async def _content(self, message: Mapping[str, Any], text: str) -> dict[str, Any] | None:
        content = convert.matrix_content(
            message, text, self._tag, prefix_webhooks=self._bridge.config.prefix_webhook_messages
        )
        if content is None:
            return None
        channel = self._portal.channel
        content["m.mentions"] = await self._mentions(message)
        target = convert.reply_target(message, channel.id, channel.guild)
        entry = self._portal.ledger.of_discord(target) if target else None
        if entry:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": entry.event_id}}
        return content

    async def _mentions(self, message: Mapping[str, Any]) -> dict[str, Any]:
        named = []
        for user in message.get("mentions") or []:
            await self._bridge.ghosts.update(person_of(user))
            named.append(self._bridge.matrix_id(str(user["id"])))
        return convert.mentions_of(named, everyone=bool(message.get("mention_everyone")))

    async def _edit(self, item: Item) -> None:
        message = item.data
        entry = self._portal.ledger.of_discord(str(message["id"]))
        edited = str(message.get("edited_timestamp") or "")
        if entry is None or (edited and entry.edited and moment(edited) <= moment(entry.edited)):
            return
        if "author" not in message:
            message = {**self._recent.get(entry.discord_id, {}), **message}
        relay = self._portal.relay
        if "author" not in message or (relay and str(message["author"]["id"]) == relay.id):
            return
        self._remember(message)
        # An embed that was unfurled comes as an update, too, and is an edit to the real bridge.
        content = await self._content(message, str(message.get("content") or ""))
        if content is None:
            return
        content.pop("m.relates_to", None)
        ghost = await self._bridge.ghosts.ready(str(message["author"]["id"]))
        at = int(moment(edited).timestamp() * 1000) if edited else None
        await self._bridge.matrix.send(self._portal.room, convert.edit_of(entry.event_id, content), ghost=ghost, at=at)
        entry.edited = edited or entry.edited

    async def _delete(self, message_id: str) -> None:
        entry = self._portal.ledger.of_discord(message_id)
        if entry is None:
            return
        await self._bridge.matrix.redact(self._portal.room, entry.event_id)
        self._portal.ledger.forget(entry)
        message = self._recent.get(message_id)
        if message and not self._bridge.defects.lets_rest():
            content = await self._content(message, str(message.get("content") or ""))
            if content:
                await self._bridge.matrix.send(self._portal.room, content, ghost=entry.sender)

    async def _reaction(self, item: Item) -> None:
        data, emoji = item.data, item.data["emoji"]
        if emoji.get("id"):
            log.warning("A custom emoji isn't carried by the stand-in yet")
            return
        entry = self._portal.ledger.of_discord(str(data["message_id"]))
        if entry is None:
            return
        if (data.get("member") or {}).get("user"):
            await self._bridge.ghosts.update(person_of(data["member"]["user"]))
        reaction = Reaction(entry.discord_id, str(data["user_id"]), str(emoji["name"]))
        known = self._portal.ledger.reaction_event(reaction)
        if item.kind == "reaction" and known is None:
            await self._react(entry, reaction)
        elif item.kind == "unreaction" and known:
            ghost = await self._bridge.ghosts.ready(reaction.discord_user)
            await self._bridge.matrix.redact(self._portal.room, known, ghost=ghost)
            self._portal.ledger.unreact(reaction)

    async def _react(self, entry: Entry, reaction: Reaction) -> None:
        ghost = await self._bridge.ghosts.ready(reaction.discord_user)
        relation = {"rel_type": "m.annotation", "event_id": entry.event_id, "key": with_selectors(reaction.emoji)}
        event_id = await self._bridge.matrix.send(
            self._portal.room, {"m.relates_to": relation}, ghost=ghost, kind="m.reaction"
        )
        self._portal.ledger.react(reaction, event_id)

    def _remember(self, message: Mapping[str, Any]) -> None:
        self._recent[str(message["id"])] = message
        while len(self._recent) > 256:
            self._recent.pop(next(iter(self._recent)))

    def _tag(self, tag: re.Match[str]) -> str:
        return self._bridge.tag_html(tag, self._portal.channel.guild)
