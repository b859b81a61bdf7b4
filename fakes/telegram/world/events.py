"""What happened in the world: the one thing that updates and the witness stream are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fakes.telegram.tl import TLObject
    from fakes.telegram.world.boxes import Change
    from fakes.telegram.world.chats import Chat
    from fakes.telegram.world.messages import Message, Place
    from fakes.telegram.world.people import Person

Kind = Literal[
    "message",
    "edit",
    "delete",
    "reaction",
    "unreaction",
    "typing",
    "read",
    "member",
    "vote",
    "pin",
    "unpin",
    "service",
    "forget",
    "name",
    "status",
    "rights",
    "about",
    "topic_pinned",
]


@dataclass(frozen=True)
class Happened:
    """An event with the changes that it made to boxes; ``origin`` is the client's session behind it, if any."""

    kind: Kind
    place: Place
    author: Person
    messages: tuple[Message, ...] = ()
    changes: tuple[tuple[Person | Chat, Change], ...] = ()
    origin: object = None
    text: str = ""
    members: tuple[Person, ...] = field(default=())
    action: TLObject | None = None

    def change_in(self, owner: Person | Chat) -> Change:
        """Return the change to one owner's box."""
        return next(change for holder, change in self.changes if holder is owner)
