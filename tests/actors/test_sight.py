"""What people see of what others set apart, show and tell: what comes so is seen, and what comes otherwise isn't."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from harness.actors.fake_people import DiscordPerson, TelegramPerson
from harness.actors.person import Stage
from harness.core.attachment import sticker, voice
from harness.core.carried import Spot
from harness.core.fact import Fact, Network
from harness.core.journal import Journal, NeverSeen
from harness.core.rich import Rich, bold, rich
from harness.parts.rendering import RelayRendering, as_read, relay_sign

RENDERING = RelayRendering("b", "discord_", "telegram_", relay_webhook="9", relay_bot="8")
PLACES: dict[Network, str] = {"discord": "1", "telegram": "2", "matrix": "!r"}
CAROL = f"{relay_sign('@discord_7:b')} Carol"
TEXT = rich("so ", bold("good"))


class Sight:
    """Bob on Telegram and on Discord, carol on Discord and tom on Telegram, and a journal to write into."""

    def __init__(self) -> None:
        self.journal = Journal(lambda: 1.0)
        stage = Stage("s", self.journal, 0, PLACES, RENDERING, as_read, patience=0.01)
        nobody = cast("Any", None)
        self.bob = TelegramPerson("telegram.bob", "5", "Bob", stage, nobody)
        self.bob_on_discord = DiscordPerson("discord.bob", "6", "Bob", stage, nobody)
        self.carol = DiscordPerson("discord.carol", "7", "Carol", stage, nobody)
        self.tom = TelegramPerson("telegram.tom", "4", "Tom", stage, nobody)

    def comes(self, network: Network, text: str = "", **detail: Any) -> Fact:
        """Let a relay bring something."""
        fact = Fact(0, network, "message", place=PLACES[network], scope="s", text=text, detail=detail)
        by = ("8", "") if network == "telegram" else ("9", "Tom (Telegram)")
        return self.journal.append(replace(fact, author=by[0], author_name=by[1]))


def _set(kind: str, words: str) -> dict[str, Any]:
    before = len(f"{CAROL}: so ".encode("utf-16-le")) // 2
    return {"kind": f"messageEntity{kind}", "offset": before, "length": len(words)}


async def test_words_are_seen_as_they_are_set() -> None:
    """The right words, with the same of them set apart, are the message; the relay's bold name counts for nothing."""
    sight = Sight()
    came = sight.comes("telegram", f"{CAROL}: so good", entities=[_set("Bold", "good")])
    assert await sight.bob.sees_formatted(TEXT, by=sight.carol) == came


@pytest.mark.parametrize("entities", [[], [_set("Italic", "good")], [_set("Bold", "goo")]])
async def test_words_that_are_set_otherwise_are_told(entities: list[dict[str, Any]]) -> None:
    """Right words that aren't set apart, or in another way, or in part, are an error that says how they are set."""
    sight = Sight()
    sight.comes("telegram", f"{CAROL}: so good", entities=entities)
    with pytest.raises(AssertionError, match="is set as"):
        await sight.bob.sees_formatted(TEXT, by=sight.carol)


@pytest.mark.parametrize("text", [rich("so bad"), rich("so ", bold("bad"))])
async def test_other_words_are_never_seen(text: Rich) -> None:
    """Other words aren't the message, however they are set."""
    sight = Sight()
    sight.comes("telegram", f"{CAROL}: so good", entities=[_set("Bold", "good")])
    with pytest.raises(NeverSeen):
        await sight.bob.sees_formatted(text, by=sight.carol)


async def test_what_is_told_needs_all_its_parts_and_its_author() -> None:
    """In whatever words, a message tells all parts, and names whom the relay speaks for."""
    sight = Sight()
    came = sight.comes("telegram", f"{CAROL}: Poll: where? 1. here 2. there")

    assert await sight.bob.sees_telling("where?", "here", "there", by=sight.carol) == came
    with pytest.raises(NeverSeen):
        await sight.bob.sees_telling("where?", "nowhere", by=sight.carol)
    sight.carol.name = "Ada"
    with pytest.raises(NeverSeen):
        await sight.bob.sees_telling("where?", "here", "there", by=sight.carol)


async def test_place_is_seen_by_its_degrees() -> None:
    """A place is the one that was shown, and no other."""
    sight = Sight()
    came = sight.comes("telegram", media={"kind": "location", "latitude": 50.5, "longitude": 14.25})

    assert await sight.bob.sees_spot(Spot(50.5, 14.25)) == came
    with pytest.raises(NeverSeen):
        await sight.bob.sees_spot(Spot(50.5, 14.75))


async def test_file_is_seen_as_what_it_is() -> None:
    """Of the right file in the right bytes, the kind counts; on Discord a voice message from elsewhere is a sound."""
    sight = Sight()
    sound = {"sha256": voice(1).sha256, "mime": "audio/ogg"}
    came = sight.comes("discord", files=[sound])
    sight.comes("telegram", media={"kind": "audio", "sha256": voice(1).sha256})

    assert await sight.bob_on_discord.sees_file(voice(1), by=sight.tom) == came
    with pytest.raises(NeverSeen):
        await sight.bob.sees_file(voice(1), by=sight.carol)


async def test_sticker_from_elsewhere_may_be_drawn_anew() -> None:
    """A sticker of Telegram's own form has other bytes, and is a sticker all the same; a picture isn't one."""
    sight = Sight()
    sight.comes("telegram", media={"kind": "photo", "sha256": sticker(1).sha256})
    with pytest.raises(NeverSeen):
        await sight.bob.sees_file(sticker(1), by=sight.carol)
    came = sight.comes("telegram", media={"kind": "sticker", "sha256": "other"})
    assert await sight.bob.sees_file(sticker(1), by=sight.carol) == came


async def test_words_brought_by_whomever_are_told() -> None:
    """A caption is seen alone or among other words, as a message or as an edit."""
    sight = Sight()
    came = sight.comes("telegram", f"{CAROL} sent an image: my house")

    assert await sight.bob.sees_told("my house") == came
    with pytest.raises(NeverSeen):
        await sight.bob.sees_told("my house", kind="edit")
