"""Seeded nonsense: whatever comes in, the answer is one that Discord gives, and nobody else notices."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

import pytest

from fakes.discord.closing import Close
from fakes.discord.rest import ROUTES, Request
from fakes.discord.rest.kernel import dump
from fakes.discord.rest.routes import Route
from tests.discord.api import Api
from tests.discord.scene import Scene

ROUNDS = 600
TEXTS = ("", "x", "1", "9" * 30, "é" * 3000, "²", "\ud800")
VALUES: tuple[Any, ...] = (None, True, -1, 1 << 70, 1.5, *TEXTS, [], {}, [None], [{}], [["x"]])
WRONG_IDS = ("1", "x", "%FF", "%00", "9" * 40)
FORMS = ("application/json", "application/json", "multipart/form-data", "multipart/form-data; boundary=b")
QUERY = ("1", "x", "-5", "²", "")
NAMES = ("content", "embeds", "nonce", "message_reference", "allowed_mentions", "username", "flags", "components")
MORE_NAMES = ("name", "type", "parent_id", "permission_overwrites", "allow", "recipient_id", "messages", "message_id")


def nonsense(rng: Random, depth: int = 0) -> Any:
    """Return a JSON value of any shape, with names that the API knows."""
    if depth < 3 and rng.random() < 0.3:
        return {rng.choice(NAMES + MORE_NAMES): nonsense(rng, depth + 1) for _ in range(rng.randrange(4))}
    if depth < 3 and rng.random() < 0.2:
        return [nonsense(rng, depth + 1) for _ in range(rng.randrange(4))]
    return rng.choice(VALUES)


def request(rng: Random, api: Api, route: Route) -> Request:
    """Return a request to a route with real ids for the most part, and a body of nonsense."""
    scene = api.scene
    message, webhook = scene.says(scene.alice, "m"), scene.world.webhooks.create(scene.bot, scene.channel, "w")
    known = {"channel": scene.channel.id, "guild": scene.guild.id, "message": message.id, "user": scene.bob.id}
    known |= {"webhook": webhook.id, "token": webhook.token, "emoji": "%F0%9F%91%8D", "target": scene.bob.id}
    ids = {name: rng.choice(WRONG_IDS) if rng.random() < 0.1 else value for name, value in known.items()}
    path = re.sub(r"\{(\w+)\}", lambda name: ids.get(name[1], "1"), route.template)
    query = {name: rng.choice(QUERY) for name in rng.sample(("limit", "after", "around", "wait"), 2)}
    headers = {"authorization": f"Bot {scene.bot.token}", "content-type": rng.choice(FORMS)}
    body = json.dumps(nonsense(rng)).encode() if rng.random() < 0.9 else rng.randbytes(rng.randrange(40))
    return Request(route.method, f"/api/v10{path}", query, headers, body)


@pytest.mark.parametrize("seed", [1, 2])
def test_nonsense_never_breaks_rest(seed: int) -> None:
    """Every nonsensical request gets an answer that can be written as JSON: below 500, or a named refusal's 501."""
    rng = Random(seed)
    statuses = set()
    for _ in range(ROUNDS // len(ROUTES)):
        for route in ROUTES:
            answer = (api := Api()).rest.answer(request(rng, api, route))
            assert dump(answer.body)
            statuses.add(answer.status)

    assert {200, 204, 400, 404} <= statuses <= {200, 201, 204, 400, 401, 403, 404, 413, 429, 501}


def test_nonsense_on_the_gateway_disturbs_nobody() -> None:
    """Nonsensical frames end in documented close codes, and a client beside them hears every message."""
    rng, scene = Random(3), Scene()
    honest = scene.log_in(scene.bob)
    honest.received()
    for number in range(ROUNDS):
        client = scene.log_in(scene.bot) if number % 2 else scene.connect()
        scene.bot.identifies.clear()
        client.send(rng.choice((1, 2, 3, 6, 8, 14, 40, 77)), nonsense(rng))
        client.connection.receive(rng.randbytes(rng.randrange(20)))
        assert 4000 < next(frame.code for frame in client.received() if isinstance(frame, Close)) < 4015
        scene.says(scene.alice, str(number))

    heard = [data["content"] for name, data in honest.dispatches() if name == "MESSAGE_CREATE"]
    assert heard == [str(number) for number in range(ROUNDS)]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"content": "x", "flags": "many"}, "flags"),
        ({"content": "x", "tts": "yes"}, "tts"),
        ({"content": {}}, "content"),
        ({"content": "x", "embeds": {}}, "embeds"),
        ({"content": "x", "components": [1]}, "components"),
        ({"content": "x", "allowed_mentions": []}, "allowed_mentions"),
    ],
)
def test_a_field_of_the_wrong_type_is_named(body: dict[str, Any], path: str) -> None:
    """A field of the wrong type is 50035 at its name, and the same message without it is served."""
    api = Api()

    refused = api.ask(api.scene.bot, "POST", api.messages, body)
    served = api.ask(api.scene.bot, "POST", api.messages, {"content": "x"} | {path: None} | {"content": "y"})

    assert path in refused.body["errors"]
    assert served.status == 200
