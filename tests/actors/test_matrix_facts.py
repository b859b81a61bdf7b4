"""Matrix events as facts."""

from __future__ import annotations

from harness.actors.matrix_facts import MatrixReader


def test_typing_starts_and_stops() -> None:
    """The homeserver tells who types at the moment; people see who began and who ceased."""
    reader = MatrixReader("matrix.bob", "scope", is_ours=lambda user: user == "@alice:here")
    rounds = [["@alice:here"], ["@alice:here", "@ghost:here"], ["@ghost:here"], []]
    facts = [fact for typists in rounds for fact in reader.typing("!room", typists)]
    assert [(fact.author, fact.text, fact.cause) for fact in facts] == [
        ("@alice:here", "started", "control"),
        ("@ghost:here", "started", "wire"),
        ("@alice:here", "stopped", "control"),
        ("@ghost:here", "stopped", "wire"),
    ]
    assert reader.typing("!other", []) == []


def test_reading_presence_and_state_are_facts() -> None:
    """Who has read what and who is there are facts of their own; a room's name is a note with its words inside."""
    reader = MatrixReader("matrix.bob", "scope", is_ours=lambda _: True)
    event = {
        "type": "m.room.name",
        "state_key": "",
        "event_id": "$1",
        "sender": "@alice:here",
        "origin_server_ts": 5000,
    }

    read, there = reader.receipt("!room", "@alice:here", "$0"), reader.presence("@alice:here", "online")
    named = reader.read("!room", {**event, "content": {"name": "Summer trip"}})

    assert (read.kind, read.place, read.author, read.target) == ("read", "!room", "@alice:here", "$0")
    assert (there.kind, there.place, there.text, there.detail) == ("note", "", "m.presence", {"presence": "online"})
    assert named is not None
    assert (named.kind, named.text, named.detail) == ("note", "m.room.name", {"content": {"name": "Summer trip"}})


def test_what_stays_encrypted_is_a_note() -> None:
    """Who has no keys sees that something was said, and no message."""
    reader = MatrixReader("operator", "", is_ours=lambda _: True)
    event = {"type": "m.room.encrypted", "event_id": "$1", "sender": "@alice:here", "content": {"ciphertext": "xyz"}}

    sealed = reader.read("!room", event)

    assert sealed is not None
    assert (sealed.kind, sealed.text, sealed.ref) == ("note", "m.room.encrypted", "$1")
