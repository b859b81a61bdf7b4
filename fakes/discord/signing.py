"""Signed addresses of attachments: who has one may fetch the file for a day."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from random import Random

LIFETIME = 86_400
_STEP = 3600
"""Addresses of one hour are alike, so that an answer and its event carry the same."""


class Signer:
    """Signs paths; ``clock`` gives Unix seconds."""

    def __init__(self, clock: Callable[[], float], rng: Random) -> None:
        self._clock = clock
        self._rng = rng
        self._key = rng.randbytes(32)

    def query(self, path: str) -> str:
        """Return the query that opens a path: when it ends, when it was issued, and their signature, in hex."""
        issued = int(self._clock()) // _STEP * _STEP
        until = issued + LIFETIME
        return f"ex={until:x}&is={issued:x}&hm={self._sign(path, f'{until:x}', f'{issued:x}')}&"

    def opens(self, path: str, query: Mapping[str, str]) -> bool:
        """Tell whether a query opens a path now."""
        until, issued = query.get("ex", ""), query.get("is", "")
        right = self._sign(path, until, issued)
        if not hmac.compare_digest(right.encode(), query.get("hm", "").encode()):
            return False
        return int(until, 16) > self._clock()

    def expire(self) -> None:
        """Make every address signed so far worthless."""
        self._key = self._rng.randbytes(32)

    def _sign(self, path: str, until: str, issued: str) -> str:
        return hmac.new(self._key, f"{path} {until} {issued}".encode(), hashlib.sha256).hexdigest()
