"""Telethon, and tulir-telethon, as the script orders. Runs in the clients' image and imports `line` alone of ours."""
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import asyncio
import sys
from typing import Any

from line import PATIENCE, Ear, serve
from telethon import TelegramClient, events, functions, types
from telethon.crypto import rsa
from telethon.errors import SessionPasswordNeededError
from telethon.sessions import MemorySession

HOST = sys.argv[1]
KINDS: dict[str, dict[str, Any]] = {
    "photo": {"force_document": False},
    "document": {"force_document": True},
    "voice": {"voice_note": True},
    "video": {"force_document": False},
    "sticker": {"attributes": [types.DocumentAttributeSticker("", types.InputStickerSetEmpty())]},
}


class Account:
    """A client of one account."""

    def __init__(self) -> None:
        session = MemorySession()
        session.set_dc(2, HOST, 443)
        self.client = TelegramClient(session, 1, "x", flood_sleep_threshold=0, request_retries=1)
        self.ear = Ear()
        self.client.add_event_handler(self._new, events.NewMessage)
        self.client.add_event_handler(self._edit, events.MessageEdited)
        self.client.add_event_handler(self._delete, events.MessageDeleted)
        self.client.add_event_handler(self._action, events.ChatAction)
        self.client.add_event_handler(self._raw, events.Raw)

    async def _new(self, event: Any) -> None:
        await self.ear.hear("new", event.raw_text)

    async def _edit(self, event: Any) -> None:
        await self.ear.hear("edit", event.raw_text)

    async def _delete(self, event: Any) -> None:
        for number in event.deleted_ids:
            await self.ear.hear("delete", number)

    async def _action(self, event: Any) -> None:
        await self.ear.hear("action", type(event.action_message.action).__name__ if event.action_message else "update")

    async def _raw(self, update: Any) -> None:
        if isinstance(update, types.UpdateUserTyping | types.UpdateChatUserTyping | types.UpdateChannelUserTyping):
            await self.ear.hear("typing", "")
        elif isinstance(update, types.UpdateBotMessageReaction):
            for reaction in update.new_reactions:
                await self.ear.hear("reaction", reaction.emoticon)

    # Log-in.
    async def trust(self, pem: str, fingerprint: str) -> None:
        rsa.add_key(pem, old=False)

    async def connect(self) -> bool:
        await self.client.connect()
        known = bool(await self.client.is_user_authorized())
        if known:
            await self.client.catch_up()
        return known

    async def closes_gaps(self) -> None:
        """It asks for a difference by itself."""

    async def catches_up(self) -> None:
        """It asked for the difference when it connected."""

    async def disconnect(self) -> None:
        await self.client.disconnect()

    async def send_code(self, phone: str) -> None:
        self.phone = phone
        await self.client.send_code_request(phone)

    async def sign_in(self, code: str) -> str:
        try:
            await self.client.sign_in(self.phone, code)
        except SessionPasswordNeededError:
            return "password"
        return "in"

    async def password(self, password: str) -> str:
        await self.client.sign_in(password=password)
        return "in"

    async def set_password(self, password: str) -> None:
        await self.client.edit_2fa(new_password=password)

    async def bot(self, token: str) -> str:
        await self.client.sign_in(bot_token=token)
        return "in"

    async def qr(self) -> str:
        shown = await self.client.qr_login()
        self.scanned = asyncio.create_task(shown.wait(PATIENCE))
        await asyncio.sleep(0)  # so that it listens before anybody reads the code
        return str(shown.url)

    async def qr_in(self) -> str:
        await self.scanned
        return "in"

    async def me(self) -> dict[str, Any]:
        me = await self.client.get_me()
        return {"id": me.id, "name": me.first_name, "bot": bool(me.bot)}

    # What there is.
    async def dialogs(self) -> list[str]:
        return sorted([dialog.name for dialog in await self.client.get_dialogs()])

    async def history(self, peer: int, limit: int) -> list[dict[str, Any]]:
        return [
            {"id": message.id, "text": message.raw_text}
            for message in await self.client.get_messages(peer, limit=limit)
            if not message.action
        ]

    async def whole_history(self, peer: int) -> int:
        return len([message async for message in self.client.iter_messages(peer) if not message.action])

    async def members(self, peer: int) -> list[str]:
        return sorted([member.first_name for member in await self.client.get_participants(peer)])

    async def message(self, peer: int, number: int) -> dict[str, Any]:
        (found,) = await self.client.get_messages(peer, ids=[number])
        reactions = found.reactions.results if found.reactions else []
        return {
            "text": found.raw_text,
            "reply_to": found.reply_to.reply_to_msg_id if found.reply_to else None,
            "topic": getattr(found.reply_to, "reply_to_top_id", None)
            or getattr(found.reply_to, "reply_to_msg_id", None),
            "forwarded": found.fwd_from is not None,
            "reactions": [item.reaction.emoticon for item in reactions],
            "entities": sorted(
                type(item).__name__.removeprefix("MessageEntity").lower() for item in found.entities or []
            ),
            "media": type(found.media).__name__.removeprefix("MessageMedia").lower() if found.media else None,
        }

    # Messages.
    async def send(self, peer: int, text: str, reply_to: int | None = None) -> int:
        return int((await self.client.send_message(peer, text, reply_to=reply_to)).id)

    async def edit(self, peer: int, number: int, text: str) -> None:
        await self.client.edit_message(peer, number, text)

    async def delete(self, peer: int, numbers: list[int]) -> None:
        await self.client.delete_messages(peer, numbers)

    async def react(self, peer: int, number: int, emoji: str | None) -> None:
        reaction = [types.ReactionEmoji(emoji)] if emoji else []
        await self.client(functions.messages.SendReactionRequest(peer, number, reaction=reaction))

    async def forward(self, peer: int, number: int, to: int) -> int:
        return int((await self.client.forward_messages(to, number, peer)).id)

    async def pin(self, peer: int, number: int) -> None:
        await self.client.pin_message(peer, number, notify=False)

    async def unpin(self, peer: int, number: int) -> None:
        await self.client.unpin_message(peer, number)

    async def pinned(self, peer: int) -> list[str]:
        found = await self.client.get_messages(peer, filter=types.InputMessagesFilterPinned, limit=10)
        return [message.raw_text for message in found]

    async def read(self, peer: int, number: int) -> None:
        await self.client.send_read_acknowledge(peer, max_id=number)

    async def typing(self, peer: int) -> None:
        await self.client(functions.messages.SetTypingRequest(peer, types.SendMessageTypingAction()))

    async def poll(self, peer: int, question: str, answers: list[str]) -> int:
        def text(words: str) -> Any:
            return types.TextWithEntities(words, [])

        options = [types.PollAnswer(text(answer), str(index).encode()) for index, answer in enumerate(answers)]
        fields: dict[str, Any] = {"id": 0, "question": text(question), "answers": options}
        try:
            poll = types.Poll(**fields, hash=0)
        except TypeError:
            poll = types.Poll(**fields)
        return int((await self.client.send_message(peer, file=types.InputMediaPoll(poll))).id)

    async def vote(self, peer: int, number: int, option: int) -> None:
        (found,) = await self.client.get_messages(peer, ids=[number])
        chosen = found.media.poll.answers[option].option
        await self.client(functions.messages.SendVoteRequest(peer, number, [chosen]))

    async def location(self, peer: int, latitude: float, longitude: float) -> int:
        point = types.InputMediaGeoPoint(types.InputGeoPoint(latitude, longitude))
        return int((await self.client.send_message(peer, file=point)).id)

    async def contact(self, peer: int, phone: str, name: str) -> int:
        card = types.InputMediaContact(phone, name, "", "")
        return int((await self.client.send_message(peer, file=card)).id)

    # Files.
    async def upload(self, peer: int, path: str, kind: str, caption: str = "") -> int:
        return int((await self.client.send_file(peer, path, caption=caption, **KINDS[kind])).id)

    async def album(self, peer: int, paths: list[str], caption: str) -> list[int]:
        return [sent.id for sent in await self.client.send_file(peer, paths, caption=[caption])]

    async def download(self, peer: int, number: int, path: str) -> None:
        (found,) = await self.client.get_messages(peer, ids=[number])
        await self.client.download_media(found, path)

    # Chats.
    async def create_group(self, title: str, person: int) -> int:
        await self.client(functions.messages.CreateChatRequest([person], title))
        return await self._named(title)

    async def create_channel(self, title: str, broadcast: bool) -> int:
        request = functions.channels.CreateChannelRequest(title, "", broadcast=broadcast, megagroup=not broadcast)
        await self.client(request)
        return await self._named(title)

    async def _named(self, title: str) -> int:
        return next(int(dialog.id) for dialog in await self.client.get_dialogs() if dialog.name == title)

    async def retitle(self, peer: int, title: str) -> None:
        if str(peer).startswith("-100"):
            await self.client(functions.channels.EditTitleRequest(peer, title))
        else:
            await self.client(functions.messages.EditChatTitleRequest(-peer, title))

    async def leave(self, peer: int) -> None:
        await self.client.delete_dialog(peer)

    async def join_link(self, link: str) -> None:
        await self.client(functions.messages.ImportChatInviteRequest(link.rsplit("/", 1)[-1].lstrip("+")))

    async def forum(self, peer: int) -> None:
        await self.client(functions.channels.ToggleForumRequest(peer, enabled=True, tabs=False))

    async def topic(self, peer: int, title: str) -> int:
        # Forum topics belonged to channels alone; later layers have them in messages.
        there = getattr(functions.messages, "CreateForumTopicRequest", None)
        updates = await self.client((there or functions.channels.CreateForumTopicRequest)(peer, title))
        return next(int(update.message.id) for update in updates.updates if hasattr(update, "message"))


if __name__ == "__main__":
    asyncio.run(serve(lambda _name: Account()))
