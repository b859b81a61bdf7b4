"""Rate limits."""

from __future__ import annotations

from fakes.discord.limits import GLOBAL_A_SECOND, Limits
from tests.discord.scene import Clock

SEND = "POST /channels/{channel}/messages"


def test_a_bucket_counts_down_and_refuses() -> None:
    """Five requests are served with falling remainders; the sixth is a 429 that says how long to wait."""
    clock = Clock()
    limits = Limits(clock)
    served = [limits.take(SEND, "1", "bot").headers["X-RateLimit-Remaining"] for _ in range(5)]
    clock.now += 2

    refused = limits.take(SEND, "1", "bot")

    assert served == ["4", "3", "2", "1", "0"]
    assert refused.refusal == {"message": "You are being rate limited.", "retry_after": 3.0, "global": False}
    assert (refused.headers["Retry-After"], refused.headers["X-RateLimit-Scope"]) == ("3.000", "user")


def test_waiting_as_told_is_enough() -> None:
    """Whoever waits for retry_after is served again."""
    clock = Clock()
    limits = Limits(clock)
    refusal = [limits.take(SEND, "1", "bot") for _ in range(6)][-1].refusal
    assert refusal is not None

    clock.now += refusal["retry_after"]

    assert limits.take(SEND, "1", "bot").refusal is None


def test_buckets_are_by_place_and_caller() -> None:
    """A full bucket leaves other channels and other callers alone."""
    limits = Limits(Clock())
    for _ in range(6):
        last = limits.take(SEND, "1", "bot")
    assert last.refusal

    assert limits.take(SEND, "2", "bot").refusal is None
    assert limits.take(SEND, "1", "other").refusal is None


def test_the_global_limit_spans_all_routes() -> None:
    """The 51st request of a second is a global 429, whatever the route."""
    limits = Limits(Clock())
    for number in range(GLOBAL_A_SECOND):
        assert limits.take(SEND, str(number), "bot").refusal is None

    refused = limits.take("GET /users/@me", "", "bot")

    assert refused.refusal is not None
    assert refused.refusal["global"] is True
    assert refused.headers["X-RateLimit-Global"] == "true"


def test_loose_limits_still_count() -> None:
    """Loose limits serve a burst that real ones refuse, and still send headers."""
    limits = Limits(Clock(), loose=True)

    verdicts = [limits.take(SEND, "1", "bot") for _ in range(200)]

    assert not any(verdict.refusal for verdict in verdicts)
    assert verdicts[-1].headers["X-RateLimit-Remaining"] == "4800"
