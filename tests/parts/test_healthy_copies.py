"""What healthy bridges make of files, polls, places and forwards breaks no law; what goes wrong with them does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.core.fact import Fact, Network, Place
from harness.core.laws import Route, Setting, judge
from harness.core.markup import matrix
from harness.parts.rendering import RelayRendering, as_read, relay_sign

PLACES: dict[Network, str] = {"discord": "1", "telegram": "2", "matrix": "!r"}
RENDERING = RelayRendering("b", "discord_", "telegram_", relay_webhook="9", relay_bot="8")
SETTING = Setting([Route("r", frozenset(Place(*place) for place in PLACES.items()))], RENDERING, reading=as_read)
ADA = {"discord": "@discord_7:b", "telegram": "@telegram_7:b", "matrix": "@ada:b"}


def said(network: Network, text: str = "", **detail: Any) -> Fact:
    """Return what Ada says on a network."""
    fact = Fact(0, network, "message", place=PLACES[network], ref="o", text=text, cause="control", detail=detail)
    return replace(fact, author=ADA["matrix"] if network == "matrix" else "7", author_name="Ada")


def shown(onto: Network, by: Network, text: str = "", **detail: Any) -> Fact:
    """Return what bridges show for Ada of another network."""
    name = "Ada (Telegram)" if by == "telegram" else "Ada"
    author = {"matrix": (ADA[by], name), "discord": ("9", name), "telegram": ("8", "Relay")}[onto]
    fact = Fact(0, onto, "message", place=PLACES[onto], text=text, detail=detail)
    return replace(fact, author=author[0], author_name=author[1])


def called(by: Network) -> str:
    """Return how Telegram's relay begins what Ada says."""
    return f"{relay_sign(ADA[by])} Ada"


def on_matrix(body: str, html: str = "", **more: Any) -> dict[str, Any]:
    """Return the detail of a Matrix event."""
    formatted = {"format": matrix.HTML, "formatted_body": html} if html else {}
    return {"content": {"body": body, **formatted, **more}}


def laws(*facts: Fact) -> list[str]:
    """Return the laws that a history breaks."""
    numbered = [
        replace(fact, seq=number, at=float(number), ref=fact.ref or f"c{number}")
        for number, fact in enumerate(facts, 1)
    ]
    return [breach.law for breach in judge(numbered, SETTING)]


FILE: dict[str, Any] = {"files": [{"sha256": "a", "mime": "image/png"}]}
PICTURE = on_matrix("a.png", url="mxc://b/1", msgtype="m.image")
PHOTO: dict[str, Any] = {"media": {"kind": "photo", "sha256": "a"}}
QUOTED = "<p>Forwarded</p><blockquote>noon</blockquote>"
POLL: dict[str, Any] = {"media": {"kind": "poll", "poll": {"question": "where?"}}}
SPOT: dict[str, Any] = {"media": {"kind": "location", "latitude": 1.5, "longitude": 2.5}}

HEALTHY: dict[str, list[Fact]] = {
    "a caption from Discord, apart from its picture": [
        said("discord", "my *house*", **FILE),
        shown("matrix", "discord", "my *house*", **on_matrix("my *house*", "my <em>house</em>")),
        shown("matrix", "discord", "a.png", **PICTURE),
        shown("telegram", "discord", f"{called('discord')}: my house"),
        shown("telegram", "discord", f"{called('discord')} sent an image: a.png", **PHOTO),
    ],
    "a caption from Discord that changes": [
        said("discord", "my house", **FILE),
        replace(said("discord", "our house", **FILE), kind="edit", target="o"),
        replace(shown("matrix", "discord", "my house"), ref="words"),
        replace(shown("matrix", "discord", "our house"), kind="edit", target="words"),
        shown("matrix", "discord", "a.png", **PICTURE),
        shown("telegram", "discord", f"{called('discord')} sent an image: a.png", **PHOTO),
    ],
    "an emoji among words from Telegram, which has none on Discord": [
        said(
            "telegram",
            "so 🎉 good",
            entities=[{"kind": "messageEntityCustomEmoji", "offset": 3, "length": 2, "document_id": 5}],
        ),
        shown(
            "matrix",
            "telegram",
            "so 🎉 good",
            **on_matrix("so 🎉 good", 'so <img data-mx-emoticon src="mxc://b/1" alt="🎉"/> good'),
        ),
        shown("discord", "telegram", "so  good"),
    ],
    "an emoji alone, which Telegram never sees": [
        said("discord", "<:wave:12>"),
        shown("matrix", "discord", "", **on_matrix("", '<img data-mx-emoticon src="mxc://b/1" alt=":wave:"/>')),
    ],
    "a caption from Matrix, with its picture": [
        said("matrix", "my house", **PICTURE),
        shown("discord", "matrix", "my house", **FILE),
        shown("telegram", "matrix", f"{called('matrix')} sent an image: my house", **PHOTO),
    ],
    "an album from Discord, one by one": [
        said("discord", files=[{"sha256": "a"}, {"sha256": "b"}]),
        *(shown("matrix", "discord", "a.png", **PICTURE) for _ in "ab"),
        *(shown("telegram", "discord", f"{called('discord')} sent an image: a.png", **PHOTO) for _ in "ab"),
    ],
    "a sticker from Discord": [
        said("discord", stickers=[{"id": "5", "name": "wave"}]),
        shown("matrix", "discord", "wave", **on_matrix("wave", url="mxc://b/1")),
        shown("telegram", "discord", "Ada: wave", media={"kind": "sticker", "sha256": "z"}),
    ],
    "a poll from Telegram": [
        said("telegram", **POLL),
        shown("matrix", "telegram", "Poll: where?", **on_matrix("Poll: where?", "<strong>Poll</strong>: where?")),
        shown("discord", "telegram", "**Poll**: where?"),
    ],
    "a poll from Discord, which nobody brings": [said("discord", poll={"question": "where?"})],
    "a place from Telegram": [
        said("telegram", **SPOT),
        shown("matrix", "telegram", "Location: 1.5", **on_matrix("Location: 1.5", msgtype="m.location")),
    ],
    "a place from Matrix": [
        said("matrix", "I am here", **on_matrix("I am here", msgtype="m.location")),
        shown("telegram", "matrix", "I am here", **SPOT),
    ],
    "a forward from Discord": [
        said("discord", forward={"text": "noon"}),
        shown("matrix", "discord", "> noon", **on_matrix("> noon", QUOTED)),
        shown("telegram", "discord", f"{called('discord')}: Forwarded noon"),
    ],
    "a forward from Telegram": [
        said("telegram", "noon", forwarded={"author": "6", "name": ""}),
        shown("matrix", "telegram", "Forwarded from Tom:\n> noon", **on_matrix("Forwarded from Tom:\n> noon", QUOTED)),
        shown("discord", "telegram", "Forwarded\n> noon"),
    ],
    "an answer to a part, from Telegram": [
        said("telegram", "no", quote="is it so"),
        shown("matrix", "telegram", "no", **on_matrix("no", "<blockquote>is it so</blockquote>no")),
        shown("discord", "telegram", "> is it so\nno"),
    ],
}


brought = pytest.mark.parametrize(
    "facts", [pytest.param(facts, id=name) for name, facts in HEALTHY.items() if len(facts) > 1]
)


@pytest.mark.parametrize("facts", HEALTHY.values(), ids=HEALTHY.keys())
def test_healthy_bridges_break_no_law(facts: list[Fact]) -> None:
    """What bridges rightly do with what isn't text alone is found right."""
    assert laws(*facts) == []


@brought
def test_what_never_comes_is_lost(facts: list[Fact]) -> None:
    """Where nothing of it comes to any network, each misses it."""
    missed = {fact.network for fact in facts if fact.cause == "wire"}
    assert laws(facts[0]) == ["lost"] * len(missed)


@brought
def test_what_comes_once_too_often_is_found(facts: list[Fact]) -> None:
    """A copy more than was sent is one too many."""
    (found,) = laws(*facts, replace(facts[-1], ref="again"))
    assert found in ("duplicated", "invented", "echoed")
