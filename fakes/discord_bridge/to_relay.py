"""Matrix → Discord: what happened in a room, done in its channel by the sender's account or the relay webhook."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from mautrix.errors import MatrixError

from fakes.discord_bridge import convert
from fakes.discord_bridge.account import Account
from fakes.discord_bridge.attribution import relay_name
from fakes.discord_bridge.defects import IMPOSTOR
from fakes.discord_bridge.emoji import fully_qualified
from fakes.discord_bridge.files import FileError
from fakes.discord_bridge.items import Delivery, Direction, Item
from fakes.discord_bridge.ledger import Entry, Reaction
from fakes.discord_bridge.outgoing import Draft, Drafts, UnsupportedError, message_url
from fakes.discord_bridge.refusals import DiscordRefusedError, trouble
from fakes.discord_bridge.threads import JOIN
from fakes.discord_bridge.threads import relation as in_thread
from fakes.discord_bridge.to_discord import Mentions, reply_embed
from fakes.discord_bridge.to_matrix import DISCORD_EPOCH

if TYPE_CHECKING:
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
        self._drafts = Drafts(portal)

    async def carry(self, item: Item) -> None:
        """Do on Discord what ``item`` says; tell the room when Discord refuses."""
        session = self._bridge.user(item.author).session
        if session is None and (self._portal.relay is None or item.kind == "reaction"):
            log.info("%s has no account and the portal no relay: ignored", item.author)
            return
        try:
            await self._carry(item, session)
        except DiscordRefusedError as error:
            log.warning("Discord refused %s's %s: %s", item.author, item.kind, error)
            await self._excuse(item, trouble(error))
        except UnsupportedError as error:
            await self._excuse(item, str(error))
        except FileError as error:
            await self._excuse(item, str(error), certain=False)

    async def _carry(self, item: Item, session: Account | None) -> None:
        if item.kind == "message":
            await self._message(item, session)
        elif item.kind == "edit":
            await self._edit(item, session)
        elif item.kind == "delete":
            await self._delete(item, session)
        elif session:
            await self._react(item, session)

    async def _message(self, item: Item, session: Account | None) -> None:
        self._refuse_strangers(item)
        for method, path in self._bridge.defects.extra_calls(self._portal.channel.id):
            await self._bridge.stray_call(item.author, method, path)
        draft = await self._drafts.of(item, self._bridge.defects.thread(await self._thread(item, session)))
        if not draft.text and not draft.uploads and item.data["content"].get("url"):
            return
        name = "" if session else self._bridge.defects.called(relay_name(item.author, await self._name(item.author)))
        await self._deliver(item, session, draft, name)

    def _refuse_strangers(self, item: Item) -> None:
        """Raise UnsupportedError for a person's message to somebody who is neither a bot nor their friend."""
        user, other = self._bridge.user(item.author), self._portal.channel.other
        if not (other and user.is_person and self._bridge.config.forbid_strangers):
            return
        if other not in user.friends and not self._bridge.ghosts.is_bot(other):
            raise UnsupportedError("can't direct message a stranger")

    async def _thread(self, item: Item, session: Account | None) -> str:
        """Return the Discord thread that a message belongs to, started if need be; empty for none."""
        root = convert.thread_root(item.data["content"])
        if root is None:
            return ""
        thread = self._bridge.threads.by_root(root)
        if thread:
            return thread.id
        if session is None:
            raise UnsupportedError("can't create thread without being logged into Discord")
        return await self._bridge.threads.start(self._portal, self._bridge.user(item.author), root)

    async def _deliver(self, item: Item, session: Account | None, draft: Draft, name: str) -> None:
        delivery = Delivery(self._portal.channel.id, Direction.TO_DISCORD, name, draft.text)
        others = self._bridge.other_bridged(self._portal)
        right, *wrong = self._bridge.defects.deliveries(delivery, others, IMPOSTOR)
        event_id = str(item.data["event_id"])
        await self._send(item, session, right, draft, event_id)
        for number, out in enumerate(wrong):
            try:
                # Entered as its own, so that it isn't bridged back, but no event is about it.
                await self._send(item, session, out, draft, f"{event_id}/{number}")
            except DiscordRefusedError as error:
                log.info("A defect's delivery failed: %s", error)

    async def _send(self, item: Item, session: Account | None, out: Delivery, draft: Draft, event_id: str) -> None:
        """Post to the channel of ``out`` and enter the message into its ledger."""
        portal = self._bridge.portals[out.channel]
        thread = draft.thread if portal is self._portal else ""
        if session:
            place = thread or out.channel
            message = await session.post(place, _own_post(place, out, draft), draft.uploads)
        elif portal.relay:
            body = await self._relayed_post(item.author, out, draft)
            message = await self._bridge.relay.send(portal.relay, body, draft.uploads, thread=thread)
        else:
            return
        attachments = message.get("attachments") or [{"id": ""}]
        file = str(attachments[0]["id"])
        made = Entry(str(message["id"]), event_id, item.author, text=out.text, attachment=file, thread=thread)
        portal.ledger.add(made)

    async def _relayed_post(self, mxid: str, out: Delivery, draft: Draft) -> dict[str, Any]:
        """Return the body of a webhook's message (Discord: execute webhook)."""
        mentions = draft.mentions.payload() | ({"replied_user": False} if draft.silent else {})
        body: dict[str, Any] = {"content": out.text, "username": out.author, "allowed_mentions": mentions}
        portrait = await self._bridge.matrix.portrait_address(self._portal.room, mxid)
        body |= {"avatar_url": portrait} if portrait else {}
        if draft.reply:
            body["embeds"] = [await self._embed(draft.reply)]
        return body

    async def _edit(self, item: Item, session: Account | None) -> None:
        content = item.data["content"]
        entry = self._portal.ledger.of_event(str(convert.edited(content)))
        if entry is None:
            log.info("An edit of an event that isn't on Discord: ignored")
            return
        text, mentions = await self._drafts.text(item, content["m.new_content"])
        if not self._bridge.defects.edits_in_place():
            name = "" if session else relay_name(item.author, await self._name(item.author))
            await self._deliver(item, session, Draft(text, mentions), name)
            return
        if session:
            ids = {"channel_id": entry.thread or self._portal.channel.id, "message_id": entry.discord_id}
            changed = await session.call("PATCH", _MESSAGE, {"content": text}, **ids)
            self._portal.ledger.handled(entry, str(changed.get("edited_timestamp") or ""))
        elif self._portal.relay:
            moment = await self._bridge.relay.edit(self._portal.relay, entry.discord_id, text, mentions)
            self._portal.ledger.handled(entry, moment.isoformat() if moment else "")

    async def _delete(self, item: Item, session: Account | None) -> None:
        target = convert.redacted(item.data)
        entry = self._portal.ledger.of_event(target)
        if entry is None:
            await self._unreact(target, session)
            return
        await self._remove(entry, session)
        self._portal.ledger.forget(entry)
        if not self._bridge.defects.lets_rest():
            await self._resurrect(item, session, entry)

    async def _remove(self, entry: Entry, session: Account | None) -> None:
        if session:
            ids = {"channel_id": entry.thread or self._portal.channel.id, "message_id": entry.discord_id}
            await session.call("DELETE", _MESSAGE, None, **ids)
        elif self._portal.relay:
            await self._bridge.relay.delete(self._portal.relay, entry.discord_id)

    async def _resurrect(self, item: Item, session: Account | None, entry: Entry) -> None:
        """Post a deleted message again, for the defect of that name."""
        name = "" if session else relay_name(entry.sender, await self._name(entry.sender))
        await self._deliver(item, session, Draft(entry.text, Mentions()), name)

    async def _react(self, item: Item, session: Account) -> None:
        target = convert.annotated(item.data["content"])
        if target and target[1] == JOIN:
            thread = self._bridge.threads.by_event(target[0])
            if thread:
                await self._bridge.threads.join(thread, self._bridge.user(item.author))
            return
        entry = self._portal.ledger.of_event(target[0]) if target else None
        if target is None or entry is None:
            return
        emoji = self._emoji(target[1])
        reaction = Reaction(entry.discord_id, self._bridge.user(item.author).discord_id, emoji, entry.thread)
        if self._portal.ledger.reaction_event(reaction) is None:
            await session.react(entry.thread or self._portal.channel.id, entry.discord_id, emoji, add=True)
            self._portal.ledger.react(reaction, str(item.data["event_id"]))

    def _emoji(self, key: str) -> str:
        """Return a Matrix reaction's key as Discord writes it; raise UnsupportedError."""
        if not key.startswith("mxc://"):
            return fully_qualified(key)
        emoji = self._bridge.files.emoji(key)
        if emoji is None:
            raise UnsupportedError(f"unknown emoji {key}")
        return f"{emoji.name}:{emoji.id}"

    async def _unreact(self, event_id: str, session: Account | None) -> None:
        reaction = self._portal.ledger.reaction_of(event_id)
        if reaction and session:
            place = reaction.thread or self._portal.channel.id
            await session.react(place, reaction.message_id, reaction.emoji, add=False)
            self._portal.ledger.unreact(reaction)

    async def _embed(self, entry: Entry) -> dict[str, str]:
        event = await self._bridge.matrix.event(self._portal.room, entry.event_id, by=self._portal.main)
        sender = str(event["sender"])
        discord_id = self._bridge.discord_id(sender)
        author = f"<@{discord_id}>" if discord_id else relay_name(sender, await self._name(sender))
        body = str(convert.without_fallback(event["content"]).get("body", ""))
        return reply_embed(message_url(self._portal, entry.discord_id, entry.thread), author, body)

    async def _name(self, mxid: str) -> str | None:
        return await self._bridge.matrix.name_in(self._portal.room, mxid)

    async def _excuse(self, item: Item, why: str, *, certain: bool = True) -> None:
        if not self._bridge.config.error_notices:
            return
        certainty = "was not" if certain else "may not have been"
        if self._portal.relay:
            why = why.replace(self._portal.relay.token, "<redacted>")
        body = f"\u26a0 Your {_NOUN.get(item.kind, item.kind)} {certainty} bridged: {why}"
        content: dict[str, Any] = {"msgtype": "m.notice", "body": body}
        root = convert.thread_root(item.data["content"])
        if root:
            content["m.relates_to"] = in_thread(root, str(item.data["event_id"]))
        try:
            await self._bridge.matrix.send(self._portal.room, content, ghost=self._portal.main)
        except MatrixError as error:
            log.warning("The room couldn't be told: %s", error)


def _own_post(place: str, out: Delivery, draft: Draft) -> dict[str, Any]:
    """Return the body of an account's own message (Discord: create message)."""
    body: dict[str, Any] = {"content": out.text, "nonce": nonce(), "tts": False}
    if draft.reply:
        body["message_reference"] = {"channel_id": place, "message_id": draft.reply.discord_id}
    if draft.silent:
        body["allowed_mentions"] = {"parse": ["users", "roles", "everyone"], "replied_user": False}
    return body
