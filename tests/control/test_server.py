"""The control API's shell: whose fault it is when an order isn't carried out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from fakes.control import ActError, Hub, Record, control_app, whole


async def _double(order: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"twice": 2 * whole(order["number"], "number")}


async def _break(_: Mapping[str, Any]) -> Mapping[str, Any]:
    nothing: dict[str, str] = {}
    return {"lost": nothing["mine"]}


async def _forbid(_: Mapping[str, Any]) -> Mapping[str, Any]:
    raise ActError("FORBIDDEN", "nobody may")


@pytest.fixture
def hub() -> Hub:
    return Hub(lambda: 1.0)


@pytest.fixture
async def http(hub: Hub) -> AsyncIterator[Any]:
    operations = {"double": _double, "break": _break, "forbid": _forbid}
    app = control_app("toy", "test", hub, operations, lambda: {"v": 1, "service": "toy", "calls": []})
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize(
    ("operation", "body", "status", "name", "message"),
    [
        ("double", "{}", 400, "BAD_ORDER", "double: the order lacks 'number'"),
        ("double", '{"number": "x"}', 400, "BAD_ORDER", "double: number is a whole number, not 'x'"),
        ("double", "[]", 400, "BAD_ORDER", "double: an order is a JSON object"),
        ("double", "{", 400, "BAD_JSON", "the order isn't JSON: "),
        ("forbid", "{}", 409, "FORBIDDEN", "nobody may"),
        ("triple", "{}", 404, "UNKNOWN_OPERATION", "toy has no operation 'triple'; it has: break, double, forbid"),
        ("break", "{}", 500, "FAKE_FAILED", "break failed inside the fake, whose log has the traceback: KeyError"),
    ],
)
async def test_fault_is_put_where_it_lies(
    http: Any, operation: str, body: str, status: int, name: str, message: str
) -> None:
    """What an order lacks is the caller's fault, what a rule forbids is the network's, and a bug is the fake's own."""
    response = await http.post(f"/v1/act/{operation}", data=body, headers={"Content-Type": "application/json"})

    error = (await response.json())["error"]
    assert (response.status, error["name"]) == (status, name)
    assert error["message"].startswith(message)


async def test_order_is_carried_out(http: Any) -> None:
    """An order that lacks nothing is answered with its result."""
    response = await http.post("/v1/act/double", json={"number": "4"})

    assert (response.status, await response.json()) == (200, {"twice": 8})


async def test_place_in_the_stream_is_a_number(http: Any) -> None:
    """Whoever asks for the stream from nowhere is told what to say instead."""
    response = await http.get("/v1/witness?since=abc")

    assert response.status == 400
    assert (await response.json())["error"]["message"] == "since is a whole number, not 'abc'"


async def test_stream_goes_on_where_it_is_told_to(http: Any, hub: Hub) -> None:
    """The stream begins behind the record that is named, and with the first where less than none is."""
    for text in ("one", "two"):
        hub.witness(Record(network="toy", kind="message", cause="control", text=text))

    for since, first in (("1", "two"), ("-5", "one")):
        async with http.get(f"/v1/witness?since={since}") as stream:
            assert f'"{first}"'.encode() in await stream.content.readline()


async def test_stream_tells_what_has_no_form_in_utf_8(http: Any, hub: Hub) -> None:
    """A text with a lone surrogate, and one beyond ASCII, come out as they went in, and so does what follows them."""
    texts = ["half \ud83d of it", "😀", "after"]
    for text in texts:
        hub.witness(Record("toy", "message", "wire", text=text))

    stream = await http.get("/v1/witness")

    assert [json.loads(await stream.content.readline())["text"] for _ in texts] == texts


async def test_silent_stream_beats(hub: Hub) -> None:
    """While nothing happens empty lines come, and what happens then still comes whole."""
    app = control_app("toy", "test", hub, {}, dict, beat=0.01)
    async with TestClient(TestServer(app)) as http, http.get("/v1/witness") as stream:
        beats = [await stream.content.readline() for _ in range(2)]
        hub.witness(Record("toy", "message", "wire", text="after"))
        while not (line := await stream.content.readline()).strip():
            continue

    assert beats == [b"\n", b"\n"]
    assert json.loads(line)["text"] == "after"


async def test_a_hub_can_forget() -> None:
    """With a bound only the newest records stay, under their old numbers, and a follower goes on from the oldest."""
    hub = Hub(lambda: 1.0, keep=3)
    for _ in range(20):
        hub.witness(Record("toy", "call", "wire"))

    kept = [record.seq for record in hub.records]
    following = hub.follow(since=2)
    followed = [(await anext(following)).seq for _ in kept]

    assert 3 <= len(kept) <= 6
    assert followed == kept == list(range(21 - len(kept), 21))


async def test_a_fake_tells_what_it_serves_and_what_it_spent(http: Any) -> None:
    """The coverage is the fake's own words, and its processor time never falls."""
    assert await (await http.get("/v1/coverage")).json() == {"v": 1, "service": "toy", "calls": []}

    spent = [(await (await http.get("/v1/health")).json())["cpu_seconds"] for _ in range(2)]
    assert 0 < spent[0] <= spent[1]
