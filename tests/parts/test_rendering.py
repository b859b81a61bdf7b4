"""How the bridges must show what was said, with expected values worked out by hand from their rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.core.fact import Fact, Place
from harness.core.laws import Expected
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
