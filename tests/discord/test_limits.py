"""Rate limits."""

from __future__ import annotations

import pytest

from fakes.discord.limits import GLOBAL_A_SECOND, INVALID_IN_TEN_MINUTES, Limits
from tests.discord.api import Api
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


REACTION = "/channels/{channel}/messages/{message}/reactions/{emoji}"


def test_reactions_share_a_bucket() -> None:
    """One reaction in a quarter of a second, added or taken away, by whichever path; reading is another matter."""
    clock = Clock()
    limits = Limits(clock)
    first = limits.take(f"PUT {REACTION}/@me", "1", "bot")

    second = limits.take(f"DELETE {REACTION}/{{user}}", "1", "bot")

    assert (first.refusal, second.refusal is not None) == (None, True)
    assert first.headers["X-RateLimit-Bucket"] == second.headers["X-RateLimit-Bucket"]
    assert limits.take(f"GET {REACTION}", "1", "bot").refusal is None
    clock.now += 0.25
    assert limits.take(f"DELETE {REACTION}/@me", "1", "bot").refusal is None


def test_a_buckets_name_is_its_routes() -> None:
    """The name is the same in every channel, and another for another route."""
    limits = Limits(Clock())
    here, there = (limits.take(SEND, channel, "bot").headers["X-RateLimit-Bucket"] for channel in ("1", "2"))

    assert here == there != limits.take("GET /users/@me", "", "bot").headers["X-RateLimit-Bucket"]


def test_ten_thousand_mistakes_are_a_ban() -> None:
    """After ten thousand 401s, 403s and 429s every request is a 429 without the API's headers, for ten minutes."""
    clock = Clock()
    limits = Limits(clock)
    for number in range(INVALID_IN_TEN_MINUTES - 1):
        limits.note("bot", (401, 403, 429)[number % 3])
    limits.note("bot", 404)
    assert limits.take(SEND, "1", "bot").refusal is None

    limits.note("bot", 403)

    banned = limits.take(SEND, "2", "bot")
    assert banned.refusal is not None
    assert (list(banned.headers), banned.headers["Retry-After"]) == (["Retry-After"], "600")
    assert limits.take(SEND, "1", "other").refusal is None
    clock.now += 600
    assert limits.take(SEND, "1", "bot").refusal is None


def test_the_apis_answers_came_through_a_proxy() -> None:
    """Every answer of the API says by Via that it came through, a 429 too; the ban by the front doesn't."""
    api = Api()
    answers = [api.ask(api.scene.bot, "GET", "/users/@me") for _ in range(6)]
    assert answers[-1].status == 429
    assert {answer.headers["Via"] for answer in answers} == {"1.1 google"}

    for _ in range(INVALID_IN_TEN_MINUTES):
        api.rest._limits.note(api.scene.bot.id, 403)

    banned = api.ask(api.scene.bot, "GET", "/users/@me")
    assert (banned.status, "Via" in banned.headers) == (429, False)


def test_no_limits_are_none() -> None:
    """Switched off, nothing is refused and nothing is said of limits."""
    limits = Limits(Clock(), off=True)

    verdicts = [limits.take(SEND, "1", "bot") for _ in range(200)]

    assert not any(verdict.refusal or verdict.headers for verdict in verdicts)


def test_what_is_over_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Buckets whose time is over are dropped when there are too many, and those that run are kept."""
    monkeypatch.setattr("fakes.discord.limits._MOST_BUCKETS", 10)
    clock = Clock()
    limits = Limits(clock)
    for number in range(20):
        limits.take("GET /gateway", str(number), "")
        clock.now += 31
    for _ in range(5):
        limits.take(SEND, "1", "")

    limits.take("GET /gateway", "new", "")

    assert limits.take(SEND, "1", "").refusal is not None
    assert len(limits._buckets) < 15
