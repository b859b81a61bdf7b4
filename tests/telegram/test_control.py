"""The control API over HTTP: acts, their refusals, and the stream that follows them."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from aiohttp.test_utils import TestClient, TestServer

from fakes.control import control_app
from fakes.telegram.control import Control
from fakes.telegram.coverage import coverage
from fakes.telegram.tl import tl
from tests.telegram.exchange import server_key
from tests.telegram.wire import Client, layers, make_server

NOT_FOUND = (-404).to_bytes(4, "little", signed=True)
SCHEMA = json.loads(Path("fakes/schema/witness.v1.json").read_text())


class Api:
    """The control API on a loopback port."""

    def __init__(self) -> None:
        self.server, self.hub = make_server()
        app = control_app("telegram", "test", self.hub, Control(self.server).operations(), lambda: coverage(layers()))
        self.http = TestClient(TestServer(app))

    async def act(self, operation: str, expect: int = 200, **order: Any) -> dict[str, Any]:
        response = await self.http.post(f"/v1/act/{operation}", json=order)
        answer: dict[str, Any] = await response.json()
        assert response.status == expect, answer
        return answer

    async def room(self, kind: str = "supergroup") -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Make alice, bob and a chat of both."""
        alice = await self.act("person.create", first_name="Alice", scope="s")
        bob = await self.act("person.create", first_name="Bob", last_name="B.")
        chat = await self.act(
            "chat.create", kind=kind, title="Room", creator=alice["id"], members=[bob["id"]], scope="s"
        )
        return alice, bob, chat


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    api = Api()
    async with api.http:
        yield api


async def test_people_have_what_they_log_in_with(api: Api) -> None:
    """A person gets a phone number, a bot a token of its id; both the names that people see."""
    person = await api.act("person.create", first_name="Ada", last_name="L.")
    bot = await api.act("person.create", first_name="Bot", bot=True)

    assert person["name"] == "Ada L."
    assert person["phone"].startswith("+")
    assert bot["token"].startswith(f"{bot['id']}:")


async def test_a_conversation_is_witnessed(api: Api) -> None:
    """Each act gives one record of its kind, in the chat's scope, by whoever did it."""
    alice, bob, chat = await api.room()
    start = len(api.hub.records)
    sent = await api.act("message.send", chat=chat["id"], author=alice["id"], text="hi")
    about = {"chat": chat["id"], "message": sent["id"]}
    reply = await api.act("message.send", chat=chat["id"], author=bob["id"], text="re", reply_to=sent["id"])
    await api.act("message.edit", **about, author=alice["id"], text="changed")
    await api.act("reaction.set", **about, author=bob["id"], emoji="👍")
    await api.act("reaction.set", **about, author=bob["id"], emoji=None)
    await api.act("typing.start", chat=chat["id"], author=bob["id"])
    await api.act("message.delete", **about, author=alice["id"])

    records = api.hub.records[start:]

    kinds = [record.kind for record in records]
    assert kinds == ["message", "message", "edit", "reaction", "unreaction", "typing", "delete"]
    assert {(record.cause, record.place, record.scope) for record in records} == {("control", chat["id"], "s")}
    assert [record.ref for record in records[:2]] == [sent["id"], reply["id"]]
    assert [record.target for record in records] == ["", sent["id"], sent["id"], sent["id"], sent["id"], "", sent["id"]]
    assert [record.author.name for record in records if record.author] == [
        *("Alice", "Bob B.", "Alice", "Bob B.", "Bob B.", "Bob B.", "Alice"),
    ]


async def test_a_private_chat_is_named_by_the_other_side(api: Api) -> None:
    """Chat is the partner's id, and so is the record's place."""
    alice, bob, _ = await api.room()

    await api.act("message.send", chat=bob["id"], author=alice["id"], text="psst")

    assert (api.hub.records[-1].place, api.hub.records[-1].scope) == (bob["id"], "s")


async def test_membership_is_witnessed(api: Api) -> None:
    """Joining and leaving are facts with the member in them."""
    _, bob, chat = await api.room("group")

    await api.act("chat.leave", chat=chat["id"], person=bob["id"])
    await api.act("chat.join", chat=chat["id"], person=bob["id"])

    left, joined = api.hub.records[-2:]
    assert (left.kind, left.detail["action"], left.detail["members"]) == ("member", "removed", [bob["id"]])
    assert (joined.detail["action"], joined.detail["members"]) == ("added", [bob["id"]])


async def test_records_have_the_published_form(api: Api) -> None:
    """Every line of the stream is valid by the schema."""
    alice, _, chat = await api.room()
    await api.act("message.send", chat=chat["id"], author=alice["id"], text="hi /start")

    async with api.http.get("/v1/witness") as stream:
        for record in api.hub.records:
            line = json.loads(await stream.content.readline())
            jsonschema.validate(line, SCHEMA)
            assert line["seq"] == record.seq


async def test_the_key_is_published(api: Api) -> None:
    """Whoever can reach the control API can trust the server."""
    assert (await api.act("server.key"))["pem"] == server_key().pem


@pytest.mark.parametrize(
    ("order", "status", "name"),
    [
        ({"text": ""}, 409, "MESSAGE_EMPTY"),
        ({"text": "x" * 4097}, 409, "MESSAGE_TOO_LONG"),
        ({"text": "hi", "chat": "1"}, 409, "USER_ID_INVALID"),
        ({"text": "hi", "reply_to": "999"}, 409, "MESSAGE_ID_INVALID"),
        ({"text": "hi", "author": "x"}, 400, "BAD_ORDER"),
        ({}, 400, "BAD_ORDER"),
    ],
)
async def test_refused_orders_say_why(api: Api, order: dict[str, str], status: int, name: str) -> None:
    """An order that breaks a rule, or isn't one, is answered with Telegram's name and a sentence."""
    alice, _, chat = await api.room()
    whole = {"chat": chat["id"], "author": alice["id"], **order}
    before = len(api.hub.records)

    answer = await api.act("message.send", expect=status, **whole)

    assert answer["error"]["name"] == name
    assert answer["error"]["message"]
    assert len(api.hub.records) == before


async def test_outsiders_are_refused_until_they_join(api: Api) -> None:
    """The rules hold for tests too."""
    _, _, chat = await api.room()
    eve = await api.act("person.create", first_name="Eve")
    hello = {"chat": chat["id"], "author": eve["id"], "text": "hi"}

    assert (await api.act("message.send", expect=409, **hello))["error"]["name"] == "CHANNEL_PRIVATE"

    await api.act("chat.join", chat=chat["id"], person=eve["id"])
    await api.act("message.send", **hello)


async def test_unknown_faults_are_refused(api: Api) -> None:
    """A fault that doesn't exist is no fault; one that does can be set and cleared."""
    refusal = await api.act("fault.set", expect=400, fault="earthquake")
    assert "flood_wait" in refusal["error"]["message"]

    fault = await api.act("fault.set", fault="flood_wait", seconds=1)
    await api.act("fault.clear", id=fault["id"])
    await api.act("fault.clear")


@pytest.mark.parametrize(
    ("operation", "order"),
    [
        ("fault.clear", {"id": "99"}),
        ("fault.set", {"fault": "earthquake"}),
        ("fault.set", {"fault": "flood_wait", "seconds": "soon"}),
        ("chat.create", {"kind": "channel"}),
    ],
)
async def test_orders_of_no_sense_are_the_callers_fault(api: Api, operation: str, order: dict[str, str]) -> None:
    """A fault that isn't set, one that doesn't exist, a time that is none: none of it is a bug of the fake's."""
    assert (await api.act(operation, expect=400, **order))["error"]["name"] == "BAD_ORDER"


@pytest.mark.parametrize("spelled", [lambda key: b64encode(key).decode(), bytes.hex], ids=["base64", "hexadecimal"])
async def test_seeded_key_is_logged_in(api: Api, spelled: Callable[[bytes], str]) -> None:
    """A client that was given a key is the account's without a handshake; before, nobody knows the key."""
    alice = await api.act("person.create", first_name="Alice")
    client = Client(api.server, auth_key=bytes(range(256)))
    client.service_call("mt_ping", ping_id=1)
    assert client.raw.pop() == NOT_FOUND

    await api.act("key.seed", person=alice["id"], key=spelled(client.auth_key))

    client.service_call("mt_ping", ping_id=1)
    client.salt = client.services()[-1]["new_server_salt"].to_bytes(8, "little", signed=True)
    me = client.call("users.getFullUser", id=tl("inputUserSelf"))
    assert str(me["users"][0]["id"]) == alice["id"]


@pytest.mark.parametrize("key", ["", "!", "AAAA", "A" * 344])
async def test_seeded_key_has_256_bytes(api: Api, key: str) -> None:
    """A key of another length, or none at all, is refused with the right length."""
    alice = await api.act("person.create", first_name="Alice")
    answer = await api.act("key.seed", expect=400, person=alice["id"], key=key)
    assert "256 bytes" in str(answer)
