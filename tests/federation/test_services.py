"""What the forger answers other servers, and what it refuses."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest

from fakes.control import ActError
from fakes.federation import verify
from fakes.federation.coverage import coverage
from fakes.federation.making import Draft
from fakes.federation.versions import VERSIONS
from fakes.federation.wire import Request
from tests.federation.link import NOW, Link

ANN, BOB = "@ann:a.test", "@bob:b.test"
SCHEMAS = Path(__file__).parents[2] / "fakes/schema"
V1 = "/_matrix/federation/v1"


@pytest.fixture
async def link():
    link = Link("a.test", "b.test", "c.test")
    await link.act("a.test", "user.create", name="ann", displayname="Ann", scope="try")
    await link.act("b.test", "user.create", name="bob")
    await link.act("c.test", "user.create", name="cy")
    return link


@pytest.fixture
async def room(link):
    made = await link.act("a.test", "room.create", creator=ANN, version="11", name="Den", alias="den")
    await link.act("b.test", "room.join", user=BOB, alias="#den:a.test")
    return str(made["room"])


async def _get(link: Link, path: str, by: str = "b.test", **order: Any) -> tuple[int, Any]:
    told = await link.act(by, "request.send", to="a.test", path=path, **order)
    return told["status"], told["body"]


async def _said(link: Link, room: str, count: int) -> list[str]:
    said = [await link.act("a.test", "message.send", user=ANN, room=room, text=str(n)) for n in range(count)]
    return [str(each["event"]) for each in said]


async def test_clients_are_told_where_to_go(link):
    """Well-known tells clients what it was given, and nothing where nothing was."""
    nowhere, _ = await _get(link, "/.well-known/matrix/client")
    link.peers["a.test"].client_address = "https://home.test"

    assert nowhere == 404
    assert await _get(link, "/.well-known/matrix/client") == (200, {"m.homeserver": {"base_url": "https://home.test"}})


async def test_event_and_its_auth_chain(link, room):
    """/event gives the event as it was sent, /event_auth all that authorises it, both to members' servers only."""
    (event,) = await _said(link, room, 1)

    status, body = await _get(link, f"{V1}/event/{quote(event)}")
    _, chain = await _get(link, f"{V1}/event_auth/{quote(room)}/{quote(event)}")

    assert (status, [each["content"]["body"] for each in body["pdus"]]) == (200, ["0"])
    assert {each["type"] for each in chain["auth_chain"]} == {"m.room.create", "m.room.member", "m.room.power_levels"}
    assert (await _get(link, f"{V1}/event/{quote(event)}", by="c.test"))[0] == 404
    assert (await _get(link, f"{V1}/event_auth/{quote(room)}/{quote(event)}", by="c.test"))[0] == 403


async def test_state_before_an_event(link, room):
    """/state and /state_ids tell the state before an event, the same, and not what came after."""
    first = (await _said(link, room, 1))[0]
    await link.act(
        "a.test", "event.send", user=ANN, room=room, type="m.room.topic", state_key="", content={"topic": "t"}
    )

    _, whole = await _get(link, f"{V1}/state/{quote(room)}?event_id={quote(first)}")
    _, ids = await _get(link, f"{V1}/state_ids/{quote(room)}?event_id={quote(first)}")

    assert {verify.pdu_id(each, "11") for each in whole["pdus"]} == set(ids["pdu_ids"])
    assert {verify.pdu_id(each, "11") for each in whole["auth_chain"]} == set(ids["auth_chain_ids"])
    assert "m.room.topic" not in {each["type"] for each in whole["pdus"]}
    assert (await _get(link, f"{V1}/state/{quote(room)}?event_id=$none"))[0] == 404


async def test_history(link, room):
    """/backfill goes back from an event, /get_missing_events fills a gap, /timestamp_to_event finds the nearest."""
    said = await _said(link, room, 5)

    _, back = await _get(link, f"{V1}/backfill/{quote(room)}?limit=3&v={quote(said[4])}")
    body = {"earliest_events": [said[1]], "latest_events": [said[4]], "limit": 10}
    _, gap = await _get(link, f"{V1}/get_missing_events/{quote(room)}", method="POST", body=body)
    _, near = await _get(link, f"{V1}/timestamp_to_event/{quote(room)}?ts={int(NOW * 1000) + 5}&dir=b")

    assert [each["content"]["body"] for each in back["pdus"]] == ["4", "3", "2"]
    assert [each["content"]["body"] for each in gap["events"]] == ["2", "3"]
    assert near["origin_server_ts"] == int(NOW * 1000)


async def test_what_is_fetched_is_verified(link, room):
    """Whichever way another server is asked, each event of its answer is verified, and a forged one is named."""
    said = await _said(link, room, 3)
    hidden = await link.act("a.test", "message.send", user=ANN, room=room, text="y", to=[])
    forged = await link.act(
        "a.test", "message.send", user=ANN, room=room, text="x", flaw="wrong_key", to=[], follow=True
    )
    everything = link.peers["a.test"].rooms[room]

    async def fetched(what: str, **order: Any) -> dict[str, list[str]]:
        told = await link.act("b.test", "room.fetch", room=room, via="a.test", what=what, **order)
        return {each["event"]: each["problems"] for each in told["events"]}

    back = await fetched("backfill", events=[forged["event"]])
    assert back.pop(forged["event"]) == ["a.test didn't sign it: the signature by ed25519:a is wrong"]
    assert set(back) == set(everything.events) - {forged["event"]}
    kept = [link.peers["b.test"].rooms[room].find(each["event"]) is not None for each in (hidden, forged)]
    assert kept == [True, False]
    assert await fetched("event", events=[said[1]]) == {said[1]: []}
    assert set(await fetched("get_missing_events", events=[said[2]], earliest=[said[0]])) == {said[1]}
    assert set(await fetched("state", events=[said[0]])) >= set(everything.events[said[0]].before.values())
    assert set(await fetched("event_auth", events=[said[0]])) == {each.id for each in everything.auth_chain([said[0]])}
    assert [any(back.values()), len(back) > 3] == [False, True]
    with pytest.raises(ActError, match="the other server answered 401"):
        await fetched("event", events=[said[1]], flaw="wrong_key")


async def test_records_have_the_streams_form(link, room):
    """Everything that this scene put on the witness streams is as the schema says, and so is the coverage."""
    await _said(link, room, 1)
    await _get(link, f"{V1}/hierarchy/x")
    await link.act("a.test", "edu.send", type="m.typing", content={"room_id": room, "user_id": ANN}, to=["b.test"])
    schema, covered = (json.loads((SCHEMAS / name).read_text()) for name in ("witness.v1.json", "coverage.v1.json"))

    records = [json.loads(record.line()) for hub in link.hubs.values() for record in hub.records]

    for record in records:
        jsonschema.validate(record, schema)
    jsonschema.validate(coverage(), covered)
    assert {record["kind"] for record in records} == {"call", "member", "message", "refusal", "typing"}


async def test_directory_profile_and_public_rooms(link, room):
    """Aliases, profiles and the list of rooms are told to any server, and what isn't there is 404."""
    assert (await _get(link, f"{V1}/query/directory?room_alias={quote('#den:a.test')}"))[1] == {
        "room_id": room,
        "servers": ["a.test", "b.test"],
    }
    assert (await _get(link, f"{V1}/query/profile?user_id={quote(ANN)}"))[1] == {"displayname": "Ann"}
    assert (await _get(link, f"{V1}/query/profile?user_id=@nobody:a.test"))[0] == 404
    _, listed = await _get(link, f"{V1}/publicRooms")
    assert [(each["name"], each["num_joined_members"]) for each in listed["chunk"]] == [("Den", 2)]
    _, none = await _get(link, f"{V1}/publicRooms", method="POST", body={"filter": {"generic_search_term": "attic"}})
    assert none["chunk"] == []


async def test_devices_and_keys(link):
    """Devices and their keys are told, and a one-time key is given away once."""
    keys = {"user_id": ANN, "device_id": "D"}
    await link.act("a.test", "device.set", user=ANN, device="D", keys=keys, one_time_keys={"curve25519:1": "k"})

    _, devices = await _get(link, f"{V1}/user/devices/{quote(ANN)}")
    _, told = await _get(link, f"{V1}/user/keys/query", method="POST", body={"device_keys": {ANN: []}})
    claim = {"one_time_keys": {ANN: {"D": "curve25519"}}}
    claimed = [(await _get(link, f"{V1}/user/keys/claim", method="POST", body=claim))[1] for _ in range(2)]

    assert devices["devices"] == [{"device_id": "D", "keys": keys}]
    assert told["device_keys"] == {ANN: {"D": keys}}
    assert [each["one_time_keys"] for each in claimed] == [{ANN: {"D": {"curve25519:1": "k"}}}, {}]


async def test_media_and_openid(link):
    """A file comes as the second part of two; a token tells whose it is."""
    medium = await link.act("a.test", "media.put", data=b64encode(b"\x00file").decode(), mime="text/plain", name="f")
    await link.act("a.test", "openid.set", token="t", user=ANN)

    status, body = await _get(link, f"{V1}/media/download/{medium['id']}")

    assert (status, "\r\n\r\n{}\r\n--" in body, body.count("\x00file")) == (200, True, 1)
    assert await _get(link, f"{V1}/openid/userinfo?access_token=t") == (200, {"sub": ANN})
    assert (await _get(link, f"{V1}/openid/userinfo?access_token=u"))[0] == 401


@pytest.mark.parametrize("lies", [False, True])
async def test_notary(link, lies):
    """A notary signs what a server says of its keys, by GET and POST; a lying one says something else."""
    await link.act("a.test", "keys.lie", as_notary=lies)
    key = link.peers["b.test"].keys.document(link.peers["b.test"].now())

    _, by_get = await _get(link, "/_matrix/key/v2/query/b.test")
    _, by_post = await _get(link, "/_matrix/key/v2/query", method="POST", body={"server_keys": {"b.test": {}}})

    assert by_get == by_post
    (document,) = by_get["server_keys"]
    assert set(document["signatures"]) == {"a.test", "b.test"}
    assert (document["verify_keys"] == key["verify_keys"]) == (not lies)
    assert (verify.document_problems(document) == []) == (not lies)


async def test_discovery_documents(link):
    """Well-known, version and keys are told to anybody, without a signature."""
    peer = link.peers["a.test"]
    told = [
        (await link.carry("a.test", Request("GET", path))).json()
        for path in ("/.well-known/matrix/server", f"{V1}/version", "/_matrix/key/v2/server")
    ]

    assert told[0] == {"m.server": "a.test:8448"}
    assert told[1]["server"]["name"] == "superbridge-forger"
    assert told[2] == peer.keys.document(peer.now())


async def test_unknown_request_is_a_refusal_by_name(link):
    """What isn't served is 404 and on the witness; what is served beside it isn't."""
    await _get(link, f"{V1}/version")
    status, body = await _get(link, f"{V1}/hierarchy/x")

    assert (status, body["errcode"]) == (404, "M_UNRECOGNIZED")
    refusals = [record.detail for record in link.seen("a.test", "refusal")]
    assert [(each["name"], each["message"]) for each in refusals] == [
        ("UNKNOWN_ENDPOINT", f"GET {V1}/hierarchy/x isn't served")
    ]


async def test_ordered_answer(link, room):
    """A hook answers in the server's place for as often as it says, for one server if it says so, then goes."""
    path = f"{V1}/query/profile?user_id={quote(ANN)}"
    await link.act(
        "a.test", "answer.set", route="profile", status=503, body={"errcode": "M_X"}, times=1, origin="b.test"
    )
    await link.act("a.test", "answer.set", route="directory", merge={"servers": ["nobody.test"]})

    assert (await _get(link, path, by="c.test"))[0] == 200
    assert await _get(link, path) == (503, {"errcode": "M_X"})
    assert (await _get(link, path))[0] == 200
    _, told = await _get(link, f"{V1}/query/directory?room_alias={quote('#den:a.test')}")
    assert told == {"room_id": room, "servers": ["nobody.test"]}
    with pytest.raises(ActError, match="there is no route 'nonesuch'"):
        await link.act("a.test", "answer.set", route="nonesuch")


@pytest.mark.parametrize("ordered", [{}, {"status": 302}])
async def test_ordered_headers_go_out(link, ordered):
    """They stand beside the usual ones, whether the answer is the server's own or ordered, too."""
    await link.act("a.test", "answer.set", route="version", headers={"Location": "/elsewhere"}, **ordered)

    given = await link.carry("a.test", Request("GET", f"{V1}/version"))

    assert (given.status, given.headers["Location"]) == (ordered.get("status", 200), "/elsewhere")
    assert given.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("omits", [False, True])
async def test_join_without_members(link, room, omits):
    """Where the server may leave members out, and is asked to, a join's state has none, and says so."""
    await link.act("a.test", "server.set", omit_members=omits)
    user = quote("@cy:c.test")
    _, made = await _get(link, f"{V1}/make_join/{quote(room)}/{user}?ver=11", by="c.test")
    join = link.peers["c.test"].maker.finished(made["event"], VERSIONS["11"])
    path = f"/_matrix/federation/v2/send_join/{quote(room)}/{quote(verify.pdu_id(join, '11'))}?omit_members=true"

    _, told = await _get(link, path, by="c.test", method="PUT", body=join)

    assert told["members_omitted"] is omits
    assert ("m.room.member" in {each["type"] for each in told["state"]}) == (not omits)
    assert told["servers_in_room"] == ["a.test", "b.test", "c.test"]


async def test_json_text_goes_out_untouched(link, room):
    """A text in an event's place is carried as it is; what is no event fails the whole transaction."""
    event = link.peers["a.test"].make(Draft(ANN, "m.room.message", {"body": "x"}), link.peers["a.test"].rooms[room])[0]

    good = await link.act("a.test", "transaction.send", to="b.test", pdus=[json.dumps(event, indent=2)])
    bad = await link.act("a.test", "request.send", to="b.test", method="PUT", path=f"{V1}/send/2", body={"pdus": [5]})

    assert good["results"]["b.test"] == {"status": 200, "pdus": {verify.pdu_id(event, "11"): {}}}
    assert (bad["status"], bad["body"]["errcode"]) == (400, "M_BAD_JSON")


async def test_transaction_heard_twice_is_answered_once(link, room):
    """The same transaction again has the same answer, and its events aren't witnessed again."""
    (event,) = await _said(link, room, 1)
    pdu = link.peers["a.test"].rooms[room].events[event].event
    body = {"origin": "a.test", "origin_server_ts": 1, "pdus": [pdu], "edus": [{"edu_type": "m.typing", "content": {}}]}

    told = [
        await link.act("a.test", "request.send", to="b.test", method="PUT", path=f"{V1}/send/1", body=body)
        for _ in range(2)
    ]

    assert told[0] == told[1] == {"status": 200, "body": {"pdus": {event: {}}}}
    assert len(link.seen("b.test", "message")) == 1
    assert len(link.seen("b.test", "typing")) == 1


async def test_server_that_is_not_there(link, room):
    """An order that needs a server which can't be reached says so, and nothing is taken for granted."""
    with pytest.raises(ActError, match=r"there is no gone.test"):
        await link.act("b.test", "room.join", user=BOB, room="!x:gone.test")
    said = await link.act("a.test", "message.send", user=ANN, room=room, text="x", to=["gone.test"])
    assert said["results"] == {"gone.test": {"unreachable": "there is no gone.test"}}
