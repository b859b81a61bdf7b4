"""Discord → Matrix: what happened in a channel, done in its room by the authors' ghosts."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mautrix.errors import MatrixError
from mautrix.types import RoomID

from fakes.discord_bridge import convert
from fakes.discord_bridge.attribution import person_of
from fakes.discord_bridge.emoji import with_selectors
from fakes.discord_bridge.items import Delivery, Direction, Item
from fakes.discord_bridge.ledger import Entry, Reaction
from fakes.discord_bridge.parts import Parts, files_in
from fakes.discord_bridge.threads import HAS_THREAD
from fakes.discord_bridge.threads import relation as in_thread

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
        self._parts = Parts(portal)
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
            seconds = self._bridge.defects.typing_seconds(TYPING_SECONDS)
            await speaker.set_typing(RoomID(self._portal.room), timeout=seconds * 1000)

    async def _message(self, item: Item) -> None:
        message = item.data
        own = self._known(str(message["id"]))
        if int(message.get("type", 0)) in convert.SILENT_TYPES or (own and self._bridge.defects.knows_own()):
            return
        self._remember(message)
        for method, path in self._bridge.defects.extra_calls(self._portal.channel.id):
            await self._bridge.stray_call(item.account, method, path)
        person = person_of(message["author"], message)
        await self._bridge.ghosts.update(person)
        words = str(message.get("content") or "")
        thread = self._bridge.defects.thread(item.thread)
        delivery = Delivery(self._portal.channel.id, Direction.TO_MATRIX, person.id, words, thread)
        others, impostor = self._bridge.other_bridged(self._portal), self._bridge.user(item.account).discord_id
        right, *wrong = self._bridge.defects.deliveries(delivery, others, impostor)
        entries = await self._deliver(message, right)
        if not own:
            for entry in entries:
                self._portal.ledger.add(entry)
        if entries and message.get("flags") == HAS_THREAD:
            await self._bridge.threads.found(self._portal, entries[0])
        for out in wrong:
            try:
                await self._deliver(message, out)
            except MatrixError as error:
                log.info("A defect's delivery failed: %s", error)

    def _known(self, message_id: str) -> bool:
        known = self._portal.ledger.of_discord(message_id) is not None
        return known and self._bridge.defects.recognises(message_id)

    async def _deliver(self, message: Mapping[str, Any], out: Delivery) -> list[Entry]:
        """Send a message's events to the room of ``out``; those that fail are left out."""
        ghost = await self._bridge.voice(out.author)
        # Whom it names is learnt first, for the text shows their names.
        mentions, last = await self._mentions(message), ""
        parts = await self._parts.of(message, out.text, ghost)
        room, at = self._bridge.portals[out.channel].room, sent_at(str(message["id"]))
        sent: list[Entry] = []
        for number, part in enumerate(parts):
            content = part.content | {"m.mentions": {} if number else mentions}
            relation = self._relation(message, out.thread, last, first=not number)
            if relation:
                content["m.relates_to"] = relation
            try:
                last = await self._bridge.say(room, content, voice=ghost, at=at, kind=part.kind)
            except MatrixError as error:
                log.warning("A part of message %s wasn't sent: %s", message["id"], error)
                continue
            sent.append(Entry(str(message["id"]), last, ghost, attachment=part.attachment, thread=out.thread))
        if not parts:
            log.warning("Message %s has nothing that can be shown", message["id"])
        return sent

    def _relation(self, message: Mapping[str, Any], thread_id: str, last: str, *, first: bool) -> dict[str, Any]:
        """Return what an event of a message is related to; ``last`` is the event before it, if it isn't the first."""
        channel, thread = self._portal.channel, self._bridge.threads.by_id(thread_id)
        target = convert.reply_target(message, (channel.id, thread_id), channel.guild) if first else None
        entry = self._portal.ledger.of_discord(target) if target else None
        related: dict[str, Any] = {}
        if thread:
            newest = self._portal.ledger.last(thread_id)
            related = in_thread(thread.root, last or (newest.event_id if newest else thread.root))
        if entry:
            related |= {"m.in_reply_to": {"event_id": entry.event_id}} | ({"is_falling_back": False} if thread else {})
        return related

    async def _mentions(self, message: Mapping[str, Any]) -> dict[str, Any]:
        named = []
        for user in message.get("mentions") or []:
            await self._bridge.ghosts.update(person_of(user))
            meant = self._bridge.defects.mentioned(str(user["id"]), self._bridge.impostor)
            named.append(self._bridge.matrix_id(meant))
        return convert.mentions_of(named, everyone=bool(message.get("mention_everyone")))

    async def _edit(self, item: Item) -> None:
        message = item.data
        entry = self._portal.ledger.of_discord(str(message["id"]))
        edited = str(message.get("edited_timestamp") or "")
        if entry is None or (edited and entry.edited and moment(edited) <= moment(entry.edited)):
            return
        if message.get("flags") == HAS_THREAD:
            await self._bridge.threads.found(self._portal, entry)
        if "author" not in message:
            message = {**self._recent.get(entry.discord_id, {}), **message}
        relay = self._portal.relay
        if "author" not in message or (relay and str(message["author"]["id"]) == relay.id):
            return
        self._remember(message)
        # An embed that was unfurled comes as an update, too, and is an edit to the real bridge.
        ghost = await self._bridge.voice(str(message["author"]["id"]))
        await self._drop_files(message, ghost)
        mentions = await self._mentions(message)
        content = await self._parts.changed(message, ghost)
        if content is None:
            return
        content["m.mentions"] = mentions
        if not self._bridge.defects.edits_in_place():
            await self._bridge.say(self._portal.room, content, voice=ghost)
            return
        at = int(moment(edited).timestamp() * 1000) if edited else None
        await self._bridge.say(self._portal.room, convert.edit_of(entry.event_id, content), voice=ghost, at=at)
        self._portal.ledger.handled(entry, edited)

    async def _drop_files(self, message: Mapping[str, Any], ghost: str) -> None:
        """Redact the files that an edit took away."""
        left = files_in(message)
        for entry in self._portal.ledger.parts(str(message["id"])):
            if entry.attachment and entry.attachment not in left:
                await self._bridge.unsay(self._portal.room, entry.event_id, voice=ghost)
                self._portal.ledger.forget(entry)

    async def _delete(self, message_id: str) -> None:
        entries = self._portal.ledger.parts(message_id)
        for entry in entries:
            await self._bridge.matrix.redact(self._portal.room, entry.event_id, ghost=self._portal.main)
            self._portal.ledger.forget(entry)
        message = self._recent.get(message_id)
        if message and not self._bridge.defects.buries():
            self._bridge.archive.save("undead", message_id, dict(message))
        if entries and message and not self._bridge.defects.lets_rest():
            for part in await self._parts.of(message, str(message.get("content") or ""), entries[0].sender):
                await self._bridge.say(self._portal.room, part.content, voice=entries[0].sender, kind=part.kind)

    async def _reaction(self, item: Item) -> None:
        data, emoji = item.data, item.data["emoji"]
        entry = self._portal.ledger.of_discord(str(data["message_id"]))
        if entry is None:
            return
        if (data.get("member") or {}).get("user"):
            await self._bridge.ghosts.update(person_of(data["member"]["user"]))
        name = str(emoji["name"]) + (f":{emoji['id']}" if emoji.get("id") else "")
        reaction = Reaction(entry.discord_id, str(data["user_id"]), name, entry.thread)
        known = self._portal.ledger.reaction_event(reaction)
        if item.kind == "reaction" and known is None:
            await self._react(entry, reaction, emoji)
        elif item.kind == "unreaction" and known:
            ghost = await self._bridge.voice(reaction.discord_user)
            wrong = self._portal.ledger.other_reactions(entry.discord_id, known)
            event = self._bridge.defects.unreacted(known, wrong)
            await self._bridge.unsay(self._portal.room, event, voice=ghost)
            self._portal.ledger.unreact(reaction)

    async def _react(self, entry: Entry, reaction: Reaction, emoji: Mapping[str, Any]) -> None:
        content = await self._reaction_content(emoji)
        if content is None:
            return
        content["m.relates_to"] |= {"rel_type": "m.annotation", "event_id": entry.event_id}
        reactor = self._bridge.defects.reactor(reaction.discord_user, self._bridge.impostor)
        ghost = await self._bridge.voice(reactor)
        event_id = await self._bridge.say(self._portal.room, content, voice=ghost, kind="m.reaction")
        self._portal.ledger.react(reaction, event_id)

    async def _reaction_content(self, emoji: Mapping[str, Any]) -> dict[str, Any] | None:
        if not emoji.get("id"):
            return {"m.relates_to": {"key": with_selectors(str(emoji["name"]))}}
        id_, name = str(emoji["id"]), str(emoji["name"])
        mxc = await self._parts.emoji(id_, name, animated=bool(emoji.get("animated")))
        if mxc is None:
            return None
        return {
            "m.relates_to": {"key": mxc if self._bridge.config.custom_emoji_reactions else f":{name}:"},
            "fi.mau.discord.reaction": {"id": id_, "name": name, "mxc": mxc},
            "com.beeper.reaction.shortcode": f":{name}:",
        }

    def _remember(self, message: Mapping[str, Any]) -> None:
        self._recent[str(message["id"])] = message
        while len(self._recent) > 256:
            self._recent.pop(next(iter(self._recent)))
