"""Kurigram, as the script orders. Runs in the clients' image, so it imports nothing of ours but `line`."""
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import asyncio
import base64
import sys
import tempfile
from typing import Any

from line import PATIENCE, CannotError, Ear, serve
from pyrogram import Client, enums, raw, types
from pyrogram.connection import Connection
from pyrogram.crypto import rsa
from pyrogram.errors import SessionPasswordNeeded
from pyrogram.handlers import DeletedMessagesHandler, EditedMessageHandler, MessageHandler, RawUpdateHandler
from pyrogram.qrlogin import QRLogin

HOST = sys.argv[1]
FOLDER = tempfile.mkdtemp()  # what it keeps in memory it forgets when it disconnects
TYPING = (raw.types.UpdateUserTyping, raw.types.UpdateChatUserTyping, raw.types.UpdateChannelUserTyping)


def connection(**where: Any) -> Connection:
    """Connect to the fake, wherever Telegram would be."""
    return Connection(**{**where, "server_address": HOST, "port": 443})


def key_of(pem: str) -> rsa.PublicKey:
    """Return a PKCS#1 key as the library keeps it."""
    body = base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-----")))
    numbers, position = [], 4  # after the head of the sequence, whose length takes two bytes
    while position < len(body):
        length, position = body[position + 1], position + 2
        if length & 0x80:
            more = length & 0x7F
            length, position = int.from_bytes(body[position : position + more]), position + more
        numbers.append(int.from_bytes(body[position : position + length]))
        position += length
    return rsa.PublicKey(*numbers)


class Account:
    """A client of one account."""

    def __init__(self, name: str) -> None:
        self.client = Client(
            name,
            api_id=1,
            api_hash="x",
            workdir=FOLDER,
            sleep_threshold=0,
            connection_factory=connection,
            skip_updates=False,
            fetch_replies=False,
            fetch_topics=False,
            fetch_stories=False,
            fetch_stickers=False,
        )
        self.known = False
        self.ear = Ear()
        self._listen()

    def _listen(self) -> None:
        self.client.add_handler(MessageHandler(self._new))
        self.client.add_handler(EditedMessageHandler(self._edit))
        self.client.add_handler(DeletedMessagesHandler(self._delete))
        self.client.add_handler(RawUpdateHandler(self._raw), group=-1)

    async def _new(self, _: Any, message: Any) -> None:
        await self.ear.hear("new", message.text or message.caption or "")

    async def _edit(self, _: Any, message: Any) -> None:
        await self.ear.hear("edit", message.text or message.caption or "")

    async def _delete(self, _: Any, messages: Any) -> None:
        for message in messages:
            await self.ear.hear("delete", message.id)

    async def _raw(self, _: Any, update: Any, __: Any, ___: Any) -> None:
        if isinstance(update, TYPING):
            await self.ear.hear("typing", "")
        elif isinstance(update, raw.types.UpdateBotMessageReaction):
            for reaction in update.new_reactions:
                await self.ear.hear("reaction", reaction.emoticon)

    # Log-in.
    async def trust(self, pem: str, fingerprint: str) -> None:
        number = int(fingerprint, 16)
        rsa.server_public_keys[number - (1 << 64) if number >> 63 else number] = key_of(pem)

    async def connect(self) -> bool:
        if self.known:
            self._listen()  # stopping forgot the handlers
            await self.client.start()
        else:
            await self.client.connect()
        return self.known

    async def _begin(self) -> str:
        """Start as the library does with a session that is logged in: only so it remembers what it has seen."""
        self.known = True
        await self.client.disconnect()
        await self.client.start()
        return "in"

    async def closes_gaps(self) -> None:
        raise CannotError("it looks for gaps when it starts, and not while it is connected")

    async def catches_up(self) -> None:
        """It asked for the difference when it started."""

    async def disconnect(self) -> None:
        await self.client.stop()

    async def send_code(self, phone: str) -> None:
        self.phone = phone
        self.sent = await self.client.send_phone_number_code(phone)

    async def sign_in(self, code: str) -> str:
        try:
            await self.client.sign_in(self.phone, self.sent.phone_code_hash, code)
        except SessionPasswordNeeded:
            return "password"
        return await self._begin()

    async def password(self, password: str) -> str:
        await self.client.check_password(password)
        return await self._begin()

    async def set_password(self, password: str) -> None:
        await self.client.enable_cloud_password(password)

    async def bot(self, token: str) -> str:
        await self.client.sign_in_bot(token)
        return await self._begin()

    async def qr(self) -> str:
        shown = QRLogin(self.client)
        await shown.recreate()
        self.scanned = asyncio.create_task(shown.wait(PATIENCE))
        await asyncio.sleep(0)  # so that it listens before anybody reads the code
        return str(shown.url)

    async def qr_in(self) -> str:
        await self.scanned
        return await self._begin()

    async def me(self) -> dict[str, Any]:
        me = await self.client.get_me()
        return {"id": me.id, "name": me.first_name, "bot": bool(me.is_bot)}

    # What there is.
    async def dialogs(self) -> list[str]:
        return sorted([item.chat.title or item.chat.first_name async for item in self.client.get_dialogs()])

    async def history(self, peer: int, limit: int) -> list[dict[str, Any]]:
        return [
            {"id": message.id, "text": message.text or message.caption or ""}
            async for message in self.client.get_chat_history(peer, limit=limit)
            if not message.service
        ]

    async def whole_history(self, peer: int) -> int:
        return len([message async for message in self.client.get_chat_history(peer) if not message.service])

    async def members(self, peer: int) -> list[str]:
        return sorted([member.user.first_name async for member in self.client.get_chat_members(peer)])

    async def message(self, peer: int, number: int) -> dict[str, Any]:
        found = await self.client.get_messages(peer, number, replies=0)
        entities = (found.entities or found.caption_entities or []) if not found.empty else []
        reactions = found.reactions.reactions if found.reactions else []
        return {
            "text": found.text or found.caption or "",
            "reply_to": found.reply_to_message_id,
            "topic": found.message_thread_id,
            "forwarded": found.forward_origin is not None,
            "reactions": [item.emoji for item in reactions],
            "entities": sorted(item.type.name.lower() for item in entities),
            "media": found.media.name.lower() if found.media else None,
        }

    # Messages.
    async def send(self, peer: int, text: str, reply_to: int | None = None) -> int:
        reply = types.ReplyParameters(message_id=reply_to) if reply_to else None
        return int((await self.client.send_message(peer, text, reply_parameters=reply)).id)

    async def edit(self, peer: int, number: int, text: str) -> None:
        await self.client.edit_message_text(peer, number, text)

    async def delete(self, peer: int, numbers: list[int]) -> None:
        await self.client.delete_messages(peer, numbers)

    async def react(self, peer: int, number: int, emoji: str | None) -> None:
        reaction = [raw.types.ReactionEmoji(emoticon=emoji)] if emoji else []
        there = await self.client.resolve_peer(peer)
        await self.client.invoke(raw.functions.messages.SendReaction(peer=there, msg_id=number, reaction=reaction))

    async def pin(self, peer: int, number: int) -> None:
        await self.client.pin_chat_message(peer, number, disable_notification=True)

    async def unpin(self, peer: int, number: int) -> None:
        await self.client.unpin_chat_message(peer, number)

    async def pinned(self, peer: int) -> list[str]:
        found = self.client.search_messages(peer, filter=enums.MessagesFilter.PINNED, limit=10)
        return [message.text async for message in found]

    async def read(self, peer: int, number: int) -> None:
        await self.client.read_chat_history(peer, max_id=number)

    async def typing(self, peer: int) -> None:
        await self.client.send_chat_action(peer, enums.ChatAction.TYPING)

    async def forward(self, peer: int, number: int, to: int) -> int:
        return int((await self.client.forward_messages(to, peer, number)).id)

    async def location(self, peer: int, latitude: float, longitude: float) -> int:
        return int((await self.client.send_location(peer, latitude, longitude)).id)

    async def contact(self, peer: int, phone: str, name: str) -> int:
        return int((await self.client.send_contact(peer, phone, name)).id)

    async def poll(self, peer: int, question: str, answers: list[str]) -> int:
        options = [types.InputPollOption(text=answer) for answer in answers]
        return int((await self.client.send_poll(peer, question, options)).id)

    async def vote(self, peer: int, number: int, option: int) -> None:
        await self.client.vote_poll(peer, number, option)

    # Files.
    async def upload(self, peer: int, path: str, kind: str, caption: str = "") -> int:
        send = getattr(self.client, f"send_{kind}")
        try:
            return int((await send(peer, path, caption=caption)).id)
        except ValueError as error:
            raise CannotError(f"it refuses by itself: {error}") from None

    async def album(self, peer: int, paths: list[str], caption: str) -> list[int]:
        photos = [types.InputMediaPhoto(path, caption=caption if path == paths[0] else "") for path in paths]
        return [int(message.id) for message in await self.client.send_media_group(peer, photos)]

    async def download(self, peer: int, number: int, path: str) -> None:
        await self.client.download_media(await self.client.get_messages(peer, number, replies=0), file_name=path)

    # Chats.
    async def create_group(self, title: str, person: int) -> int:
        return int((await self.client.create_group(title, [person])).id)

    async def create_channel(self, title: str, broadcast: bool) -> int:
        create = self.client.create_channel if broadcast else self.client.create_supergroup
        return int((await create(title)).id)

    async def retitle(self, peer: int, title: str) -> None:
        await self.client.set_chat_title(peer, title)

    async def forum(self, peer: int) -> None:
        await self.client.toggle_forum_topics(peer, is_forum=True)

    async def topic(self, peer: int, title: str) -> int:
        return int((await self.client.create_forum_topic(peer, title)).id)

    async def leave(self, peer: int) -> None:
        await self.client.leave_chat(peer)

    async def join_link(self, link: str) -> None:
        await self.client.join_chat(link)


if __name__ == "__main__":
    asyncio.run(serve(Account))
