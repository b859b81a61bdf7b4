"""What whoever made a room, and has no keys to it, is served of what is said there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.actors.host import Host
from harness.core.fact import Fact
from harness.core.journal import Journal

SAID = Fact(1, "matrix", "message", author="@ada:b", ref="$1", text="between us", scope="s")
SEALED: dict[str, Any] = {"type": "m.room.encrypted", "content": {"ciphertext": "AwgAEnAC"}}
BESIDE: dict[str, Any] = {"type": "m.room.encrypted", "content": {"ciphertext": "AwgAEnAC", "body": "between us"}}
CLEAR: dict[str, Any] = {"type": "m.room.message", "content": {"body": "between us"}}


def _host(served: dict[str, Any]) -> tuple[Host, Journal]:
    async def call(*_: Any) -> Any:
        return SimpleNamespace(event=SimpleNamespace(source=served))

    journal = Journal(lambda: 1.0)
    client = SimpleNamespace(call=call, nio=SimpleNamespace(room_get_event=None), user_id="@op:b")
    scene = SimpleNamespace(stage=SimpleNamespace(journal=journal, places={"matrix": "!r"}))
    return Host(cast("Any", SimpleNamespace(client=client)), cast("Any", scene), ()), journal


async def test_encrypted_message_is_sealed() -> None:
    """What the homeserver serves is put on record beside what people read."""
    host, journal = _host(SEALED)

    await host.sees_sealed(SAID)

    assert [(fact.text, fact.ref, fact.scope) for fact in journal.facts] == [("m.room.encrypted", "$1", "s")]


@pytest.mark.parametrize(
    ("served", "symptom"),
    [
        (CLEAR, "told in the clear"),
        ({**SEALED, "content": {"ciphertext": "", "body": "between us"}}, "reads the words"),
    ],
    ids=["in-the-clear", "beside-the-ciphertext"],
)
async def test_words_that_are_served_are_told(served: dict[str, Any], symptom: str) -> None:
    """A message in the clear is no secret, nor is one whose words stand beside what is encrypted."""
    host, _ = _host(served)

    with pytest.raises(AssertionError, match=symptom):
        await host.sees_sealed(SAID)
