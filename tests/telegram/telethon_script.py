"""What the container's Telethon does, step by step; prints what it saw as one line of JSON.

Runs in the bridge's image against the fake's names on a closed network, so it imports nothing of ours.
"""
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import asyncio
import json
import urllib.request
from typing import Any

from telethon import TelegramClient, events
from telethon.crypto import rsa
from telethon.errors import FloodWaitError, MessageTooLongError, PhoneCodeInvalidError
from telethon.sessions import MemorySession
from telethon.tl.functions.messages import SendReactionRequest
from telethon.tl.types import ReactionEmoji, UpdateBotMessageReaction

HOST = "telegram-fake"
seen: dict[str, Any] = {}


def act(operation: str, **order: Any) -> dict[str, Any]:
    """Give an order over the control API."""
    url = f"http://{HOST}:8080/v1/act/{operation}"
    request = urllib.request.Request(url, json.dumps(order).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return dict(json.load(answer))


class Account:
    """A client, and what it heard."""

    def __init__(self) -> None:
        session = MemorySession()
        session.set_dc(2, HOST, 443)
        self.client = TelegramClient(session, 1, "x", flood_sleep_threshold=0)
        self.heard: list[tuple[str, Any]] = []
        self._news = asyncio.Condition()
        self.client.add_event_handler(self._new, events.NewMessage)
        self.client.add_event_handler(self._edit, events.MessageEdited)
        self.client.add_event_handler(self._delete, events.MessageDeleted)
        self.client.add_event_handler(self._raw, events.Raw(UpdateBotMessageReaction))

    async def _new(self, event: Any) -> None:
        await self._hear("new", event.raw_text)

    async def _edit(self, event: Any) -> None:
        await self._hear("edit", event.raw_text)

    async def _delete(self, event: Any) -> None:
        await self._hear("delete", event.deleted_ids)

    async def _raw(self, event: Any) -> None:
        await self._hear("reaction", event.new_reactions[0].emoticon)

    async def _hear(self, kind: str, what: Any) -> None:
        async with self._news:
            self.heard.append((kind, what))
            self._news.notify_all()

    async def hears(self, kind: str, what: Any) -> bool:
        """Wait until it heard something; False after ten seconds."""
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(lambda: (kind, what) in self.heard), 10)
            except TimeoutError:
                return False
        return True

    def texts(self) -> list[str]:
        """Return the new messages, in the order in which they came."""
        return [what for kind, what in self.heard if kind == "new"]


async def log_in(bot: Account, user: Account, token: str, phone: str) -> None:
    """Log in by token and by code, after a wrong one."""
    await bot.client.connect()
    seen["authorized before log-in"] = await bot.client.is_user_authorized()
    await bot.client.sign_in(bot_token=token)
    seen["bot"] = (await bot.client.get_me()).bot
    await user.client.connect()
    await user.client.send_code_request(phone)
    try:
        await user.client.sign_in(phone, "00")
    except PhoneCodeInvalidError:
        seen["wrong code"] = "refused"
    await user.client.sign_in(phone, act("login.code", phone=phone)["code"])
    seen["user"] = (await user.client.get_me()).first_name


async def talk(bot: Account, user: Account, alice: dict[str, Any], chat: dict[str, Any]) -> None:
    """Talk in a chat in both directions: messages, a reply, an edit, a deletion."""
    kind, peer = chat["kind"], int(chat["bot_api_id"])
    first = act("message.send", chat=chat["id"], author=alice["id"], text=f"from alice in the {kind}")
    seen[f"{kind}: all hear"] = [await each.hears("new", f"from alice in the {kind}") for each in (bot, user)]
    sent = await bot.client.send_message(peer, f"**bold** in the {kind}")
    seen[f"{kind}: user hears the bot"] = await user.hears("new", f"bold in the {kind}")
    await bot.client.edit_message(sent, f"changed in the {kind}")
    seen[f"{kind}: user sees the edit"] = await user.hears("edit", f"changed in the {kind}")
    act("message.edit", chat=chat["id"], author=alice["id"], message=first["id"], text=f"edited in the {kind}")
    seen[f"{kind}: bot sees the edit"] = await bot.hears("edit", f"edited in the {kind}")
    history = await user.client.get_messages(peer, limit=2)
    seen[f"{kind}: history"] = [message.raw_text for message in history]
    reply = await user.client.send_message(peer, f"re {kind}", reply_to=history[0].id)
    seen[f"{kind}: reply"] = reply.reply_to.reply_to_msg_id == history[0].id
    await bot.hears("new", f"re {kind}")
    await user.client.delete_messages(peer, [reply.id])
    act("message.send", chat=chat["id"], author=alice["id"], text=f"after the deletion in the {kind}")
    seen[f"{kind}: after a deletion"] = [
        await each.hears("new", f"after the deletion in the {kind}") for each in (bot, user)
    ]
    members = await bot.client.get_participants(peer)
    seen[f"{kind}: members"] = sorted(member.first_name for member in members)


async def miss(user: Account, alice: dict[str, Any], person: dict[str, Any], chats: list[dict[str, Any]]) -> None:
    """Lose a push in each chat; the next one shows the gap, and the difference closes it."""
    for chat in chats:
        act("fault.set", fault="drop_updates", person=person["id"], times=1)
        for text in ("lost", "next"):
            act("message.send", chat=chat["id"], author=alice["id"], text=f"{text} in the {chat['kind']}")
        kind = chat["kind"]
        seen[f"{kind}: catches up"] = [await user.hears("new", f"{text} in the {kind}") for text in ("lost", "next")]
        seen[f"{kind}: once each"] = [user.texts().count(f"{text} in the {kind}") for text in ("lost", "next")]


async def break_rules(bot: Account, chat: dict[str, Any]) -> None:
    """Meet a limit and a flood wait as exceptions of the library's own."""
    peer = int(chat["bot_api_id"])
    try:
        await bot.client.send_message(peer, "x" * 4097)
    except MessageTooLongError:
        seen["too long"] = "refused"
    act("fault.set", fault="flood_wait", method="messages.sendMessage", seconds=9, times=1)
    try:
        await bot.client.send_message(peer, "flood")
    except FloodWaitError as error:
        seen["flood wait"] = error.seconds


async def react(bot: Account, user: Account, alice: dict[str, Any], chat: dict[str, Any]) -> None:
    """React as a client, and hear of a reaction as a bot."""
    peer = int(chat["bot_api_id"])
    act("chat.promote", chat=chat["id"], person=str((await bot.client.get_me()).id))
    message = act("message.send", chat=chat["id"], author=alice["id"], text="react to me")
    await user.hears("new", "react to me")
    (latest,) = await user.client.get_messages(peer, limit=1)
    await user.client(SendReactionRequest(peer, latest.id, reaction=[ReactionEmoji("🔥")]))
    act("reaction.set", chat=chat["id"], author=alice["id"], message=message["id"], emoji="👍")
    seen["reactions"] = [await bot.hears("reaction", "🔥"), await bot.hears("reaction", "👍")]


async def come_back(user: Account, alice: dict[str, Any], chat: dict[str, Any]) -> None:
    """Disconnect, miss a message, connect again and find it in the history."""
    await user.client.disconnect()
    act("message.send", chat=chat["id"], author=alice["id"], text="while away")
    await user.client.connect()
    seen["still logged in"] = await user.client.is_user_authorized()
    (latest,) = await user.client.get_messages(int(chat["bot_api_id"]), limit=1)
    seen["while away"] = latest.raw_text


async def main() -> None:
    """Do everything, and print what was seen."""
    rsa.add_key(act("server.key")["pem"], old=False)
    alice, person = act("person.create", first_name="Alice"), act("person.create", first_name="Bob")
    robot = act("person.create", first_name="Robot", bot=True)
    chats = []
    for kind in ("supergroup", "group"):
        members = [person["id"], robot["id"]]
        chat = act("chat.create", kind=kind, title=kind, creator=alice["id"], members=members)
        chats.append({**chat, "kind": kind})
    bot, user = Account(), Account()
    await log_in(bot, user, robot["token"], person["phone"])
    seen["dialogs"] = sorted([dialog.name for dialog in await user.client.get_dialogs()])
    for chat in chats:
        await talk(bot, user, alice, chat)
    act("message.send", chat=person["id"], author=alice["id"], text="private")
    seen["private"] = await user.hears("new", "private")
    await miss(user, alice, person, chats)
    await break_rules(bot, chats[0])
    await react(bot, user, alice, chats[0])
    await come_back(user, alice, chats[0])
    for each in (bot, user):
        await each.client.disconnect()
    print(json.dumps(seen))  # noqa: T201 - the script's result


if __name__ == "__main__":
    asyncio.run(main())
