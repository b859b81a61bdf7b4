"""Messages, where they stand, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from fakes.telegram.world.errors import WorldError

if TYPE_CHECKING:
    from fakes.telegram.tl import TLObject

MAX_TEXT = 4096


@dataclass(frozen=True, slots=True)
class Place:
    """A chat by its id, or a private chat by both persons' ids, the lower first."""

    kind: Literal["private", "group", "supergroup"]
    id: int
    other_id: int = 0

    @classmethod
    def private(cls, one: int, other: int) -> Place:
        """Return the private chat of two persons."""
        return cls("private", min(one, other), max(one, other))

    def partner(self, person_id: int) -> int:
        """Return the other one's id in a private chat."""
        return self.other_id if person_id == self.id else self.id


@dataclass(frozen=True, slots=True)
class Action:
    """What a service message tells: ``created``, ``added`` or ``removed``, and of whom."""

    kind: Literal["created", "added", "removed"]
    person_ids: tuple[int, ...] = ()
    title: str = ""


@dataclass(eq=False)
class Message:
    """A message, once; every box that holds it numbers it for itself.

    ``ref`` is global; ``holders`` are the accounts whose own boxes have it (none for a supergroup's).
    """

    ref: int
    place: Place
    author_id: int
    date: int
    text: str = ""
    entities: tuple[TLObject, ...] = ()
    reply_to: int | None = None
    action: Action | None = None
    edited_at: int | None = None
    deleted: bool = False
    holders: frozenset[int] = frozenset()
    reactions: dict[int, str] = field(default_factory=dict)


def checked_text(text: str) -> str:
    """Return ``text`` as Telegram stores it; raise MESSAGE_EMPTY or MESSAGE_TOO_LONG (UTF-16 units count)."""
    stored = text.strip()
    if not stored:
        raise WorldError(400, "MESSAGE_EMPTY", "a message needs text")
    if utf16_length(stored) > MAX_TEXT:
        raise WorldError(400, "MESSAGE_TOO_LONG", f"a message may have {MAX_TEXT} characters")
    return stored


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, Telegram's unit of length and offset."""
    return len(text.encode("utf-16-le")) // 2
