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
