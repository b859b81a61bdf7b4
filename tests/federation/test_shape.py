"""What has no event's shape is told by name, and nothing falls over it."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from fakes.federation import shape, verify
from fakes.federation.versions import VERSIONS
from tests.federation.link import Link
from tests.federation.specimens import ALL_VERSIONS, specimens

_JUNK: tuple[Any, ...] = (None, True, 5, -1, 1.5, "", "x", [], {}, [[]], [5], {"a": 5}, [["$x", 5, 6]])


@pytest.mark.parametrize("version", ALL_VERSIONS.values(), ids=lambda version: version.name)
def test_every_specimen_has_the_shape(version):
    """Nothing is wrong with the shape of honest events of any type."""
    assert [found for event in specimens(version) if (found := shape.problems(event, version))] == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"content": None}, "content isn't an object"),
        ({"sender": 5}, "sender isn't a text"),
        ({"depth": True}, "depth isn't a whole number"),
        ({"prev_events": [["$x", {}]]}, "prev_events doesn't name events"),
        ({"signatures": {"a": 5}}, "signatures aren't objects by server"),
        ({"type": "m.room.member"}, "content.membership isn't a text"),
        ({"room_id": []}, "room_id isn't a text"),
    ],
)
def test_wrong_shape_is_named(change, problem):
    """Each wrong part is named with what it should be."""
    event = {"type": "m", "sender": "@a:a", "room_id": "!r", "content": {}, "origin_server_ts": 1}

    assert shape.problems(event, VERSIONS["11"]) == []
    assert shape.problems({**event, **change}, VERSIONS["11"]) == [problem]


@pytest.mark.parametrize("version", VERSIONS)
def test_verifier_never_falls_over(version):
    """Whatever stands in an event's fields, the verifier answers, and never that all is well."""
    rng, find = Random(f"junk-{version}"), verify.of_documents([])
    for event in specimens(VERSIONS[version]) * 25:
        field = rng.choice([*event, "signatures", "hashes", "unsigned"])
        junk = {**event, field: rng.choice(_JUNK)}
        assert verify.pdu_problems(junk, version, find) != []


async def test_transaction_of_junk_is_answered_event_by_event():
    """Misshapen events are answered with an error each; the good one among them is taken."""
    link = Link("a.test", "b.test")
    await link.act("a.test", "user.create", name="ann")
    await link.act("b.test", "user.create", name="bob")
    room = (await link.act("a.test", "room.create", creator="@ann:a.test"))["room"]
    await link.act("b.test", "room.join", user="@bob:b.test", room=room, via="a.test")
    good = await link.act("a.test", "message.send", user="@ann:a.test", room=room, text="good", to=[])
    junk = [{"room_id": room}, {"room_id": room, "type": 5, "content": []}, {**good["pdu"], "prev_events": [5]}, {}]

    told = await link.act("a.test", "transaction.send", to="b.test", pdus=[*junk, good["pdu"]])

    assert told["results"]["b.test"]["status"] == 200
    assert told["results"]["b.test"]["pdus"][good["event"]] == {}
    assert set(link.peers["b.test"].rooms[room].events) >= {good["event"]}
