"""Whom and what an order names: people, chats, places and messages by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakes.control import whole
from fakes.telegram.world import Chat, Message, Person, Place, World, WorldError
from fakes.telegram.world.world import place_of

Order = Mapping[str, Any]


class Names:
    """Looks things up; raises Telegram's refusals for what there isn't."""

    def __init__(self, world: World) -> None:
        self._world = world

    def person(self, person_id: object) -> Person:
        """Return the account with this id."""
        return self._world.people.get(whole(person_id, "an account's id"))

    def chat(self, chat_id: object) -> Chat:
        """Return the chat with this id."""
        chat = self._world.chats.find(whole(chat_id, "a chat's id"))
        if chat is None:
            raise WorldError(400, "CHAT_ID_INVALID", f"there is no chat {chat_id}")
        return chat

    def place(self, author: Person, chat_id: object) -> Place:
        """Return the chat with this id, or the private chat with the account of this id."""
        chat = self._world.chats.find(whole(chat_id, "a chat's id"))
        return place_of(chat) if chat is not None else Place.private(author.id, self.person(chat_id).id)

    def message(self, order: Order) -> Message:
        """Return the order's ``message``, which must be in its ``chat`` as its ``author`` names it."""
        message = self._world.message(whole(order["message"], "message"))
        if message.place != self.place(self.person(order["author"]), order["chat"]):
            raise WorldError(400, "MESSAGE_ID_INVALID", f"the message {order['message']} isn't in {order['chat']}")
        return message
