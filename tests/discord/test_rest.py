"""REST as requests and answers, without a socket: tokens, bodies, errors, limits, faults."""

from __future__ import annotations

import pytest

from fakes.discord.faults import Fault
from fakes.discord.rest import Request
from tests.discord.api import Api

SEND = "POST /channels/{channel}/messages"


def test_a_message_is_answered_with_its_nonce() -> None:
    """The answer to a POST is the message with the nonce; its event is kept for after the answer."""
    api = Api()

    answer = api.ask(api.scene.bot, "POST", api.messages, {"content": "hi", "nonce": "7"})

    assert (answer.status, answer.body["content"], answer.body["nonce"]) == (200, "hi", "7")
    assert [event.data["id"] for event in answer.events] == [answer.body["id"]]
    assert not api.scene.events
    assert not answer.event_first


@pytest.mark.parametrize("prefix", ["/api/v9", "/api/v10", "/api"])
def test_every_version_is_served(prefix: str) -> None:
    """Versions 9 and 10, and paths without one, lead to the same routes."""
    api = Api()

    assert api.rest.answer(Request("GET", f"{prefix}/gateway")).body == {"url": "wss://gateway.discord.gg"}


@pytest.mark.parametrize("header", ["", "Bot nonsense", "Bearer x"])
def test_a_wrong_token_is_401(header: str) -> None:
    """A missing or wrong token is 401 with Discord's words; the right one opens the same route."""
    api = Api()

    answer = api.rest.answer(Request("GET", "/api/v10/users/@me", headers={"authorization": header}))

    assert (answer.status, answer.body) == (401, {"message": "401: Unauthorized", "code": 0})
    assert api.ask(api.scene.bot, "GET", "/users/@me").body["id"] == api.scene.bot.id


def test_a_bots_token_needs_its_word() -> None:
    """A bot's token without ``Bot`` is 401, and so is a person's with it."""
    api = Api()

    for header in (api.scene.bot.token, f"Bot {api.scene.alice.token}"):
        answer = api.rest.answer(Request("GET", "/api/v10/users/@me", headers={"authorization": header}))
        assert answer.status == 401


def test_an_escaped_at_sign_is_one() -> None:
    """A path whose @me is written %40me leads to the same route, as discord.js writes it."""
    api = Api()

    assert api.ask(api.scene.bot, "GET", "/users/%40me").body["id"] == api.scene.bot.id


def test_an_unknown_route_is_loud() -> None:
    """A route that doesn't exist is Discord's 404 and a refusal named by method and template."""
    api = Api()

    answer = api.ask(api.scene.bot, "GET", "/channels/123456/no-such-thing")

    assert (answer.status, answer.body) == (404, {"message": "404: Not Found", "code": 0})
    assert api.refusals() == ["GET /channels/{id}/no-such-thing"]


@pytest.mark.parametrize("noun", ["channel", "guild"])
def test_unknown_route_belongs_to_whom_it_names(noun: str) -> None:
    """A refusal of a path that names a channel or a guild carries that scene's scope; of one that names none, none."""
    api = Api()
    place = getattr(api.scene, noun)

    api.ask(api.scene.bot, "GET", f"/{noun}s/{place.id}/no-such-thing")
    api.ask(api.scene.bot, "GET", f"/{noun}s/123456/no-such-thing")

    refused = [fact for fact in api.scene.facts if fact.kind == "refusal"]
    assert [(fact.place, fact.scope) for fact in refused] == [(place.id, "scene"), ("", "")]


def test_routes_lie_below_the_api() -> None:
    """The same path without /api before it is no route, and a refusal."""
    api = Api()

    assert api.rest.answer(Request("GET", "/api/gateway")).status == 200
    assert api.rest.answer(Request("GET", "/gateway")).status == 404
    assert api.refusals() == ["GET /gateway"]


def test_a_wrong_method_is_405() -> None:
    """A known path with a method that it doesn't have is 405 and a refusal."""
    api = Api()

    assert api.ask(api.scene.bot, "PUT", "/users/@me").status == 405
    assert api.refusals() == ["PUT /users/@me"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/channels/1", 404, 10003),
        ("/guilds/1", 404, 10004),
        ("/users/1", 404, 10013),
        ("/webhooks/1", 404, 10015),
        ("/channels/{channel}/messages/1", 404, 10008),
        ("/guilds/{guild}/members/{stranger}", 404, 10007),
        ("/guilds/{guild}/members/1", 404, 10013),
    ],
)
def test_unknown_ids_have_their_codes(path: str, status: int, code: int) -> None:
    """What doesn't exist is answered with its own code, and isn't a refusal."""
    api = Api()
    scene = api.scene
    ids = {"channel": scene.channel.id, "guild": scene.guild.id, "stranger": scene.stranger.id}

    answer = api.ask(scene.bot, "GET", path.format(**ids))

    assert (answer.status, answer.body["code"]) == (status, code)
    assert api.refusals() == []


def test_an_id_that_is_none_is_named() -> None:
    """A path with a word where an id belongs is 50035 at that id's field."""
    api = Api()

    answer = api.ask(api.scene.bot, "GET", "/channels/general")

    assert answer.body["errors"]["channel_id"]["_errors"][0]["code"] == "NUMBER_TYPE_COERCE"


def test_a_broken_rule_is_a_refusal_in_its_scope() -> None:
    """2,001 characters are 50035 with the field's path, and a refusal that carries the scene."""
    api = Api()

    answer = api.ask(api.scene.bot, "POST", api.messages, {"content": "x" * 2001})

    assert answer.body["errors"]["content"]["_errors"][0]["message"] == "Must be 2000 or fewer in length."
    (refusal,) = [fact for fact in api.scene.facts if fact.kind == "refusal"]
    assert (refusal.detail["name"], refusal.detail["why"], refusal.scope) == ("50035", "rule", "scene")


@pytest.mark.parametrize("body", [b"{", b"\xff", b""])
def test_a_body_that_is_no_json_is_refused(body: bytes) -> None:
    """Broken JSON is 50109; no body at all is an empty message."""
    api = Api()
    headers = {"authorization": f"Bot {api.scene.bot.token}", "content-type": "application/json"}

    answer = api.rest.answer(Request("POST", f"/api/v9{api.messages}", {}, headers, body))

    assert (answer.status, answer.body["code"]) == (400, 50109 if body else 50006)


def test_a_form_carries_its_json() -> None:
    """A multipart form's payload_json is the body."""
    api = Api()
    form = (
        b'--b\r\nContent-Disposition: form-data; name="payload_json"\r\nContent-Type: application/json\r\n\r\n'
        b'{"content": "from a form"}\r\n--b--\r\n'
    )
    headers = {"authorization": f"Bot {api.scene.bot.token}", "content-type": "multipart/form-data; boundary=b"}

    answer = api.rest.answer(Request("POST", f"/api/v9{api.messages}", {}, headers, form))

    assert answer.body["content"] == "from a form"


def test_a_full_bucket_is_429_and_posts_nothing() -> None:
    """The sixth message within five seconds is refused with headers and isn't posted."""
    api = Api()

    answers = [api.ask(api.scene.bot, "POST", api.messages, {"content": str(n)}) for n in range(6)]

    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert answers[5].headers["Retry-After"] == "5.000"
    assert len(api.scene.channel.messages) == 5


def test_an_ordered_429_strikes_as_often_as_told() -> None:
    """A rate_limit fault strikes its route the given times, then the route serves again; others never notice."""
    api = Api()
    api.scene.world.ground.faults.set(Fault("rate_limit", route=SEND, times=2, seconds=1.5, everywhere=True))

    assert api.ask(api.scene.bot, "GET", "/users/@me").status == 200
    answers = [api.ask(api.scene.bot, "POST", api.messages, {"content": "hi"}) for _ in range(3)]

    assert [answer.status for answer in answers] == [429, 429, 200]
    assert (answers[0].body["retry_after"], answers[0].body["global"]) == (1.5, True)


def test_a_fault_can_be_of_one_place() -> None:
    """A fault for one channel leaves the next one alone."""
    api = Api()
    other = api.scene.world.channels.create(api.scene.guild, "other")
    api.scene.world.ground.faults.set(Fault("status", place=other.id, status=503))

    assert api.ask(api.scene.bot, "GET", f"/channels/{other.id}").status == 503
    assert api.ask(api.scene.bot, "GET", f"/channels/{api.scene.channel.id}").status == 200


@pytest.mark.parametrize("order", ["event_first", "reply_first"])
def test_the_order_of_answer_and_event_is_chosen(order: str) -> None:
    """A test chooses which comes first, how far apart and how often; calls without events don't use it up."""
    api = Api()
    api.scene.world.ground.faults.set(Fault(order, times=1, seconds=0.2))
    api.ask(api.scene.bot, "GET", "/users/@me")

    first, second = (api.ask(api.scene.bot, "POST", api.messages, {"content": "hi"}) for _ in range(2))

    assert (first.event_first, first.gap) == (order == "event_first", 0.2)
    assert (second.event_first, second.gap) == (False, 0.0)


def test_every_call_is_witnessed() -> None:
    """A served call is a fact with its route, its status, who called and the scene; a failed one names its error."""
    api = Api()
    api.ask(api.scene.bot, "GET", f"/channels/{api.scene.channel.id}")
    api.ask(api.scene.bot, "GET", "/channels/1")

    served, failed = (fact for fact in api.scene.facts if fact.kind == "call")

    assert (served.detail, served.scope) == ({"method": "GET /channels/{channel}", "status": 200}, "scene")
    assert served.author == api.scene.bot.as_author()
    assert failed.detail["error"] == "10003"
