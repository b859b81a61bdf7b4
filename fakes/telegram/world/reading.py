"""What has been read: by oneself (inbox), and of one's own messages by others (outbox)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened
from fakes.telegram.world.ground import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fakes.telegram.world.boxes import Change
    from fakes.telegram.world.chats import Chat
    from fakes.telegram.world.messages import Message, Place
    from fakes.telegram.world.people import Person


class Reading(Ground):
    """Acts of reading."""

    def read(self, person: Person, place: Place, number: int, *, origin: object = None) -> Happened | None:
        """Read a place up to a number of the person's box; None where that is nothing new."""
        if person not in self.audience(place):
            raise WorldError(400, "PEER_ID_INVALID", f"{person.name} can't read there")
        fresh = [message for message in self._since(person, place) if self._number(person, message) <= number]
        if not fresh:
            return None
        person.read[place] = self._number(person, fresh[0])
        authors = self._authors(person, fresh)
        for author, message in authors.items():
            author.read_by_others[place] = self._number(author, message)
        changes: list[tuple[Person | Chat, Change]] = []
        if place.kind != "supergroup":
            changes.append((person, person.box.mark_read(fresh[0].ref, self._clock(), own=True)))
            for author, message in authors.items():
                changes.append((author, author.box.mark_read(message.ref, self._clock(), own=False)))
        told = tuple(authors)
        return self._tell(Happened("read", place, person, (fresh[0],), tuple(changes), origin, members=told))

    def unread(self, person: Person, place: Place) -> int:
        """Return how many messages of others a person hasn't read."""
        return sum(message.author_id != person.id for message in self._since(person, place))

    def _since(self, person: Person, place: Place) -> Iterator[Message]:
        """Yield the messages after the last that was read, the latest first."""
        box, last = self.box_for(person, place), person.read.get(place, 0)
        for number in reversed(box.numbers()):
            if number <= last:
                return
            message = self.message(box.ref(number) or 0)
            if message.place == place:
                yield message

    def _authors(self, reader: Person, fresh: list[Message]) -> dict[Person, Message]:
        """Return who wrote what was read, each with the latest of it that they still have; bots aren't told."""
        latest: dict[Person, Message] = {}
        for message in fresh:
            author = self.people.get(message.author_id)
            is_told = author is not reader and not author.bot and author in self.audience(message.place)
            if is_told and author not in latest and self._number(author, message):
                latest[author] = message
        return latest

    def _number(self, person: Person, message: Message) -> int:
        return self.box_for(person, message.place).number(message.ref) or 0
