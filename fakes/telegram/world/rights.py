"""Who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError

if TYPE_CHECKING:
    from fakes.telegram.world.chats import Chats
    from fakes.telegram.world.messages import Message, Place
    from fakes.telegram.world.people import People, Person


class Rights:
    """Checks that raise Telegram's refusals."""

    def __init__(self, people: People, chats: Chats) -> None:
        self._people = people
        self._chats = chats

    def check_may_write(self, author: Person, place: Place) -> None:
        """Raise CHAT_WRITE_FORBIDDEN, CHANNEL_PRIVATE, USER_IS_BLOCKED or USER_IS_BOT where one may not write."""
        if place.kind == "private":
            self._check_may_write_to(author, self._people.get(place.partner(author.id)))
            return
        chat = self._chats.at(place)
        if chat.has(author):
            return
        if chat.kind == "supergroup":
            raise WorldError(400, "CHANNEL_PRIVATE", f"{author.name} isn't in {chat.title}")
        raise WorldError(403, "CHAT_WRITE_FORBIDDEN", f"{author.name} isn't in {chat.title}")

    def check_may_delete(self, author: Person, message: Message) -> None:
        """Raise MESSAGE_DELETE_FORBIDDEN unless it is one's own message, a private chat's, or one has the right."""
        place = message.place
        if place.kind == "private":
            allowed = author.id in (place.id, place.other_id)
        else:
            chat = self._chats.at(place)
            allowed = chat.has(author) and (message.author_id == author.id or chat.may(author, "delete_messages"))
        if not allowed:
            raise WorldError(403, "MESSAGE_DELETE_FORBIDDEN", f"{author.name} may not delete the message {message.ref}")

    def _check_may_write_to(self, author: Person, partner: Person) -> None:
        if partner.id in author.blocked:
            raise WorldError(400, "YOU_BLOCKED_USER", f"{author.name} has blocked {partner.name}")
        if author.id in partner.blocked:
            raise WorldError(403 if author.bot else 400, "USER_IS_BLOCKED", f"{partner.name} has blocked {author.name}")
        if not author.bot:
            return
        if partner.bot:
            raise WorldError(400, "USER_IS_BOT", "bots can't write to bots")
        if partner.id not in author.partners:
            raise WorldError(403, "USER_IS_BLOCKED", f"{partner.name} never wrote to the bot {author.name}")
