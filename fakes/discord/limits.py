"""Rate limits: buckets by route and place with their headers, a global limit, 429 answers, and the ban that follows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fakes.discord.shapes import Json

GLOBAL_A_SECOND = 50
INVALID_IN_TEN_MINUTES = 10_000
_TEN_MINUTES = 600.0
_USUAL = (5, 5.0)
_REACTIONS = "/channels/{channel}/messages/{message}/reactions"
_REAL: dict[str, tuple[int, float]] = {
    "DELETE /channels/{channel}/messages/{message}": (5, 1.0),
    "reactions": (1, 0.25),
    "POST /webhooks/{webhook}/{token}": (5, 2.0),
    "PATCH /webhooks/{webhook}/{token}/messages/{message}": (5, 2.0),
    "DELETE /webhooks/{webhook}/{token}/messages/{message}": (5, 2.0),
    "GET /users/{user}": (30, 30.0),
    "GET /guilds/{guild}/members/{user}": (10, 10.0),
    "GET /gateway": (30, 30.0),
}
_INVALID = (401, 403, 429)
_BLOCKED = "You are being blocked from accessing our API temporarily due to exceeding our rate limits frequently."
_LOOSENESS = 1000
_MOST_BUCKETS = 10_000


@dataclass(slots=True)
class _Bucket:
    limit: int
    reset_at: float
    used: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the limits say to one request: its headers, and the body of a 429 if it comes too soon.

    ``by_front`` is an answer that never came to the API.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    refusal: Json | None = None
    by_front: bool = False


class Limits:
    """Counts requests by ``clock`` (Unix seconds). ``loose`` buckets are a thousand times as large, ``off`` none."""

    def __init__(self, clock: Callable[[], float], *, loose: bool = False, off: bool = False) -> None:
        self._clock = clock
        self._scale = _LOOSENESS if loose else 1
        self._off = off
        self._buckets: dict[tuple[str, ...], _Bucket] = {}

    def take(self, route: str, major: str, caller: str) -> Verdict:
        """Count one request of ``caller`` to ``route``; ``major`` is the channel, guild or webhook in it."""
        if self._off:
            return Verdict()
        early = self._banned(caller) or self._everywhere(caller)
        if early is not None:
            return early
        kind = bucket_of(route)
        limit, seconds = _REAL.get(kind, _USUAL)
        bucket = self._bucket((kind, major, caller), limit * self._scale, seconds)
        bucket.used += 1
        headers = self._headers(bucket, hashlib.sha256(kind.encode()).hexdigest()[:32])
        if bucket.used > bucket.limit:
            return too_soon(bucket.reset_at - self._clock(), headers=headers)
        return Verdict(headers)

    def note(self, caller: str, status: int) -> None:
        """Count an answer of 401, 403 or 429: ten thousand of them in ten minutes are answered by a ban."""
        if status in _INVALID and not self._off:
            self._bucket(("invalid", caller), INVALID_IN_TEN_MINUTES * self._scale, _TEN_MINUTES).used += 1

    def _banned(self, caller: str) -> Verdict | None:
        bucket = self._bucket(("invalid", caller), INVALID_IN_TEN_MINUTES * self._scale, _TEN_MINUTES)
        if bucket.used < bucket.limit:
            return None
        # The front of Discord answers this one, so none of the API's own headers are there.
        wait = {"Retry-After": f"{bucket.reset_at - self._clock():.0f}"}
        return Verdict(wait, {"message": _BLOCKED, "code": 0}, by_front=True)

    def _everywhere(self, caller: str) -> Verdict | None:
        if not caller:
            return None
        bucket = self._bucket(("global", caller), GLOBAL_A_SECOND * self._scale, 1.0)
        bucket.used += 1
        return too_soon(bucket.reset_at - self._clock(), scope="global") if bucket.used > bucket.limit else None

    def _bucket(self, key: tuple[str, ...], limit: int, seconds: float) -> _Bucket:
        now = self._clock()
        if len(self._buckets) >= _MOST_BUCKETS:
            self._buckets = {one: bucket for one, bucket in self._buckets.items() if bucket.reset_at > now}
        bucket = self._buckets.get(key)
        if bucket is None or bucket.reset_at <= now:
            bucket = self._buckets[key] = _Bucket(limit, now + seconds)
        return bucket

    def _headers(self, bucket: _Bucket, name: str) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(max(0, bucket.limit - bucket.used)),
            "X-RateLimit-Reset": f"{bucket.reset_at:.3f}",
            "X-RateLimit-Reset-After": f"{bucket.reset_at - self._clock():.3f}",
            "X-RateLimit-Bucket": name,
        }


def bucket_of(route: str) -> str:
    """Return the name of the bucket that a route (``METHOD /template``) draws from; reactions share one."""
    method, _, template = route.partition(" ")
    return "reactions" if method != "GET" and template.startswith(_REACTIONS) else route


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
