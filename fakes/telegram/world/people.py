"""Accounts: persons and bots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fakes.telegram.world.boxes import Box
from fakes.telegram.world.errors import WorldError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from fakes.telegram.world.files import StoredFile
    from fakes.telegram.world.messages import Place

# Accounts count from far above what a supergroup reaches: Telethon takes the supergroup's pts in the answer of
# channels.deleteMessages for the account's, which does harm only where the two are close.
FIRST_PTS = 1_000_000
_FIRST_ID, _LAST_ID = 100_000_000, 999_999_999
_TOKEN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"  # noqa: S105 - what tokens are made of
_SECRET_LENGTH = 35


@dataclass(frozen=True, slots=True)
class ReactionNews:
    """What a bot is told of a reaction: it has a counter of its own, qts, so that none is missed."""

    qts: int
    message_ref: int
    actor_id: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    date: int


@dataclass(eq=False)
class Person:
    """An account; ``token`` is a bot's whole token, ``partners`` whom it has exchanged private messages with.

    ``online`` is None until a client told; ``blocked`` holds since when; ``commands`` are a bot's, each
    with a description. ``dc`` is the data centre where the account lives.
    ``spent_random_ids`` are those that its clients gave messages; each may be used once, so that a resend isn't a copy.
    """

    id: int
    first_name: str
    dc: int
    last_name: str = ""
    username: str = ""
    phone: str = ""
    bot: bool = False
    token: str = ""
    scope: str = ""
    hides_forwards: bool = False
    premium: bool = False
    photos: list[StoredFile] = field(default_factory=list)
    read: dict[Place, int] = field(default_factory=dict)
    read_by_others: dict[Place, int] = field(default_factory=dict)
    box: Box = field(default_factory=lambda: Box(pts=FIRST_PTS))
    contacts: set[int] = field(default_factory=set)
    partners: set[int] = field(default_factory=set)
    spent_random_ids: set[int] = field(default_factory=set)
    reaction_news: list[ReactionNews] = field(default_factory=list)
    about: str = ""
    banned: bool = False
    online: bool | None = None
    seen_at: int = 0
    blocked: dict[int, int] = field(default_factory=dict)
    commands: list[tuple[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name as people see it."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def qts(self) -> int:
        """The number of the last piece of reaction news."""
        return len(self.reaction_news)


class People:
    """Every account, by each of its keys."""

    def __init__(self, rng: Random, dc: int = 2) -> None:
        self._rng = rng
        self._dc = dc
        self._by_id: dict[int, Person] = {}
        self._by_phone: dict[str, Person] = {}
        self._by_username: dict[str, Person] = {}

    def create(
        self,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        phone: str = "",
        bot: bool = False,
        token: str = "",
        scope: str = "",
        dc: int | None = None,
    ) -> Person:
        """Make an account; a person without a phone gets one, a bot a token (whose first part is its id).

        It lives in the home data centre unless ``dc`` says another.
        """
        person_id = int(token.partition(":")[0]) if token else self._fresh_id()
        if person_id in self._by_id:
            raise WorldError(400, "USER_ALREADY_EXISTS", f"the account {person_id} exists already")
        if bot:
            token = token or f"{person_id}:{''.join(self._rng.choices(_TOKEN_LETTERS, k=_SECRET_LENGTH))}"
            username = username or f"bot{person_id}_bot"
        else:
            phone = digits(phone) or self._fresh_phone()
        home = dc or self._dc
        person = Person(person_id, first_name, home, last_name, username, phone, bot=bot, token=token, scope=scope)
        self._index(person)
        return person

    def _fresh_phone(self) -> str:
        # Numbers of Telegram's test data centres; a few hundred draws of a million meet, so draw until one is free.
        while (phone := f"999662{self._rng.randrange(10**6):06}") in self._by_phone:
            continue
        return phone

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_id.values())

    def get(self, person_id: int) -> Person:
        """Return the account; raise USER_ID_INVALID where there is none."""
        person = self._by_id.get(person_id)
        if person is None:
            raise WorldError(400, "USER_ID_INVALID", f"there is no account {person_id}")
        return person

    def find(self, person_id: int) -> Person | None:
        """Return the account, or None."""
        return self._by_id.get(person_id)

    def by_phone(self, phone: str) -> Person | None:
        """Return the account with this phone number, however it is punctuated."""
        return self._by_phone.get(digits(phone))

    def by_username(self, username: str) -> Person | None:
        """Return the account with this username, in any case of letters."""
        return self._by_username.get(username.lower().lstrip("@"))

    def set_username(self, person: Person, username: str) -> None:
        """Give an account another username, or none."""
        self._by_username.pop(person.username.lower(), None)
        person.username = username
        if username:
            self._by_username[username.lower()] = person

    def search(self, text: str) -> list[Person]:
        """Return accounts whose name or username begins with, or has a word that begins with, ``text``."""
        wanted = text.lower().lstrip("@")
        found = []
        for person in self._by_id.values():
            words = [*person.name.lower().split(), person.name.lower(), person.username.lower()]
            if wanted and any(word.startswith(wanted) for word in words):
                found.append(person)
        return found

    def knowing(self, person: Person) -> list[Person]:
        """Return the account itself, and who has it as a contact or has exchanged messages with it."""
        others = (each for each in self._by_id.values() if not each.bot and each is not person)
        return [person, *(each for each in others if person.id in each.contacts or person.id in each.partners)]

    def by_token(self, token: str) -> Person | None:
        """Return the bot with this token."""
        head = token.partition(":")[0]
        bot = self._by_id.get(int(head)) if head.isdecimal() else None
        return bot if bot is not None and bot.token == token else None

    def _fresh_id(self) -> int:
        while (person_id := self._rng.randint(_FIRST_ID, _LAST_ID)) in self._by_id:
            pass
        return person_id

    def _index(self, person: Person) -> None:
        if person.phone and person.phone in self._by_phone:
            raise WorldError(400, "PHONE_NUMBER_OCCUPIED", f"the phone {person.phone} is taken")
        if person.username and person.username.lower() in self._by_username:
            raise WorldError(400, "USERNAME_OCCUPIED", f"the username {person.username} is taken")
        self._by_id[person.id] = person
        if person.phone:
            self._by_phone[person.phone] = person
        if person.username:
            self._by_username[person.username.lower()] = person


def digits(phone: str) -> str:
    """Return a phone number's digits alone."""
    return "".join(character for character in phone if character.isdecimal())
