"""Messages, where they stand, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from fakes.telegram.tl.objects import TLObject
from fakes.telegram.world.entities import stored, utf16_length
from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.media import Media

if TYPE_CHECKING:
    from fakes.telegram.world.files import StoredFile

MAX_TEXT = 4096
MAX_CAPTION = 1024


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
    """What a service message tells: who was ``added`` or ``removed``, what was ``created`` or ``pinned``.

    ``shown`` is for actions that look the same to everybody.
    """

    kind: Literal[
        "created",
        "added",
        "removed",
        "pinned",
        "photo",
        "titled",
        "joined_by_link",
        "migrated_to",
        "migrated_from",
        "topic_begun",
        "topic_edited",
    ]
    person_ids: tuple[int, ...] = ()
    title: str = ""
    photo: StoredFile | None = None
    chat_id: int = 0
    shown: TLObject | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """The part of a message that a reply answers; ``offset`` is where it stands, in UTF-16 units."""

    text: str
    entities: tuple[TLObject, ...] = ()
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Where a forwarded message comes from; ``author_id`` is None for somebody who hides behind ``name``.

    ``chat_id`` and ``post`` (its number) are a channel's; the ``is_copy`` in a discussion group says where its post is.
    """

    author_id: int | None
    name: str
    date: int
    chat_id: int = 0
    post: int = 0
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is written: ``album`` is an id that its parts share.

    ``reply_to`` is a global reference in the same place, or elsewhere if ``answers_elsewhere``. ``topic`` is a forum's.
    """

    text: str = ""
    entities: tuple[TLObject, ...] = ()
    reply_to: int | None = None
    media: Media | None = None
    album: int | None = None
    quote: Quote | None = None
    forwarded: Forwarded | None = None
    silent: bool = False
    protected: bool = False
    answers_elsewhere: bool = False
    topic: int | None = None


@dataclass(eq=False)
class Message:
    """A message, once; every box that holds it numbers it for itself.

    ``ref`` is global; ``holders`` are the accounts whose own boxes have it (none for a supergroup's); ``topic`` is a
    forum's in which it stands. ``thread`` begins the thread in which it answers, ``thread_refs`` are those of its own.
    ``speaks_as`` is the channel in whose name it stands, ``copy_ref`` its copy in a discussion group.
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
    reactions: dict[int, tuple[str, ...]] = field(default_factory=dict)
    media: Media | None = None
    album: int | None = None
    quote: Quote | None = None
    forwarded: Forwarded | None = None
    silent: bool = False
    protected: bool = False
    topic: int | None = None
    thread: int | None = None
    thread_refs: list[int] = field(default_factory=list)
    speaks_as: int | None = None
    copy_ref: int | None = None


def as_stored(
    text: str, entities: tuple[TLObject, ...], media: Media | None = None
) -> tuple[str, tuple[TLObject, ...]]:
    """Return text and formatting as Telegram stores them: without space around, with commands and links marked.

    Raise MESSAGE_EMPTY, or MESSAGE_TOO_LONG (a caption's MEDIA_CAPTION_TOO_LONG) by the count of UTF-16 code units.
    """
    kept, formatting = stored(text, entities)
    is_caption = media is not None and media.kind != "web_page"
    if not kept and not is_caption:
        raise WorldError(400, "MESSAGE_EMPTY", "a message needs text")
    if is_caption and utf16_length(kept) > MAX_CAPTION:
        raise WorldError(400, "MEDIA_CAPTION_TOO_LONG", f"a caption may have {MAX_CAPTION} characters")
    if utf16_length(kept) > MAX_TEXT:
        raise WorldError(400, "MESSAGE_TOO_LONG", f"a message may have {MAX_TEXT} characters")
    return kept, formatting
