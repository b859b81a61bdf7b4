"""The requests of one server to another: each is one that the forger, too, serves, and has what it is about in it."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.federation.services import registry
from fakes.federation.wire import Request
from harness.actors.federation_api import Answer, FederationApi, Vouched, about
from harness.core.fact import Fact

ROOM, USER = "!room/1:a.test:8448", "@alice:a.test:8448"
SAID = Fact(1.0, "federation", "message", ref="$said/1", detail={"pdu": {"type": "m.room.message"}})


class Server:
    """A server that answers everything alike, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []

    async def __call__(self, path: str, *, method: str, body: Any) -> tuple[int, Any]:
        """Answer."""
        self.asked.append((method, path, body))
        return 200, {"pdus": [{"depth": 1}]}


@pytest.fixture
def server() -> Server:
    """A server that was asked nothing yet."""
    return Server()


@pytest.fixture
def api(server: Server) -> FederationApi:
    """The requests to it, about a room whose id has a slash."""
    return FederationApi(server, lambda: ROOM, "evil.test")


def route_of(asked: tuple[str, str, Any]) -> tuple[str, dict[str, str]]:
    method, path, _ = asked
    found = registry.find(Request(method, path, {}))
    assert found is not None, f"nobody serves {method} {path}"
    return found[0].name, found[1]


@pytest.mark.parametrize("what", about(ROOM, SAID.ref, USER))
def test_request_about_an_event_is_one_that_servers_serve(what: str) -> None:
    """Each finds its route by its name, with the room's or the event's id whole."""
    name, parts = route_of(about(ROOM, SAID.ref, USER)[what])

    assert name == what
    assert {ROOM, SAID.ref} & set(parts.values())


async def test_every_request_is_one_that_servers_serve(server: Server, api: FederationApi) -> None:
    """Handshakes, invitations, profiles, lists, files, devices and keys find their routes, too."""
    await api.lacks(SAID, earliest=[SAID])
    await api.asks_nowhere("state_ids")
    await api.template("knock", USER, versions=["7"])
    await api.offers("join", SAID, members=False)
    await api.offers("leave", SAID, api="v1")
    await api.invites(SAID)
    await api.profile(USER, field="displayname")
    await api.public_rooms("hall")
    await api.notary("b.test:8448")
    await api.notary("b.test:8448", method="POST")
    await api.download("mxc://a.test:8448/file")
    await api.thumbnail("mxc://a.test:8448/file", size=32)

    assert [route_of(asked)[0] for asked in server.asked] == [
        *("get_missing_events", "state_ids", "make_knock", "send_join", "send_leave_v1", "invite", "profile"),
        *("public_rooms_filtered", "notary_get", "notary_post", "media_download", "media_thumbnail"),
    ]
    assert server.asked[0][2] == {"earliest_events": [SAID.ref], "latest_events": [SAID.ref], "limit": 20}
    assert server.asked[3][1].endswith("?omit_members=true")
    assert [parts["media"] for _, parts in map(route_of, server.asked[-2:])] == ["file", "file"]


def test_answer_tells_its_code_and_its_events() -> None:
    """The errcode of a refusal, and events by whichever name they come."""
    assert Answer(403, {"errcode": "M_FORBIDDEN"}).code == "M_FORBIDDEN"
    assert (Answer(200, {"pdus": [{"a": 1}]}).code, Answer(502, "no JSON").code) == ("", "")
    assert Answer(200, {"pdus": [{"a": 1}]}).pdus == Answer(200, {"events": [{"a": 1}]}).pdus == [{"a": 1}]


def test_key_document_is_read() -> None:
    """Whose it is, the keys, who signed it, and until when it is good."""
    keys = {"ed25519:1": {"key": "abc"}}
    document = {"server_name": "b.test", "verify_keys": keys, "signatures": {"b.test": {}}, "valid_until_ts": 5}

    assert Vouched.of(document, 9) == Vouched("b.test", {"ed25519:1": "abc"}, frozenset({"b.test"}), 5, 9)
