"""Forwarding messages, with or without the name of who wrote them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.messages import Draft, Forwarded, Message, Place
from fakes.telegram.world.writing import Writing

if TYPE_CHECKING:
    from fakes.telegram.world.events import Happened
    from fakes.telegram.world.people import Person


class Forwarding(Writing):
    """Acts of forwarding."""

    def forward(
        self,
        person: Person,
        messages: list[Message],
        place: Place,
        base: Draft = Draft(),  # noqa: B008 - it can't change
        *,
        names: bool = True,
        captions: bool = True,
        origin: object = None,
    ) -> list[Happened]:
        """Write messages again elsewhere, with who wrote them unless not ``names``; ``base`` is the rest of each.

        Raise MESSAGE_ID_INVALID for what can't be forwarded, CHAT_FORWARDS_RESTRICTED where content is protected.
        """
        albums: dict[int, int] = {}
        for message in messages:
            self._check_may_forward(person, message)
            if message.album is not None:
                albums.setdefault(message.album, self.next_album + len(albums))
        drafts = [self._again(message, base, albums, names=names, captions=captions) for message in messages]
        return self.write(person, place, drafts, origin=origin)

    def _again(self, message: Message, base: Draft, albums: dict[int, int], *, names: bool, captions: bool) -> Draft:
        keeps_text = captions or message.media is None or message.media.kind == "web_page"
        return replace(
            base,
            text=message.text if keeps_text else "",
            entities=message.entities if keeps_text else (),
            media=message.media,
            album=None if message.album is None else albums[message.album],
            forwarded=self._header(message) if names else None,
        )

    def _header(self, message: Message) -> Forwarded:
        """Return where a message comes from at first, however often it is forwarded."""
        if message.forwarded is not None:
            return replace(message.forwarded, is_copy=False)
        chat = self.chats.find(message.place.id, "supergroup")
        if chat is not None and chat.broadcast:
            number = chat.box.number(message.ref) or 0
            return Forwarded(None, chat.title, message.date, chat_id=chat.id, post=number)
        author = self.people.get(message.author_id)
        return Forwarded(None if author.hides_forwards else author.id, author.name, message.date)

    def _check_may_forward(self, person: Person, message: Message) -> None:
        if message.deleted or message.action is not None or person not in self.audience(message.place):
            raise WorldError(400, "MESSAGE_ID_INVALID", f"the message {message.ref} can't be forwarded")
        place = message.place
        if message.protected or (place.kind != "private" and self.chat_of(place).protected):
            raise WorldError(400, "CHAT_FORWARDS_RESTRICTED", f"the message {message.ref} is protected content")
