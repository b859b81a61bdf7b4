"""Who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.telegram.world.chats import Chat, Chats
    from fakes.telegram.world.messages import Message, Place
    from fakes.telegram.world.people import People, Person


class Rights:
    """Checks that raise Telegram's refusals."""

    def __init__(self, people: People, chats: Chats, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._people = people
        self._chats = chats

    def check_may_write(self, author: Person, place: Place) -> None:
        """Raise CHAT_WRITE_FORBIDDEN, CHANNEL_PRIVATE, USER_IS_BLOCKED or USER_IS_BOT where one may not write."""
        if place.kind == "private":
            self._check_may_write_to(author, self._people.get(place.partner(author.id)))
            return
        chat = self._chats.at(place)
        if chat.has(author):
            self._check_may_speak(author, chat)
            return
        if chat.kind == "supergroup":
            raise WorldError(400, "CHANNEL_PRIVATE", f"{author.name} isn't in {chat.title}")
        raise WorldError(403, "CHAT_WRITE_FORBIDDEN", f"{author.name} isn't in {chat.title}")

    def _check_may_speak(self, author: Person, chat: Chat) -> None:
        """Raise what keeps a member from writing: a closed group, a channel, a ban, or slow mode."""
        rights, now = chat.members[author.id].rights, int(self._clock())
        if chat.migrated_to is not None:
            raise WorldError(403, "CHAT_WRITE_FORBIDDEN", f"{chat.title} became a supergroup")
        if chat.broadcast and "post_messages" not in rights:
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{author.name} may not post in {chat.title}")
        if rights:
            return
        if "send_messages" in chat.bans_of(author.id, now):
            raise WorldError(400, "USER_BANNED_IN_CHANNEL", f"{author.name} may not write in {chat.title}")
        if "send_messages" in chat.banned_for_all:
            raise WorldError(403, "CHAT_WRITE_FORBIDDEN", f"ordinary members may not write in {chat.title}")

    def check_pace(self, author: Person, place: Place) -> None:
        """Raise SLOWMODE_WAIT_X (seconds) where an ordinary member wrote a moment ago."""
        chat = self._chats.at(place) if place.kind == "supergroup" else None
        if chat is None or not chat.slow_mode or chat.members[author.id].rights:
            return
        wait = chat.spoke_at.get(author.id, 0) + chat.slow_mode - int(self._clock())
        if wait > 0:
            raise WorldError(420, f"SLOWMODE_WAIT_{wait}", f"{chat.title} is in slow mode")

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
