"""Log-in codes: asked for by a phone number, read by a test, used once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.telegram.world import Person, WorldError

if TYPE_CHECKING:
    from random import Random

    from fakes.telegram.world.people import People


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code and the hash that the client must show with it."""

    code: str
    code_hash: str


class Logins:
    """At most one code a phone number is valid at a time."""

    def __init__(self, people: People, rng: Random) -> None:
        self._people = people
        self._rng = rng
        self._codes: dict[int, SentCode] = {}

    def send_code(self, phone: str) -> SentCode:
        """Make a code; raise PHONE_NUMBER_INVALID for a number that nobody has."""
        person = self._owner(phone)
        sent = SentCode(f"{self._rng.randrange(10**5):05}", f"{self._rng.getrandbits(72):018x}")
        self._codes[person.id] = sent
        return sent

    def pending(self, phone: str) -> str:
        """Return the code that was sent to ``phone`` and not used yet."""
        sent = self._codes.get(self._owner(phone).id)
        if sent is None:
            raise WorldError(400, "PHONE_CODE_EXPIRED", f"no client has asked for a code for {phone}, or it is used")
        return sent.code

    def sign_in(self, phone: str, code_hash: str, code: str) -> Person:
        """Check a code and return whose it is."""
        person = self._owner(phone)
        sent = self._codes.get(person.id)
        if sent is None or sent.code_hash != code_hash:
            raise WorldError(400, "PHONE_CODE_EXPIRED", "there is no such code any more")
        if not code:
            raise WorldError(400, "PHONE_CODE_EMPTY", "the code is empty")
        if sent.code != code:
            raise WorldError(400, "PHONE_CODE_INVALID", "the code is another")
        del self._codes[person.id]
        return person

    def _owner(self, phone: str) -> Person:
        person = self._people.by_phone(phone)
        if person is None or person.bot:
            raise WorldError(400, "PHONE_NUMBER_INVALID", f"nobody here has the phone number {phone}")
        return person
