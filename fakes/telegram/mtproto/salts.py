"""Server salts: a new one each half hour, each valid for an hour (https://core.telegram.org/mtproto/description#server-salt)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

_PERIOD = 1800  # seconds from one salt to the next
_LIFETIME = 3600
MOST_ANNOUNCED = 64


class Salt(NamedTuple):
    """A salt's eight bytes, and the Unix seconds between which it holds."""

    value: bytes
    since: int
    until: int


@dataclass
class Salts:
    """The salts of one key: ``first`` from ``start`` on; all later ones follow from the key."""

    auth_key: bytes
    first: bytes
    start: float

    def current(self, now: float) -> bytes:
        """Return the newest salt that holds."""
        return self._at(self._index(now)).value

    def accepts(self, salt: bytes, now: float) -> bool:
        """Tell whether ``salt`` is the newest one or the one before it."""
        index = self._index(now)
        return any(salt == self._at(number).value for number in range(max(0, index - 1), index + 1))

    def future(self, now: float, count: int) -> list[Salt]:
        """Return up to ``count`` (64 at most) salts, beginning with the current one."""
        index = self._index(now)
        return [self._at(index + number) for number in range(max(0, min(count, MOST_ANNOUNCED)))]

    def rotate(self, now: float) -> None:
        """Make every salt that was announced so far invalid."""
        self.first = sha256(b"rotated" + self.first + self.auth_key).digest()[:8]
        self.start = now

    def _index(self, now: float) -> int:
        return max(0, int(now - self.start) // _PERIOD)

    def _at(self, index: int) -> Salt:
        since = int(self.start) + index * _PERIOD
        value = self.first
        if index:
            value = sha256(self.first + self.auth_key + index.to_bytes(8)).digest()[:8]
        return Salt(value, since, since + _LIFETIME)
