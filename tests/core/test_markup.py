"""How each network's markup is read and written, with expected values worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from harness.core.fact import Fact
from harness.core.markup import discord, matrix, plain, read, telegram
from harness.core.rich import Rich, block, bold, code, italic, link, marked, quote, rich, spoiler, strike

DISCORD = {
    "plain": ("2 * 3 _ 4 ~ 5 | 6 # 7 < 8 ` 9 \\ 10, snake_case", []),
    "bold": ("so **very** good", [("bold", "very")]),
    "underline": ("so __very__ good", [("underline", "very")]),
    "italics, both ways": ("so *very* _very_ good", [("italic", "very"), ("italic", "very")]),
    "struck": ("~~never~~", [("strike", "never")]),
    "spoiler": ("||it was him||", [("spoiler", "it was him")]),
    "escaped": (r"\*not\* \**so\* 5\*5", []),
    "escaped within": (r"**a\*\*b**", [("bold", "a**b")]),
    "code": ("`a_b * **c**`", [("code", "a_b * **c**")]),
    "code with ticks": ("``a ` b``", [("code", "a ` b")]),
    "block": ("see\n```py\na = 1\n\nb = **2**\n```\nend", [("block py", "a = 1\n\nb = **2**")]),
    "block without a language": ("```\nx\n```", [("block", "x")]),
    "quote": ("> one\n> **two**\nthree", [("bold", "two"), ("quote", "one two")]),
    "link": ("[so](https://a.example/b_c) it is", [("link https://a.example/b_c", "so")]),
    "link without a preview": ("[so](<https://a.example>)", [("link https://a.example", "so")]),
    "address": ("see https://a.example/b_c_d*e* now", []),
    "nested": ("**all *or* nothing**", [("bold", "all or nothing"), ("italic", "or")]),
    "emoji": ("<:hi:12> <a:yo:34>", [("emoji", ":hi:"), ("emoji", ":yo:")]),
    "list": ("we need\n- bread\n* wine", [("item", "bread"), ("item", "wine")]),
}


@pytest.mark.parametrize(("text", "shown"), DISCORD.values(), ids=DISCORD.keys())
def test_discord_is_read_as_discord_shows_it(text: str, shown: list[tuple[str, str]]) -> None:
    """Pairs of signs, blocks, quotes, links and tags set words apart; escaped signs, addresses and code do not."""
    got = read("discord", text, {})
    assert sorted(got.marked) == sorted(shown)


def test_discord_names_whom_its_tags_mean() -> None:
    """A tag shows the name that the witness tells, and stands as it is where nobody has one."""
    got = read("discord", "<@1> of <@&2> in <#3> and <@9>", {"names": {"<@1>": "Ada", "<@&2>": "@crew", "<#3>": "#x"}})
    assert got.text == "Ada of @crew in #x and <@9>"
    assert got.marked == (("person 1", "Ada"), ("role 2", "@crew"), ("room 3", "#x"), ("person 9", "<@9>"))


def test_discord_escapes_are_no_words() -> None:
    """What a backslash stands before is shown without it; before a letter it is shown itself."""
    assert read("discord", r"5\*5 \a \\ \_", {}).text == r"5*5 \a \ _"


HTML = {
    "bold": ("so <strong>very</strong> <b>good</b>", [("bold", "good"), ("bold", "very")]),
    "block": (
        '<p>see</p><pre><code class="language-py">a = 1\n\nb = 2\n</code></pre>',
        [("block py", "a = 1\n\nb = 2")],
    ),
    "spoiler": ("<span data-mx-spoiler>him</span>", [("spoiler", "him")]),
    "list": ("we need<ul><li>bread</li>\n<li>wine</li></ul>", [("item", "bread"), ("item", "wine")]),
    "person": ('<a href="https://matrix.to/#/@a:b">Ada</a>', [("person @a:b", "Ada")]),
    "person, encoded": ('<a href="https://matrix.to/#/%40a%3Ab">Ada</a>', [("person @a:b", "Ada")]),
    "room": ('<a href="https://matrix.to/#/!r:b?via=b">#x</a>', [("room !r:b", "#x")]),
    "link": ('<a href="https://a.example">so</a>', [("link https://a.example", "so")]),
    "address": ('<a href="https://a.example">https://a.example</a>', []),
    "emoji": ('<img data-mx-emoticon src="mxc://b/1" alt=":hi:"/>', [("emoji", ":hi:")]),
    "answer": ("<mx-reply><blockquote><b>x</b></blockquote></mx-reply>so", []),
}


@pytest.mark.parametrize(("html", "shown"), HTML.values(), ids=HTML.keys())
def test_matrix_is_read_by_its_html(html: str, shown: list[tuple[str, str]]) -> None:
    """Elements set words apart; the quotation of an answer is none of them."""
    got = read("matrix", "body", {"content": {"format": matrix.HTML, "formatted_body": html}})
    assert sorted(got.marked) == sorted(shown)


def test_matrix_body_counts_without_html() -> None:
    """Without HTML a body is all there is, whatever it looks like."""
    assert read("matrix", "so *very* good", {"content": {}}) == rich("so *very* good")


def test_telegram_counts_in_utf16() -> None:
    """Offsets and lengths are in UTF-16 units; what the server marks by itself sets nothing apart."""
    entities: list[dict[str, Any]] = [
        {"kind": "messageEntityBold", "offset": 3, "length": 4},
        {"kind": "messageEntityPre", "offset": 8, "length": 1, "language": "py"},
        {"kind": "messageEntityUrl", "offset": 0, "length": 2},
    ]
    got = read("telegram", "👍 so👍 x", {"entities": entities})
    assert got.marked == (("bold", "so👍"), ("block py", "x"))


TEXTS = {
    "in-line": rich("a ", bold("b"), " ", italic("c"), " ", strike("d"), " ", code("e_f"), " ", spoiler("g * h")),
    "nested": rich(bold(rich("a ", italic("b"))), " c"),
    "link": rich("a ", link("b c", "https://a.example/d_e?f=g&h=i")),
    "block": rich("a\n", block("b\n  c < d", "py"), "\nd"),
    "quote": rich("a\n", quote("b\nc"), "\nd"),
    "list": rich("a\n- b\n- c"),
    "signs": rich("5*5 _ ", bold("a_b*c|d")),
}


@pytest.mark.parametrize("network", ["discord", "matrix", "telegram"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_is_written_is_read_again(network: str, text: Rich) -> None:
    """What a person of ours writes on a network shows there as it was meant."""
    got = _written(network, text)
    assert (got.words, got.marked) == (text.words, text.marked)


NAMED = {
    "discord": (marked("Ada", "person", "7"), marked(":hi:", "emoji", "hi:12")),
    "matrix": (marked("Ada", "person", "@a:b"), marked(":hi:", "emoji", "mxc://b/1")),
    "telegram": (marked("Ada", "person", "7"), marked("👍", "emoji", "12")),
}


@pytest.mark.parametrize(("network", "people"), NAMED.items(), ids=NAMED.keys())
def test_people_and_emoji_are_named_as_each_network_does(network: str, people: tuple[Rich, ...]) -> None:
    """A mention and an emoji are read as what they were written of."""
    text = rich(*people)
    assert _written(network, text) == text


def _written(network: str, text: Rich) -> Rich:
    if network == "discord":
        return read(network, discord.write(text), {"names": {"<@7>": "Ada"}})
    if network == "matrix":
        content = matrix.write(text)
        return read(network, content["body"], {"content": content})
    words, ordered = telegram.write(text)
    return read(network, words, {"entities": [_witnessed(entity) for entity in ordered]})


def _witnessed(ordered: dict[str, Any]) -> dict[str, Any]:
    """Return an entity as the fake tells it of one that was ordered."""
    names = {"person": "user_id", "emoji": "document_id"}
    kind = "messageEntity" + "".join(part.capitalize() for part in str(ordered["kind"]).split("_"))
    return {names.get(name, name): value for name, value in ordered.items()} | {"kind": kind}


def test_words_are_a_facts_text_without_markup() -> None:
    """A fact's words have every white space as one, and each item's sign as the same."""
    fact = Fact(at=0, network="discord", kind="message", text="we **need**\n\n- bread")
    assert fact.words == "we need • bread"


def test_what_is_left_behind_a_prefix() -> None:
    """Cutting a text leaves the rest as it was set."""
    assert rich("ab", bold("cd"), "ef").after(3) == rich(bold("d"), "ef")


@pytest.mark.parametrize("network", ["discord", "matrix", "telegram"])
def test_plain_words_mean_themselves(network: str) -> None:
    """Whatever looks like markup in plain words is shown as it stands."""
    assert read(network, plain(network, "5*5 is *not* <b>so</b> _"), {}) == rich("5*5 is *not* <b>so</b> _")


def test_a_stretch_is_one_entity_on_telegram() -> None:
    """What is set apart within a stretch that is doesn't cut it in pieces, as clients send it."""
    _, entities = telegram.write(rich("👍", bold(rich("a ", italic("b"), " c"))))
    assert entities == [{"kind": "bold", "offset": 2, "length": 5}, {"kind": "italic", "offset": 4, "length": 1}]
