"""Second passwords: who has one, and the challenges by which clients show that they know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.telegram import srp
from fakes.telegram.world import Person, WorldError

if TYPE_CHECKING:
    from random import Random

_SALT = 8


@dataclass(frozen=True, slots=True)
class Password:
    """An account's second password, and the hint that clients show for it."""

    verifier: srp.Verifier
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One ``account.getPassword``: its id, the server's secret number and what it is about."""

    srp_id: int
    secret: int
    password: Password

    @property
    def public(self) -> bytes:
        """The server's public number, ``srp_B``."""
        return self.password.verifier.public(self.secret)


class Passwords:
    """At most one challenge an account is open at a time; a wrong answer uses it up."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._passwords: dict[int, Password] = {}
        self._challenges: dict[int, Challenge] = {}
        self._new_salts: dict[int, tuple[bytes, bytes]] = {}

    def of(self, person: Person) -> Password | None:
        """Return an account's password, if it has one."""
        return self._passwords.get(person.id)

    def choose(self, person: Person, password: str, hint: str = "") -> None:
        """Give an account a password; an empty one takes it away."""
        salt1, salt2 = self.new_salts(person)
        self.keep(person, Password(srp.verifier(password, salt1, salt2), hint) if password else None)

    def keep(self, person: Person, password: Password | None) -> None:
        """Put ``password`` in the place of what there was."""
        self._challenges.pop(person.id, None)
        self._passwords.pop(person.id, None)
        if password is not None:
            self._passwords[person.id] = password

    def new_salts(self, person: Person) -> tuple[bytes, bytes]:
        """Return the salts for an account's next password; the client adds random bytes to the first."""
        if person.id not in self._new_salts:
            self._new_salts[person.id] = self._rng.randbytes(_SALT), self._rng.randbytes(2 * _SALT)
        return self._new_salts[person.id]

    def challenge(self, person: Person) -> Challenge | None:
        """Open a challenge; None where there is no password."""
        password = self.of(person)
        if password is None:
            return None
        opened = Challenge(self._rng.getrandbits(63), self._rng.getrandbits(2048), password)
        self._challenges[person.id] = opened
        return opened

    def check(self, person: Person, srp_id: int, a: bytes, m1: bytes) -> None:
        """Raise SRP_ID_INVALID or PASSWORD_HASH_INVALID unless the open challenge is met."""
        opened = self._challenges.pop(person.id, None)
        if opened is None or opened.srp_id != srp_id:
            raise WorldError(400, "SRP_ID_INVALID", "this is no open challenge; account.getPassword opens one")
        if not opened.password.verifier.proves(opened.secret, a, m1):
            raise WorldError(400, "PASSWORD_HASH_INVALID", "the password is another")
