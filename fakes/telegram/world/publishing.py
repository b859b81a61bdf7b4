"""Public chats: a supergroup or channel with a username is found and read by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened
from fakes.telegram.world.governing import Governing
from fakes.telegram.world.ground import place_of
from fakes.telegram.world.profiles import Profiles

if TYPE_CHECKING:
    from fakes.telegram.world.chats import Chat
    from fakes.telegram.world.people import Person

MOST_PUBLIC = 10  # chats of one creator


class Publishing(Governing, Profiles):
    """Accounts and chats share the names that they can have."""

    def publish(self, chat: Chat, by: Person, username: str, *, origin: object = None) -> Happened:
        """Give a chat another username, or none; only its creator may.

        Raise CHANNEL_INVALID, USERNAME_NOT_MODIFIED, USERNAME_INVALID, USERNAME_OCCUPIED or
        CHANNELS_ADMIN_PUBLIC_TOO_MUCH.
        """
        if chat.kind != "supergroup":
            raise WorldError(400, "CHANNEL_INVALID", f"{chat.title} is a basic group, which is never public")
        if by.id != chat.creator_id:
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{by.name} didn't make {chat.title}")
        if username == chat.username:
            raise WorldError(400, "USERNAME_NOT_MODIFIED", "the username is the same as before")
        if username and username.lower() != chat.username.lower():
            self._check_publishable(chat, username)
        chat.username = username
        return self._tell(Happened("rights", place_of(chat), by, origin=origin))

    def _check_publishable(self, chat: Chat, username: str) -> None:
        if not self.is_username_free(username):
            raise WorldError(400, "USERNAME_OCCUPIED", f"the username {username} is taken")
        if not chat.username and self.chats.count_public(chat.creator_id) >= MOST_PUBLIC:
            raise WorldError(
                400, "CHANNELS_ADMIN_PUBLIC_TOO_MUCH", f"one person makes up to {MOST_PUBLIC} public chats"
            )
