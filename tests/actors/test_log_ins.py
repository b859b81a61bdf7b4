"""Who may log in to a bridge: ids that every process has its own of."""

from __future__ import annotations

from typing import Any, cast

import pytest

from harness.actors.fake_people import DiscordPerson, FakePerson, TelegramPerson
from harness.actors.log_ins import LogIns, SpeaksAs
from harness.core.fact import Fact, Network, Place
from harness.core.laws.setting import Expected
from harness.parts import permissions
from tests.actors.cast import access

NOBODY = cast("Any", None)
SUITES_NEED = 60  # tests with a dave or an erin, when one process runs them all


def test_every_process_has_people_who_may_log_in() -> None:
    """However many processes share them, each has ids of its own; few have each more than the suites use up."""
    alone = LogIns(access(), NOBODY, NOBODY, (0, 1))._free
    many = permissions.OPERATORS
    free = [LogIns(access(), NOBODY, NOBODY, (number, many))._free for number in range(many)]

    assert len(alone) // 4 > SUITES_NEED
    assert all(free)
    assert len({name for share in free for name in share}) == sum(map(len, free))


def relayed(origin: Fact, onto: Place) -> Expected | None:
    """Relay everybody with their name before the words on Telegram, and by a webhook on Discord."""
    if origin.kind == "reaction":
        return None
    if onto.network == "telegram":
        return Expected(f"alice: {origin.text}" if origin.text else None, "relay", file=not origin.text)
    return Expected(origin.text, "webhook", origin.author_name)


@pytest.mark.parametrize(
    ("kind", "network", "origin", "shown"),
    [
        (TelegramPerson, "telegram", Fact(0, "matrix", "message", author="@a", text="hi "), Expected("hi", "8")),
        (TelegramPerson, "telegram", Fact(0, "matrix", "message", author="@a"), Expected(None, "8", file=True)),
        (TelegramPerson, "telegram", Fact(0, "matrix", "reaction", author="@a", text="👍"), Expected("👍", "8")),
        (DiscordPerson, "discord", Fact(0, "matrix", "edit", author="@a", text="hi"), Expected("hi", "8", "")),
        (
            DiscordPerson,
            "telegram",
            Fact(0, "matrix", "message", author="@a", text="hi"),
            Expected("alice: hi", "relay"),
        ),
        (DiscordPerson, "discord", Fact(0, "matrix", "message", author="@b", text="hi"), Expected("hi", "webhook", "")),
    ],
)
def test_who_has_logged_in_speaks_as_themselves(
    kind: type[FakePerson], network: Network, origin: Fact, shown: Expected
) -> None:
    """On their account's network they show as it; elsewhere, like everybody else there, through the relay."""
    account = kind("matrix.a", "8", "Alice", NOBODY, NOBODY)

    assert SpeaksAs(relayed, "@a", account)(origin, Place(network, "1")) == shown
