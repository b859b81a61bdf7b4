"""The operator: types a bridge's commands, and asks again for what the bridge hasn't heard of."""

from __future__ import annotations

from typing import Any, cast

import pytest

from harness.actors import operator as operators
from harness.actors.operator import Bot, Operator
from harness.core.fact import Fact
from harness.core.journal import Journal
from harness.core.verdict import Unknown

BOT = Bot("@bot:here", "!bridge", dm="!dm")


class Client:
    """A client to whose orders the bot gives one answer after another, and none when it has no more."""

    user_id = "@operator:here"

    def __init__(self, journal: Journal, *answers: str) -> None:
        self.sent: list[tuple[str, str]] = []
        self._journal = journal
        self._answers = list(answers)

    async def send(self, room: str, _: str, content: dict[str, str]) -> str:
        self.sent.append((room, content["body"]))
        if self._answers:
            text = self._answers.pop(0)
            self._journal.append(Fact(0, "matrix", "message", place=room, author=BOT.user_id, text=text))
        return "$sent"


def at_work(*answers: str) -> tuple[Operator, Client]:
    journal = Journal(lambda: 1000.0)
    client = Client(journal, *answers)
    return Operator(cast("Any", client), journal), client


async def test_bridge_is_asked_again_for_what_it_has_not_heard_of() -> None:
    """In a room the order has the bot's prefix, each time."""
    operator, client = at_work("Channel not found", "Channel not found", "Room successfully bridged")

    await operator.orders_bridging(BOT, "bridge 7", "successfully bridged", "not found", "!room")

    assert client.sent == [("!room", "!bridge bridge 7")] * 3


async def test_other_answer_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the bot says instead is told; it is asked once."""
    monkeypatch.setattr(operators, "ANSWER_WITHIN", 0.2)
    operator, client = at_work("You may not")

    with pytest.raises(Unknown, match="You may not"):
        await operator.orders_bridging(BOT, "bridge 7", "successfully bridged", "not found")

    assert client.sent == [("!dm", "bridge 7")]


async def test_bridge_that_never_hears_of_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It isn't asked for ever."""
    monkeypatch.setattr(operators, "ANSWER_WITHIN", -1.0)
    operator, client = at_work("Channel not found")

    with pytest.raises(Unknown, match="goes on answering 'bridge 7' with 'Channel not found'"):
        await operator.orders_bridging(BOT, "bridge 7", "successfully bridged", "not found")

    assert len(client.sent) == 1
