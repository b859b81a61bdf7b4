"""What a client of the lab shows beyond what any Matrix client shows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import nio

from harness.actors.lab_client import LabClient, LabReader, path
from harness.core.journal import Journal

BOB = "@bob:b.test:8448"
INVITED: dict[str, Any] = {
    "type": "m.room.member",
    "sender": "@alice:a.test:8448",
    "state_key": BOB,
    "content": {"membership": "invite"},
}
LEFT: dict[str, Any] = {**INVITED, "content": {"membership": "leave"}, "event_id": "$left", "origin_server_ts": 2000}
TOPIC: dict[str, Any] = {**LEFT, "type": "m.room.topic", "state_key": "", "content": {"topic": "tea"}}


def reader() -> LabReader:
    return LabReader("matrix.bob", "scope", lambda user: user == BOB)


def test_change_of_state_is_a_note() -> None:
    """A topic is a note by its type; what people say and who comes and goes stays what it is."""
    found = [reader().read("!room", event) for event in (TOPIC, LEFT)]

    assert [(fact.kind, fact.text) for fact in found if fact] == [("note", "m.room.topic"), ("member", "leave")]


def test_change_tells_what_was_before() -> None:
    """What an event took the place of is told beside what it says, where the server tells it."""
    fact = reader().read("!room", {**TOPIC, "unsigned": {"prev_content": {"topic": "coffee"}}})

    assert fact is not None
    assert fact.detail == {"content": {"topic": "tea"}, "before": {"topic": "coffee"}}


def test_stripped_event_has_neither_id_nor_time() -> None:
    """An invitation's events are read all the same."""
    fact = reader().read("!room", INVITED)

    assert fact is not None
    assert (fact.text, fact.target, fact.ref, fact.at) == ("invite", BOB, "", 0)


async def test_client_shows_invitations_and_farewells() -> None:
    """Beside joined rooms a sync shows those that one is invited to, and those that one was put out of."""
    client = LabClient("http://b.test:8008", "socks5://127.0.0.1:9", BOB, "token", Journal(lambda: 1.0), reader())
    invited = nio.InviteEvent.parse_event({**INVITED, "content": dict(INVITED["content"])})
    room: Any = SimpleNamespace(state=[], timeline=SimpleNamespace(events=[SimpleNamespace(source=TOPIC)]))
    left = SimpleNamespace(timeline=SimpleNamespace(events=[SimpleNamespace(source=LEFT)]))
    asked = SimpleNamespace(invite_state=[invited])
    answer: Any = SimpleNamespace(rooms=SimpleNamespace(join={"!j": room}, invite={"!i": asked}, leave={"!l": left}))
    try:
        shown = dict(client._shown(answer))
    finally:
        await client.close()

    assert shown == {"!j": TOPIC, "!i": INVITED, "!l": LEFT}


async def test_client_shows_what_is_no_event() -> None:
    """Receipts with their threads, presence with its message, messages to the device, and whose devices changed."""
    client = LabClient("http://b.test:8008", "socks5://127.0.0.1:9", BOB, "token", Journal(lambda: 1.0), reader())
    # nio leaves a receipt's type a text, whatever its annotation says.
    receipt = nio.ReceiptEvent([nio.Receipt("$seen", "m.read", BOB, 1000, "main")])
    answer: Any = SimpleNamespace(
        rooms=SimpleNamespace(join={"!j": SimpleNamespace(ephemeral=[receipt])}),
        presence_events=[nio.PresenceEvent(BOB, "online", status_msg="here")],
        to_device_events=[nio.UnknownToDeviceEvent({"type": "m.hi", "content": {"a": 1}}, BOB, "m.hi")],
        device_list=nio.DeviceList([BOB], []),
    )
    try:
        read, there, told, changed = client._passing(answer)
    finally:
        await client.close()

    assert (read.kind, read.place, read.target, read.detail) == ("read", "!j", "$seen", {"thread": "main"})
    assert (there.text, there.detail) == ("m.presence", {"presence": "online", "message": "here"})
    assert (told.text, told.detail) == ("to device m.hi", {"content": {"a": 1}})
    assert (changed.text, changed.author, changed.place) == ("devices changed", BOB, "")


def test_names_are_safe_in_a_path() -> None:
    """A name that is filled in stays one part of the path, whatever letters it has."""
    assert path("/rooms/{}/{}", "!a/b:c", "#ž?") == "/rooms/%21a%2Fb%3Ac/%23%C5%BE%3F"
