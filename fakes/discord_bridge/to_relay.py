"""Matrix → Discord: what happened in a room, done in its channel by the sender's account or the relay webhook."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from mautrix.errors import MatrixError

from fakes.discord_bridge import convert
from fakes.discord_bridge.attribution import relay_name
from fakes.discord_bridge.defects import IMPOSTOR
from fakes.discord_bridge.emoji import fully_qualified
from fakes.discord_bridge.items import Delivery, Direction, Item
from fakes.discord_bridge.ledger import Entry, Reaction
from fakes.discord_bridge.session import DiscordRefusedError, DiscordSession, trouble
from fakes.discord_bridge.to_discord import Mentions, markdown, reply_embed
from fakes.discord_bridge.to_matrix import DISCORD_EPOCH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.discord_bridge.html_text import Pill
    from fakes.discord_bridge.portal import Portal

log = logging.getLogger(__name__)

_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_NOUN = {"message": "message", "edit": "message", "delete": "redaction", "reaction": "reaction"}


def nonce() -> str:
    """Return a nonce as Discord's clients make them: a snowflake of now without a number."""
    return str(int(time.time() * 1000 - DISCORD_EPOCH) << 22)


class ToDiscord:
    """Carries one room's items to its channel."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._bridge = portal.bridge

    async def carry(self, item: Item) -> None:
        """Do on Discord what ``item`` says; tell the room when Discord refuses."""
        session = self._bridge.user(item.author).session
        if session is None and (self._portal.relay is None or item.kind == "reaction"):
            log.info("%s has no account and the portal no relay: ignored", item.author)
            return
        try:
            if item.kind == "message":
                await self._message(item, session)
            elif item.kind == "edit":
                await self._edit(item, session)
            elif item.kind == "delete":
                await self._delete(item, session)
            elif session:
                await self._react(item, session)
        except DiscordRefusedError as error:
            log.warning("Discord refused %s's %s: %s", item.author, item.kind, error)
            await self._excuse(item, trouble(error))

    async def _message(self, item: Item, session: DiscordSession | None) -> None:
        content = convert.without_fallback(item.data["content"])
        if content.get("msgtype") not in convert.TEXT_TYPES:
            await self._excuse(item, f"the stand-in bridge doesn't carry {content.get('msgtype')} yet")
            return
        for method, path in self._bridge.defects.extra_calls(self._portal.channel.id):
            await self._bridge.stray_call(item.author, method, path)
        text, mentions = await self._text(item, content)
        name = "" if session else relay_name(item.author, await self._name(item.author))
        await self._deliver(item, session, text, mentions, name)

    async def _deliver(
        self, item: Item, session: DiscordSession | None, text: str, mentions: Mentions, name: str
    ) -> None:
        delivery = Delivery(self._portal.channel.id, Direction.TO_DISCORD, name, text)
        others = self._bridge.other_bridged(self._portal)
        right, *wrong = self._bridge.defects.deliveries(delivery, others, IMPOSTOR)
        event_id = str(item.data["event_id"])
        await self._send(item, session, right, mentions, event_id)
        for number, out in enumerate(wrong):
            try:
                # Entered as its own, so that it isn't bridged back, but no event is about it.
                await self._send(item, session, out, mentions, f"{event_id}/{number}")
            except DiscordRefusedError as error:
                log.info("A defect's delivery failed: %s", error)

    async def _send(
        self, item: Item, session: DiscordSession | None, out: Delivery, mentions: Mentions, event_id: str
    ) -> None:
        """Post to the channel of ``out`` and enter the message into its ledger."""
        portal, reply = self._bridge.portals[out.channel], self._reply(item.data["content"])
        if session:
            message = await _post(session, out, reply)
        elif portal.relay:
            embeds = [await self._embed(reply)] if reply else []
            message = await self._bridge.relay.send(portal.relay, out.text, out.author, mentions, embeds)
        else:
            return
        portal.ledger.add(Entry(message, event_id, item.author, text=out.text))

    async def _text(self, item: Item, content: Mapping[str, Any]) -> tuple[str, Mentions]:
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
        return _message_url(portal, entry.discord_id) if entry else None

    async def _edit(self, item: Item, session: DiscordSession | None) -> None:
        content = item.data["content"]
        entry = self._portal.ledger.of_event(str(convert.edited(content)))
        if entry is None:
            log.info("An edit of an event that isn't on Discord: ignored")
            return
        text, mentions = await self._text(item, content["m.new_content"])
        if session:
            ids = {"channel_id": self._portal.channel.id, "message_id": entry.discord_id}
            changed = await session.call("PATCH", _MESSAGE, {"content": text}, **ids)
            entry.edited = str(changed.get("edited_timestamp") or entry.edited)
        elif self._portal.relay:
            moment = await self._bridge.relay.edit(self._portal.relay, entry.discord_id, text, mentions)
            entry.edited = moment.isoformat() if moment else entry.edited

    async def _delete(self, item: Item, session: DiscordSession | None) -> None:
        target = convert.redacted(item.data)
        entry = self._portal.ledger.of_event(target)
        if entry is None:
            await self._unreact(target, session)
            return
        await self._remove(entry, session)
        self._portal.ledger.forget(entry)
        if not self._bridge.defects.lets_rest():
            await self._resurrect(item, session, entry)

    async def _remove(self, entry: Entry, session: DiscordSession | None) -> None:
        if session:
            ids = {"channel_id": self._portal.channel.id, "message_id": entry.discord_id}
            await session.call("DELETE", _MESSAGE, None, **ids)
        elif self._portal.relay:
            await self._bridge.relay.delete(self._portal.relay, entry.discord_id)

    async def _resurrect(self, item: Item, session: DiscordSession | None, entry: Entry) -> None:
        """Post a deleted message again, for the defect of that name."""
        name = "" if session else relay_name(entry.sender, await self._name(entry.sender))
        again = Item(item.direction, "message", item.author, {**item.data, "content": {}})
        await self._deliver(again, session, entry.text, Mentions(), name)

    async def _react(self, item: Item, session: DiscordSession) -> None:
        target = convert.annotated(item.data["content"])
        entry = self._portal.ledger.of_event(target[0]) if target else None
        if target is None or entry is None or target[1].startswith("mxc://"):
            return
        emoji = fully_qualified(target[1])
        reaction = Reaction(entry.discord_id, self._bridge.user(item.author).discord_id, emoji)
        if self._portal.ledger.reaction_event(reaction) is None:
            await session.react(self._portal.channel.id, entry.discord_id, emoji, add=True)
            self._portal.ledger.react(reaction, str(item.data["event_id"]))

    async def _unreact(self, event_id: str, session: DiscordSession | None) -> None:
        reaction = self._portal.ledger.reaction_of(event_id)
        if reaction and session:
            await session.react(self._portal.channel.id, reaction.message_id, reaction.emoji, add=False)
            self._portal.ledger.unreact(reaction)

    def _reply(self, content: Mapping[str, Any]) -> Entry | None:
        target = convert.replied_to(content)
        return self._portal.ledger.of_event(target) if target else None

    async def _embed(self, entry: Entry) -> dict[str, str]:
        event = await self._bridge.matrix.event(self._portal.room, entry.event_id)
        sender = str(event["sender"])
        discord_id = self._bridge.discord_id(sender)
        author = f"<@{discord_id}>" if discord_id else relay_name(sender, await self._name(sender))
        body = str(convert.without_fallback(event["content"]).get("body", ""))
        return reply_embed(_message_url(self._portal, entry.discord_id), author, body)

    async def _name(self, mxid: str) -> str | None:
        return await self._bridge.matrix.name_in(self._portal.room, mxid)

    async def _excuse(self, item: Item, why: str) -> None:
        if not self._bridge.config.error_notices:
            return
        body = f"\u26a0 Your {_NOUN.get(item.kind, item.kind)} was not bridged: {why}"
        try:
            await self._bridge.matrix.send(self._portal.room, {"msgtype": "m.notice", "body": body})
        except MatrixError as error:
            log.warning("The room couldn't be told: %s", error)


async def _post(session: DiscordSession, out: Delivery, reply: Entry | None) -> str:
    body: dict[str, Any] = {"content": out.text, "nonce": nonce(), "tts": False}
    if reply:
        body["message_reference"] = {"channel_id": out.channel, "message_id": reply.discord_id}
    sent = await session.call("POST", "/channels/{channel_id}/messages", body, channel_id=out.channel)
    return str(sent["id"])


def _message_url(portal: Portal, message: str) -> str:
    return f"https://discord.com/channels/{portal.channel.guild or '@me'}/{portal.channel.id}/{message}"
