"""What every act stands on: who and what there is, the boxes, and how what happens is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.chats import Chat, Chats
from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened, Kind
from fakes.telegram.world.files import Files
from fakes.telegram.world.messages import Action, Message, Place
from fakes.telegram.world.people import People, Person
from fakes.telegram.world.rights import Rights

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from fakes.telegram.world.boxes import Box

_OF_MEMBERS = ("created", "added", "removed", "joined_by_link")


class Ground:
    """The part of the world that acts of every noun share; :class:`fakes.telegram.world.World` is the whole."""

    def __init__(self, clock: Callable[[], float], rng: Random, dc: int = 2) -> None:
        self._clock = clock
        self.people = People(rng, dc)
        self.chats = Chats(rng)
        self.files = Files(dc)
        self._rights = Rights(self.people, self.chats, clock)
        self._messages: dict[int, Message] = {}
        self._listeners: list[Callable[[Happened], None]] = []

    def __getstate__(self) -> dict[str, object]:
        """Return all but the listeners, which belong to a process."""
        return {**vars(self), "_listeners": []}

    @property
    def now(self) -> int:
        """The time in whole Unix seconds, as Telegram dates things."""
        return int(self._clock())

    def listen(self, listener: Callable[[Happened], None]) -> None:
        """Call ``listener`` with everything that happens from now on."""
        self._listeners.append(listener)

    def message(self, ref: int) -> Message:
        """Return a message by its global reference."""
        message = self._messages.get(ref)
        if message is None:
            raise WorldError(400, "MESSAGE_ID_INVALID", f"there is no message {ref}")
        return message

    def chat_of(self, place: Place) -> Chat:
        """Return the chat at ``place``; raise CHAT_ID_INVALID for a private chat."""
        return self.chats.at(place)

    def box_for(self, person: Person, place: Place) -> Box:
        """Return the box in which ``person`` finds the messages of ``place``."""
        return self.chat_of(place).box if place.kind == "supergroup" else person.box

    def history(self, person: Person, place: Place) -> list[Message]:
        """Return the messages of ``place`` that ``person`` can see, oldest first."""
        if place.kind == "supergroup" and not self.chat_of(place).shows_to(person):
            raise WorldError(400, "CHANNEL_PRIVATE", f"{person.name} isn't in {self.chat_of(place).title}")
        box = self.box_for(person, place)
        messages = (self._messages[box.ref(number) or 0] for number in box.numbers())
        return [message for message in messages if message.place == place]

    def audience(self, place: Place) -> list[Person]:
        """Return who is in a place."""
        if place.kind == "private":
            return [self.people.get(person_id) for person_id in dict.fromkeys((place.id, place.other_id))]
        return [self.people.get(person_id) for person_id in self.chat_of(place).members]

    @property
    def next_ref(self) -> int:
        """The reference that the next message will have."""
        return len(self._messages) + 1

    def _post(
        self, author: Person, message: Message, *, members: tuple[Person, ...] = (), origin: object = None
    ) -> Happened:
        """Put a new message into the boxes of its place."""
        place, present = message.place, self.audience(message.place)
        self._messages[message.ref] = message
        owners: list[Person | Chat] = [self.chat_of(place)] if place.kind == "supergroup" else [*present]
        if place.kind != "supergroup":
            message.holders = frozenset(person.id for person in present)
        if place.kind == "private":
            for person in present:
                person.partners.add(place.partner(person.id))
        changes = tuple((owner, owner.box.add(message.ref, self._clock())) for owner in owners)
        if place.kind != "private" and message.action is None:
            self.chat_of(place).spoke_at[author.id] = message.date
        kind: Kind = "message"
        if message.action is not None:
            kind = "member" if message.action.kind in _OF_MEMBERS else "service"
        return Happened(kind, place, author, (message,), changes, origin, text=message.text, members=members)

    def _service(self, author: Person, chat: Chat, action: Action) -> Message:
        return Message(self.next_ref, place_of(chat), author.id, self.now, action=action)

    def _tell(self, happened: Happened) -> Happened:
        for listener in self._listeners:
            listener(happened)
        return happened

    def _holders(self, message: Message) -> list[Person | Chat]:
        """Return whose boxes hold the message: those who were there when it was written."""
        if message.place.kind == "supergroup":
            return [self.chat_of(message.place)]
        return [self.people.get(person_id) for person_id in sorted(message.holders)]


def place_of(chat: Chat) -> Place:
    """Return where a chat's messages stand."""
    return Place(chat.kind, chat.id)
