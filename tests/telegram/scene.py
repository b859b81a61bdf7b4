"""Three people in two chats: what tests of calls and updates begin with."""

from __future__ import annotations

from typing import Any

from fakes.control import Hub, Record
from fakes.telegram.server import Server
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Chat, Person
from fakes.telegram.world.world import place_of
from tests.telegram.wire import Client, connected, make_server


class Scene:
    """A fake with alice, and a bot's and bob's clients, both in a supergroup and in a group."""

    def __init__(self) -> None:
        self.server: Server
        self.hub: Hub
        self.server, self.hub = make_server()
        self.world = self.server.world
        self.alice = self.world.people.create("Alice", scope="s1")
        self.bob = self.world.people.create("Bob", phone="+1 555 0100")
        self.bot = self.world.people.create("Bot", bot=True)
        self.supergroup = self.world.create_chat("supergroup", "Large", self.alice, [self.bob, self.bot], scope="s2")
        self.group = self.world.create_chat("group", "Small", self.alice, [self.bob, self.bot])
        self.bot_client = connected(self.server).log_in(self.bot)
        self.bob_client = connected(self.server)
        self.log_in_bob()

    def log_in_bob(self) -> None:
        phone = self.bob.phone
        settings = tl("codeSettings")
        sent = self.bob_client.call("auth.sendCode", phone_number=phone, api_id=1, api_hash="x", settings=settings)
        code = self.server.logins.pending(phone)
        code_hash = sent["phone_code_hash"]
        self.bob_client.call("auth.signIn", phone_number=phone, phone_code_hash=code_hash, phone_code=code)

    def channel(self, viewer: Person) -> dict[str, Any]:
        hashes = self.server.views.hashes
        return {
            "channel_id": self.supergroup.id,
            "access_hash": hashes.of(viewer.id, "channel", self.supergroup.id),
        }

    def peer(self, chat: Chat, viewer: Person) -> TLObject:
        if chat.kind == "group":
            return tl("inputPeerChat", chat_id=chat.id)
        return TLObject("inputPeerChannel", self.channel(viewer))

    def say(self, text: str, chat: Chat | None = None) -> int:
        return self.world.send(self.alice, place_of(chat or self.supergroup), text).messages[0].ref

    def last(self) -> Record:
        return self.hub.records[-1]


def send(client: Client, peer: TLObject, text: str, random_id: int = 5, **more: Any) -> TLObject:
    return client.call("messages.sendMessage", peer=peer, message=text, random_id=random_id, **more)
