"""What a person on Matrix makes of others, and of being called, without a homeserver."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.actors.fake_people import DiscordPerson, TelegramPerson
from harness.actors.matrix import MatrixPerson
from harness.actors.person import Stage
from harness.core.fact import Fact, Place
from harness.core.journal import Journal
from harness.core.laws.setting import Expected
from harness.core.rich import marked


def _rendering(origin: Fact, onto: Place) -> Expected:
    return Expected(origin.text, f"@ghost-{origin.author}:b")


STAGE = Stage("s", Journal(lambda: 1.0), 0, {"matrix": "!r", "discord": "1"}, _rendering, lambda fact: fact)
BOB = MatrixPerson("matrix.bob", "Bob", STAGE, cast("Any", SimpleNamespace(user_id="@bob:b")))
CAROL = DiscordPerson("discord.carol", "7", "Carol", STAGE, cast("Any", None))


def test_people_of_other_networks_are_mentioned_as_their_ghosts() -> None:
    """On Matrix everybody can be mentioned; on Discord somebody of Matrix only by their name."""
    assert BOB.names(CAROL) == marked("Carol", "person", "@ghost-7:b")
    assert BOB.names(BOB) == marked("Bob", "person", "@bob:b")
    assert CAROL.names(BOB).marked == ()
    assert CAROL.names(BOB).text == "Bob"


def test_name_comes_as_whoever_mentions_it_has_it() -> None:
    """A bridge that writes something behind the names of its ghosts leaves it there on the way home."""
    stage = Stage("s", STAGE.journal, 0, {}, _rendering, lambda fact: fact, behind_names=" (Telegram)")
    anna, bob = (
        kind("", "7", name, stage, cast("Any", None))
        for kind, name in ((TelegramPerson, "Anna"), (DiscordPerson, "Bob"))
    )
    assert anna.names(anna).text == "Anna"
    assert anna.names(anna, by=bob).text == "Anna (Telegram)"


@pytest.mark.parametrize(
    ("mentions", "called"),
    [({"room": True}, True), ({"user_ids": ["@bob:b"]}, True), ({"user_ids": ["@ada:b"]}, False), ({}, False)],
)
def test_whoever_is_meant_is_called(mentions: dict[str, Any], called: bool) -> None:
    """A message calls those whom it mentions, or everybody; without any mentions, nobody."""
    assert BOB.is_called_by(Fact(0, "matrix", "message", detail={"content": {"m.mentions": mentions}})) is called
    assert not BOB.is_called_by(Fact(0, "matrix", "message", detail={"content": {}}))
