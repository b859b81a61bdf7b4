"""Rate limits: buckets by route and place with their headers, a global limit, and 429 answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fakes.discord.shapes import Json

GLOBAL_A_SECOND = 50
_USUAL = (5, 5.0)
_REAL: dict[str, tuple[int, float]] = {
    "DELETE /channels/{channel}/messages/{message}": (5, 1.0),
    "PUT /channels/{channel}/messages/{message}/reactions/{emoji}/@me": (1, 0.25),
    "DELETE /channels/{channel}/messages/{message}/reactions/{emoji}/@me": (1, 0.25),
    "POST /webhooks/{webhook}/{token}": (5, 2.0),
    "PATCH /webhooks/{webhook}/{token}/messages/{message}": (5, 2.0),
    "DELETE /webhooks/{webhook}/{token}/messages/{message}": (5, 2.0),
    "GET /users/{user}": (30, 30.0),
    "GET /guilds/{guild}/members/{user}": (10, 10.0),
    "GET /gateway": (30, 30.0),
}
_LOOSENESS = 1000
# Clients cut what they are told to whole milliseconds. Discord is far enough away for that never to make them early.
_ROUNDING = 0.002


@dataclass(slots=True)
class _Bucket:
    limit: int
    reset_at: float
    used: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the limits say to one request: its headers, and the body of a 429 if it comes too soon."""

    headers: Mapping[str, str] = field(default_factory=dict)
    refusal: Json | None = None


class Limits:
    """Counts requests; ``clock`` gives Unix seconds. ``loose`` buckets are a thousand times as large."""

    def __init__(self, clock: Callable[[], float], *, loose: bool = False) -> None:
        self._clock = clock
        self._scale = _LOOSENESS if loose else 1
        self._buckets: dict[tuple[str, ...], _Bucket] = {}

    def take(self, route: str, major: str, caller: str) -> Verdict:
        """Count one request of ``caller`` to ``route``; ``major`` is the channel, guild or webhook in it."""
        everywhere = self._bucket(("global", caller), GLOBAL_A_SECOND * self._scale, 1.0)
        if caller and everywhere.used > everywhere.limit:
            return too_soon(everywhere.reset_at - self._clock(), scope="global")
        limit, seconds = _REAL.get(route, _USUAL)
        bucket = self._bucket((route, major, caller), limit * self._scale, seconds)
        name = hashlib.sha256(f"{route} {major}".encode()).hexdigest()[:32]
        headers = self._headers(bucket, name)
        if bucket.used > bucket.limit:
            return too_soon(bucket.reset_at - self._clock(), headers=headers)
        return Verdict(headers)

    def _bucket(self, key: tuple[str, ...], limit: int, seconds: float) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None or bucket.reset_at <= now:
            bucket = self._buckets[key] = _Bucket(limit, now + seconds)
        bucket.used += 1
        return bucket

    def _headers(self, bucket: _Bucket, name: str) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(max(0, bucket.limit - bucket.used)),
            "X-RateLimit-Reset": f"{bucket.reset_at + _ROUNDING:.3f}",
            "X-RateLimit-Reset-After": f"{bucket.reset_at - self._clock() + _ROUNDING:.3f}",
            "X-RateLimit-Bucket": name,
        }


def too_soon(seconds: float, *, scope: str = "user", headers: Mapping[str, str] | None = None) -> Verdict:
    """Return a 429 that lasts ``seconds``; ``scope`` is user, global or shared."""
    everywhere = scope == "global"
    more = {"Retry-After": f"{seconds:.3f}", "X-RateLimit-Scope": scope}
    if everywhere:
        more["X-RateLimit-Global"] = "true"
    body: Json = {
        "message": "You are being rate limited.",
        "retry_after": round(max(seconds, 0.001), 3),
        "global": everywhere,
    }
    return Verdict({**(headers or {}), **more}, body)
