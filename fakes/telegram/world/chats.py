"""Basic groups and supergroups: who is in them and what each member may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from fakes.telegram.world.boxes import Box
from fakes.telegram.world.errors import WorldError

if TYPE_CHECKING:
    from random import Random

    from fakes.telegram.world.files import StoredFile
    from fakes.telegram.world.messages import Place
    from fakes.telegram.world.people import Person
    from fakes.telegram.world.topics import Topic

ChatKind = Literal["group", "supergroup"]
ADMIN_RIGHTS = frozenset(
    {"change_info", "delete_messages", "ban_users", "invite_users", "pin_messages", "manage_call", "other"},
)
_POSTS = {"post_messages", "edit_messages", "manage_topics", "post_stories", "edit_stories"}
CREATOR_RIGHTS = ADMIN_RIGHTS | {"add_admins"} | _POSTS | {"delete_stories"}
_KINDS_OF_CONTENT = ("photos", "videos", "roundvideos", "audios", "voices", "docs", "plain")
BANNED_RIGHTS = frozenset(
    {"view_messages", "send_messages", "send_media", "send_stickers", "send_gifs", "send_games", "send_inline"}
    | {"embed_links", "send_polls", "change_info", "invite_users", "pin_messages", "manage_topics"}
    | {f"send_{kind}" for kind in _KINDS_OF_CONTENT}
)
_LINK_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_LINK_LENGTH = 16
# Ten digits, so that "-100" in front of a supergroup's id is also what arithmetic gives.
_RANGES = {"group": (1_000_000, 999_999_999), "supergroup": (1_000_000_000, 2_147_483_647)}


@dataclass
class Member:
    """Somebody in a chat; ``rights`` is empty for ordinary members."""

    person_id: int
    inviter_id: int
    joined_at: int
    rights: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ban:
    """What somebody may not do, until when (Unix seconds; 0 for ever) and by whose word."""

    rights: frozenset[str]
    until: int
    by_id: int
    at: int


@dataclass
class Link:
    """An invitation for whoever has its ``hash``; ``limit`` 0 is none, ``expires`` 0 never."""

    hash: str
    maker_id: int
    made_at: int
    expires: int = 0
    limit: int = 0
    asks: bool = False
    title: str = ""
    revoked: bool = False
    used_by: dict[int, int] = field(default_factory=dict)


@dataclass(eq=False)
class Chat:
    """A group (messages live in each member's own box) or a supergroup (they live in ``box``).

    What is said in a ``protected`` one can't be forwarded. A ``broadcast`` channel is a supergroup in which only
    administrators write. ``requests`` are people who ask to join, with the time.
    """

    id: int
    kind: ChatKind
    title: str
    creator_id: int
    created_at: int
    scope: str = ""
    version: int = 1
    protected: bool = False
    reactions: tuple[str, ...] | None = None
    photo: StoredFile | None = None
    members: dict[int, Member] = field(default_factory=dict)
    box: Box = field(default_factory=Box)
    broadcast: bool = False
    signatures: bool = False
    about: str = ""
    slow_mode: int = 0
    spoke_at: dict[int, int] = field(default_factory=dict)
    banned_for_all: frozenset[str] = frozenset()
    bans: dict[int, Ban] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    requests: dict[int, int] = field(default_factory=dict)
    migrated_to: int | None = None
    migrated_from: int | None = None
    username: str = ""
    linked_to: int | None = None
    forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned_topics: list[int] = field(default_factory=list)

    @property
    def bot_api_id(self) -> str:
        """The id as bots and bridges write it."""
        return f"-100{self.id}" if self.kind == "supergroup" else f"-{self.id}"

    def has(self, person: Person) -> bool:
        """Tell whether ``person`` is a member."""
        return person.id in self.members

    def shows_to(self, person: Person) -> bool:
        """Tell whether ``person`` may read here: members, and everybody where it is public, but for the thrown out."""
        ban = self.bans.get(person.id)
        return self.has(person) or bool(self.username and (ban is None or "view_messages" not in ban.rights))

    def bans_of(self, person_id: int, now: int) -> frozenset[str]:
        """Return what somebody may not do at present, by a ban of their own."""
        ban = self.bans.get(person_id)
        return ban.rights if ban is not None and (not ban.until or ban.until > now) else frozenset()

    def may(self, person: Person, right: str) -> bool:
        """Tell whether ``person`` has an administrator's right."""
        member = self.members.get(person.id)
        return member is not None and right in member.rights


class Chats:
    """Every chat by its id; groups and supergroups share one space, so that an id alone names a chat."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._chats: dict[int, Chat] = {}

    def create(self, kind: ChatKind, title: str, creator: Person, at: int, scope: str = "") -> Chat:
        """Make a chat with its creator as the only member."""
        if not title.strip():
            raise WorldError(400, "CHAT_TITLE_EMPTY", "a chat needs a title")
        while (chat_id := self._rng.randint(*_RANGES[kind])) in self._chats:
            pass
        chat = Chat(chat_id, kind, title, creator.id, at, scope or creator.scope)
        chat.members[creator.id] = Member(creator.id, creator.id, at, CREATOR_RIGHTS)
        self._chats[chat_id] = chat
        return chat

    def fresh_link(self) -> str:
        """Return a hash for a new invitation."""
        return "".join(self._rng.choices(_LINK_LETTERS, k=_LINK_LENGTH))

    def by_link(self, link_hash: str) -> tuple[Chat, Link] | None:
        """Return the chat to which an invitation leads."""
        for chat in self._chats.values():
            if link_hash in chat.links:
                return chat, chat.links[link_hash]
        return None

    def by_username(self, username: str) -> Chat | None:
        """Return the chat with this username, in any case of letters."""
        wanted = username.lower().lstrip("@")
        return next((chat for chat in self._chats.values() if wanted and chat.username.lower() == wanted), None)

    def search(self, text: str) -> list[Chat]:
        """Return public chats whose username, or a word of whose title, begins with ``text``."""
        wanted = text.lower().lstrip("@")
        public = [chat for chat in self._chats.values() if chat.username and wanted]
        return [
            chat
            for chat in public
            if any(word.startswith(wanted) for word in (chat.username.lower(), *chat.title.lower().split()))
        ]

    def count_public(self, creator_id: int) -> int:
        """Return how many chats of somebody have a username."""
        return sum(bool(chat.username) and chat.creator_id == creator_id for chat in self._chats.values())

    def find(self, chat_id: int, kind: ChatKind | None = None) -> Chat | None:
        """Return the chat, if it exists and is of that kind."""
        chat = self._chats.get(chat_id)
        return chat if chat is not None and kind in (None, chat.kind) else None

    def at(self, place: Place) -> Chat:
        """Return the chat at ``place``; raise CHAT_ID_INVALID for a private chat."""
        chat = self._chats.get(place.id) if place.kind != "private" else None
        if chat is None:
            raise WorldError(400, "CHAT_ID_INVALID", f"{place} isn't a chat")
        return chat

    def of(self, person: Person) -> list[Chat]:
        """Return the chats that ``person`` is in, oldest first."""
        return [chat for chat in self._chats.values() if chat.has(person)]
