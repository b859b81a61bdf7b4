"""Accounts: people and bots, their tokens, and how they look in JSON."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from fakes.control import Author
from fakes.discord.errors import unauthorized, unknown
from fakes.discord.shapes import Json

IDENTIFIES_A_DAY = 1000
_DAY = 86_400.0
_BETWEEN_IDENTIFIES = 5.0


@dataclass(slots=True)
class Person:
    """An account; ``identifies`` holds the moments (Unix seconds) in which it opened gateway sessions.

    ``notes`` are on others by id, ``protos`` settings as a client encoded them, ``guild_settings`` by guild.
    """

    id: str
    name: str
    display_name: str
    bot: bool
    token: str
    scope: str
    identifies: list[float] = field(default_factory=list)
    avatar: str | None = None
    bio: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    protos: dict[str, str] = field(default_factory=dict)
    guild_settings: dict[str, Json] = field(default_factory=dict)
    privileged: bool = True
    """Whether an application may ask for privileged intents."""

    def as_user(self) -> Json:
        """Return the User object."""
        user: Json = {
            "id": self.id,
            "username": self.name,
            "global_name": None if self.bot else self.display_name,
            "discriminator": "0000" if self.bot else "0",
            "avatar": self.avatar,
            "banner": None,
            "accent_color": None,
            "avatar_decoration_data": None,
            "primary_guild": None,
            "public_flags": 0,
            "flags": 0,
        }
        return user | {"bot": True} if self.bot else user

    def as_me(self) -> Json:
        """Return the User object with what only its owner sees."""
        own = {"flags": 0, "mfa_enabled": False, "locale": "en-US", "premium_type": 0, "verified": True, "email": None}
        return self.as_user() | own | {"bio": self.bio}

    def as_author(self) -> Author:
        """Return the author as the witness names it."""
        return Author(self.id, self.display_name, "bot" if self.bot else "person")


class People:
    """The register of accounts."""

    def __init__(self, clock: Callable[[], float], rng: Random, mint: Callable[[], str]) -> None:
        self._clock = clock
        self._rng = rng
        self._mint = mint
        self._by_id: dict[str, Person] = {}
        self._by_token: dict[str, Person] = {}

    def create(self, name: str, display_name: str = "", *, bot: bool = False, scope: str = "") -> Person:
        """Open an account with a fresh token."""
        person = Person(self._mint(), name, display_name or name, bot, "", scope)
        self._by_id[person.id] = person
        self.reset_token(person)
        return person

    def reset_token(self, person: Person) -> None:
        """Give a new token; the old one is worthless from now on."""
        self._by_token.pop(person.token, None)
        first = urlsafe_b64encode(person.id.encode()).decode().rstrip("=")
        middle, last = (urlsafe_b64encode(self._rng.randbytes(n)).decode().rstrip("=") for n in (4, 28))
        person.token = f"{first}.{middle}.{last}"
        self._by_token[person.token] = person

    def get(self, person_id: str) -> Person:
        """Return an account by id; 10013 for a stranger."""
        if person_id not in self._by_id:
            raise unknown("User")
        return self._by_id[person_id]

    def named(self, username: str) -> Person | None:
        """Return a person by username, or nothing; bots have no names to ask for."""
        people = (one for one in self._by_id.values() if not one.bot and one.name == username)
        return next(people, None)

    def find(self, person_id: str) -> Person | None:
        """Return an account by id, or nothing."""
        return self._by_id.get(person_id)

    def by_header(self, authorization: str) -> Person:
        """Return the account that an ``Authorization`` header names: ``Bot <token>``, or a person's bare token."""
        word, _, rest = authorization.partition(" ")
        person = self._by_token.get(rest if word == "Bot" else authorization)
        if person is None or person.bot != (word == "Bot"):
            raise unauthorized()
        return person

    def by_token(self, token: str) -> Person | None:
        """Return the account that the gateway's token names; a leading ``Bot`` is allowed there."""
        return self._by_token.get(token.removeprefix("Bot "))

    def identifies_left(self, person: Person) -> int:
        """Return how many sessions the account may still open in the running 24 hours."""
        start = self._clock() - _DAY
        person.identifies = [moment for moment in person.identifies if moment > start]
        return IDENTIFIES_A_DAY - len(person.identifies)

    def identifies_too_soon(self, person: Person) -> bool:
        """Tell whether a bot begins a session within five seconds of its last; ``max_concurrency`` is 1."""
        return person.bot and bool(person.identifies) and self._clock() - person.identifies[-1] < _BETWEEN_IDENTIFIES

    def spend_identify(self, person: Person) -> bool:
        """Count one session; past the budget the token is reset, as Discord does, and the answer is False."""
        if self.identifies_left(person) <= 0:
            self.reset_token(person)
            return False
        person.identifies.append(self._clock())
        return True
