"""Log-ins on their way: codes for phone numbers, tokens that are shown as QR codes, and who owes a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.telegram.passwords import Passwords
from fakes.telegram.world import Person, WorldError
from fakes.telegram.world.people import digits

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from fakes.telegram.world.people import People

TOKEN_LIFE = 30  # seconds
_PHONE_DIGITS = range(5, 16)
_TOKEN = 32
_PROOF = 128


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code and the hash that the client must show with it; ``proven`` once the right code came."""

    code: str
    code_hash: str
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """What a client told of itself at the beginning."""

    api_id: int = 0
    model: str = ""


@dataclass
class QrLogin:
    """A token that a client shows, and whose it became when somebody's other client read it."""

    key_id: bytes
    token: bytes
    expires: int
    person_id: int | None = None


class Logins:
    """At most one code a phone number, and one token a client, is valid at a time."""

    def __init__(self, people: People, rng: Random, clock: Callable[[], float]) -> None:
        self._people = people
        self._rng = rng
        self._clock = clock
        self._codes: dict[str, SentCode] = {}
        self._tokens: dict[bytes, QrLogin] = {}
        self._owing: dict[bytes, int] = {}
        self._handed_over: dict[bytes, tuple[int, int]] = {}
        self.passwords = Passwords(rng)
        self.devices: dict[bytes, Device] = {}
        self.revoked: set[bytes] = set()

    def send_code(self, phone: str) -> SentCode:
        """Make a code, also for a number that nobody has; raise PHONE_NUMBER_INVALID or PHONE_NUMBER_BANNED."""
        number = self._number(phone)
        sent = SentCode(f"{self._rng.randrange(10**5):05}", f"{self._rng.getrandbits(72):018x}")
        self._codes[number] = sent
        return sent

    def send_again(self, phone: str, code_hash: str) -> SentCode:
        """Make another code in the place of one; raise PHONE_CODE_EXPIRED where there is none."""
        self._sent(phone, code_hash)
        return self.send_code(phone)

    def cancel(self, phone: str, code_hash: str) -> None:
        """Make a code worthless."""
        self._sent(phone, code_hash)
        del self._codes[digits(phone)]

    def pending(self, phone: str) -> str:
        """Return the code that was sent to ``phone`` and not used yet."""
        sent = self._codes.get(self._number(phone))
        if sent is None:
            raise WorldError(400, "PHONE_CODE_EXPIRED", f"no client has asked for a code for {phone}, or it is used")
        return sent.code

    def sign_in(self, phone: str, code_hash: str, code: str) -> Person | None:
        """Check a code and return whose it is; None for a number that nobody has, which may sign up now."""
        sent = self._sent(phone, code_hash)
        if not code:
            raise WorldError(400, "PHONE_CODE_EMPTY", "the code is empty")
        if sent.code != code:
            raise WorldError(400, "PHONE_CODE_INVALID", "the code is another")
        person = self._people.by_phone(phone)
        if person is None:
            self._codes[digits(phone)] = SentCode(code, code_hash, proven=True)
        else:
            del self._codes[digits(phone)]
        return person

    def sign_up(self, phone: str, code_hash: str, first_name: str, last_name: str, dc: int) -> Person:
        """Make the account of a number whose code was right, in the data centre where it was shown."""
        if not self._sent(phone, code_hash).proven:
            raise WorldError(400, "PHONE_CODE_INVALID", "the code wasn't shown yet")
        if not first_name.strip():
            raise WorldError(400, "FIRSTNAME_INVALID", "an account needs a first name")
        person = self._people.create(first_name.strip(), last_name=last_name.strip(), phone=phone, dc=dc)
        del self._codes[digits(phone)]
        return person

    def owe(self, key_id: bytes, person: Person) -> None:
        """Note that a client has shown all but the account's password."""
        self._owing[key_id] = person.id

    def owing(self, key_id: bytes) -> Person | None:
        """Return whose password a client must show next, if any."""
        person_id = self._owing.get(key_id)
        return None if person_id is None else self._people.get(person_id)

    def paid(self, key_id: bytes) -> None:
        """Forget that a client owed a password."""
        self._owing.pop(key_id, None)

    def qr(self, key_id: bytes) -> QrLogin:
        """Return the client's token: one that was read already, one that still holds, or a new one."""
        for shown in self._tokens.values():
            if shown.key_id == key_id and (shown.person_id is not None or shown.expires > self._clock()):
                return shown
        fresh = QrLogin(key_id, self._rng.randbytes(_TOKEN), int(self._clock()) + TOKEN_LIFE)
        self._tokens[fresh.token] = fresh
        return fresh

    def accept_qr(self, token: bytes, person: Person) -> QrLogin:
        """Log ``person`` in on the client that shows ``token``; raise AUTH_TOKEN_* where that isn't possible."""
        shown = self._tokens.get(token)
        if shown is None:
            raise WorldError(400, "AUTH_TOKEN_INVALIDX", "nobody shows this token")
        if shown.person_id is not None:
            raise WorldError(400, "AUTH_TOKEN_ALREADY_ACCEPTED", "the token was read already")
        if shown.expires <= self._clock():
            raise WorldError(400, "AUTH_TOKEN_EXPIRED", "the token is too old")
        shown.person_id = person.id
        return shown

    def read_qr(self, token: bytes) -> QrLogin:
        """Return what is known of a token that was read; raise AUTH_TOKEN_INVALID where it wasn't."""
        shown = self._tokens.get(token)
        if shown is None or shown.person_id is None:
            raise WorldError(400, "AUTH_TOKEN_INVALID", "nobody read this token")
        return shown

    def use_qr(self, shown: QrLogin) -> Person:
        """End a token that was read and return who read it."""
        del self._tokens[shown.token]
        return self._people.get(shown.person_id or 0)

    def hand_over(self, person: Person, dc: int) -> bytes:
        """Return what an account's client may show at another data centre, once, instead of logging in."""
        proof = self._rng.randbytes(_PROOF)
        self._handed_over[proof] = (person.id, dc)
        return proof

    def take_over(self, person_id: int, proof: bytes, dc: int) -> Person:
        """Return whose proof it is; raise AUTH_BYTES_INVALID where it is of somebody else, or for another place."""
        if self._handed_over.pop(proof, None) != (person_id, dc):
            raise WorldError(400, "AUTH_BYTES_INVALID", "no data centre handed this out for this account and place")
        return self._people.get(person_id)

    def _sent(self, phone: str, code_hash: str) -> SentCode:
        sent = self._codes.get(self._number(phone))
        if sent is None or sent.code_hash != code_hash:
            raise WorldError(400, "PHONE_CODE_EXPIRED", "there is no such code any more")
        return sent

    def _number(self, phone: str) -> str:
        number = digits(phone)
        if len(number) not in _PHONE_DIGITS:
            raise WorldError(400, "PHONE_NUMBER_INVALID", f"{phone} is no phone number")
        person = self._people.by_phone(number)
        if person is not None and person.banned:
            raise WorldError(400, "PHONE_NUMBER_BANNED", f"the account of {phone} is banned")
        return number
