"""How the bridges must show what was said, with expected values worked out by hand from their rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.core.fact import Fact, Network, Place
from harness.core.laws import Expected
from harness.core.markup import matrix
from harness.parts.rendering import RelayRendering, discord_escaped, relay_sign, through_html

ESCAPED = {
    "nothing to escape": ("hello over there!", "hello over there!"),
    "every sign": ("\\ _ * ~ ` | < #", r"\\ \_ \* \~ \` \| \< \#"),
    "signs that aren't Markdown's": ("> - + ( ) [ ] ! @", "> - + ( ) [ ] ! @"),
    "a pair": ("*loud*", r"\*loud\*"),
    "a link alone": ("https://a.example/b_c*d", "https://a.example/b_c*d"),
    "a link among words": ("a_b http://a.example/c_d e_f", r"a\_b http://a.example/c_d e\_f"),
    "a link before a full stop": ("http://a.example/b_c._", r"http://a.example/b_c._"),
    "a link in brackets": ("(http://a.example/b_c) _", r"(http://a.example/b_c) \_"),
    "a link ends with the <": ("http://a.example/b<_", r"http://a.example/b<\_"),
    "a link at a line's end": ("http://a.example/b\nc_d e_f", "http://a.example/b\nc_d e\\_f"),
    "two links": ("http://a.example/_ _ http://b.example/_", r"http://a.example/_ \_ http://b.example/_"),
    "no link": ("ftp://a.example/b_c", r"ftp://a.example/b\_c"),
}


@pytest.mark.parametrize(("text", "escaped"), ESCAPED.values(), ids=ESCAPED.keys())
def test_discord_shows_matrix_text_as_it_is(text: str, escaped: str) -> None:
    """A backslash stands before each sign that Discord would take for Markdown, but not within a link."""
    assert discord_escaped(text) == escaped


RELAYED = {
    "a line": ("one", "one"),
    "two lines": ("one\ntwo", "one\n two"),
    "two paragraphs": ("one\n\ntwo", "\none\n\ntwo"),
    "paragraphs far apart, with lines": ("one\n\n\n\ntwo\nthree", "\none\n\ntwo\n three"),
}


@pytest.mark.parametrize(("text", "relayed"), RELAYED.values(), ids=RELAYED.keys())
def test_lines_survive_two_bridges(text: str, relayed: str) -> None:
    """A line keeps a space before it; the first of several paragraphs begins below the author's name."""
    assert through_html(text) == relayed


def test_go_bridge_writes_no_space_after_a_line_break() -> None:
    """Where the Python bridge leaves a space behind a line break, the Go bridge leaves nothing."""
    assert through_html("one\ntwo\n\nthree", "") == "\none\ntwo\n\nthree"


SIGNS = {
    "": "🟦",  # 0
    "@a:b": "🟣",  # ((64 * 31 + 97) * 31 + 58) * 31 + 98 = 2001737 = 8 * 250217 + 1
    "zzzzzy": "🟣",  # 3609181631, as a signed number -685785665, and 685785665 = 8 * 85723208 + 1
    "zzzzzya": "🟩",  # 3609181631 * 31 + 97 = 26 * 2**32 + 215480962, and 215480962 = 8 * 26935120 + 2
}


@pytest.mark.parametrize(("user_id", "sign"), SIGNS.items())
def test_a_relayed_person_has_a_sign(user_id: str, sign: str) -> None:
    """The sign follows from the Matrix id, as a signed 32-bit hash without its sign, modulo the eight signs."""
    assert relay_sign(user_id) == sign


RENDERING = RelayRendering("x.test", "discord_", "telegram_", "900", "800")
MATRIX, DISCORD, TELEGRAM = Place("matrix", "!r"), Place("discord", "1"), Place("telegram", "2")
SAID = Fact(at=1.0, network="matrix", kind="message", author="@a:b", author_name="Ada", text="5*5 \n")


def test_matrix_words_are_relayed_by_name() -> None:
    """On Discord a webhook bears the person's name; on Telegram the bot's text begins with sign and name."""
    assert RENDERING(SAID, DISCORD) == Expected(r"5\*5", "900", "Ada")
    assert RENDERING(SAID, TELEGRAM) == Expected("🟣 Ada: 5*5", "800")


def test_ghosts_speak_for_people_of_other_networks() -> None:
    """On Matrix a ghost speaks, whose id is made of the person's; Telegram's bears the network in its name."""
    discord = replace(SAID, network="discord", author="7", text="hi")
    telegram = replace(SAID, network="telegram", author="7", text="hi")

    assert RENDERING(discord, MATRIX) == Expected("hi", "@discord_7:x.test", "Ada")
    assert RENDERING(telegram, MATRIX) == Expected("hi", "@telegram_7:x.test", "Ada (Telegram)")
    assert RENDERING(telegram, DISCORD) == Expected("hi", "900", "Ada (Telegram)")


def test_nothing_is_expected_of_what_bridges_do_not_promise() -> None:
    """A reaction is owed to Matrix alone, and a notice of the harness's own to nobody."""
    reaction = replace(SAID, network="discord", kind="reaction", author="7", text="👍")

    assert RENDERING(reaction, MATRIX) == Expected("👍", "@discord_7:x.test", "Ada")
    assert RENDERING(reaction, TELEGRAM) is None
    assert RENDERING(replace(SAID, kind="typing"), DISCORD) is None


SET: dict[Network, tuple[str, dict[str, Any]]] = {
    "discord": ("5*5 is **so** `a_b`", {}),
    "matrix": ("body", {"content": {"format": matrix.HTML, "formatted_body": "5*5 is <b>so</b> <code>a_b</code>"}}),
    "telegram": ("5*5 is so a_b", {"entities": [{"kind": "messageEntityBold", "offset": 7, "length": 2}]}),
}


@pytest.mark.parametrize("network", SET)
def test_bare_words_are_promised_of_what_is_set_apart(network: Network) -> None:
    """Whichever way parts of a text are set, its words are what everybody must read."""
    text, detail = SET[network]
    said = replace(SAID, network=network, author="7", text=text, detail=detail)

    texts = {one.network: RENDERING(said, one) for one in (MATRIX, DISCORD, TELEGRAM) if one.network != network}

    for there, promised in texts.items():
        assert promised is not None
        escaped = r"5\*5 is so a\_b" if there == "discord" else "5*5 is so a_b"
        assert str(promised.text).endswith(escaped)


FREE: dict[str, tuple[Network, dict[str, Any], dict[Network, bool]]] = {
    "a poll of Telegram's": ("telegram", {"media": {"kind": "poll"}}, {"matrix": True, "discord": True}),
    "a poll of Discord's": ("discord", {"poll": {"question": "who?"}}, {"matrix": False, "telegram": False}),
    "a poll of Matrix's": (
        "matrix",
        {"content": {"org.matrix.msc3381.poll.start": {}}},
        {"discord": False, "telegram": False},
    ),
    "a place on Telegram": ("telegram", {"media": {"latitude": 1.0}}, {"matrix": True, "discord": False}),
    "a place on Matrix": ("matrix", {"content": {"msgtype": "m.location"}}, {"discord": False, "telegram": True}),
    "a forward on Discord": ("discord", {"forward": {"text": "hi"}}, {"matrix": True, "telegram": True}),
    "a forward on Telegram": ("telegram", {"forwarded": {"name": "Ada"}}, {"matrix": True, "discord": True}),
}


@pytest.mark.parametrize(("network", "detail", "brought"), FREE.values(), ids=FREE.keys())
def test_what_is_no_text_is_worded_freely(
    network: Network, detail: dict[str, Any], brought: dict[Network, bool]
) -> None:
    """Of polls, places and forwards it is promised who brings them, as far as they are brought, and no words."""
    said = replace(SAID, network=network, author="7", text="", detail=detail)

    promised = {there: RENDERING(said, Place(there, "1")) for there in brought}

    assert {there: one is not None for there, one in promised.items()} == brought
    assert all(one.text is None and one.author for one in promised.values() if one)


def test_captions_and_albums_may_come_in_pieces() -> None:
    """Beside a file its caption may stand by itself, and each of an album's other files."""
    files = [{"sha256": "a"}, {"sha256": "b"}]
    said = replace(SAID, network="discord", author="7", text="5*5", detail={"files": files})

    promised = RENDERING(said, MATRIX)

    ghost = ("@discord_7:x.test", "Ada")
    pieces = (Expected("5*5", *ghost), Expected(None, *ghost, file=True))
    assert promised == Expected(None, *ghost, file=True, pieces=pieces)


def test_quoted_part_stands_above_its_answer() -> None:
    """What is answered on Telegram as a part is read before the answer."""
    said = replace(SAID, network="telegram", author="7", text="no", detail={"quote": "is it so"})

    promised = RENDERING(said, MATRIX)

    assert promised is not None
    assert promised.text == "is it so no"


@pytest.mark.parametrize(("signs", "words"), [(True, "ask Grace soon"), (False, "ask Grace (Telegram) soon")])
def test_go_bridge_mentions_people_by_their_ghosts_names(*, signs: bool, words: str) -> None:
    """Whom Telegram's people mention, the Go bridge names as their ghost is named, and the Python one as they did."""
    entity = {"kind": "MentionName", "offset": 4, "length": 5, "user_id": 9}
    said = replace(SAID, network="telegram", author="7", text="ask Grace soon", detail={"entities": [entity]})

    promised = replace(RENDERING, signs=signs)(said, MATRIX)

    assert promised is not None
    assert promised.text == words


def test_everybody_on_discord_is_the_room_elsewhere() -> None:
    """Both of Discord's words for everybody are Matrix's one."""
    said = replace(SAID, network="discord", author="7", text="@everyone and @here, but not @everybody")
    assert RENDERING(said, MATRIX) == Expected("@room and @room, but not @everybody", "@discord_7:x.test", "Ada")
