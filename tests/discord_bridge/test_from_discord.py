"""Discord → Matrix: Discord's Markdown as HTML and plain text."""

from __future__ import annotations

import pytest

from fakes.discord_bridge.emoji import with_selectors
from fakes.discord_bridge.from_discord import message_content, to_html
from fakes.discord_bridge.html_text import plain_body
from fakes.discord_bridge.notice import content as notice
from tests.discord_bridge.stage import Stage


def html_of(text: str) -> str:
    return to_html(text, lambda tag: f"[{tag[1]}{tag[2]}]")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("hi", "hi"),
        ("**b** *i* _i_ ***both***", "<strong>b</strong> <em>i</em> <em>i</em> <em><strong>both</strong></em>"),
        ("__u__ ~~s~~ ||p||", "<u>u</u> <del>s</del> <span data-mx-spoiler>p</span>"),
        ("snake_case a*b", "snake_case a*b"),
        (r"\*no\* \_no\_", "*no* _no_"),
        ("`a*b*` ``c`d``", "<code>a*b*</code> <code>c`d</code>"),
        ('<b>x</b> & "q"', "&lt;b&gt;x&lt;/b&gt; &amp; &quot;q&quot;"),
        ("one\ntwo", "one<br>\ntwo"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("# Title\ntext", "<h1>Title</h1>\n<p>text</p>"),
        ("> q\nlazy\n\nafter", "<blockquote>\n<p>q<br>\nlazy</p>\n</blockquote>\n<p>after</p>"),
        ("```py\nx < 1\n```", '<pre><code class="language-py">x &lt; 1\n</code></pre>'),
        ("[text](https://a.test/?b=1&c)", '<a href="https://a.test/?b=1&amp;c">text</a>'),
        ("<https://a.test>", '<a href="https://a.test">https://a.test</a>'),
        ("1. one\n- two", "1. one<br>\n- two"),
        ("<@7> <#8> <@&9>", "[@7] [#8] [@&9]"),
        ("@everyone", '<span class="discord-mention-everyone">@room</span>'),
        ("日本**太字**です", "日本<strong>太字</strong>です"),
        ("", ""),
        ("*", "*"),
        ("[a](b", "[a](b"),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    """Discord's markup is the same markup in HTML; what isn't its markup is text."""
    assert html_of(text) == html


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("hello from **discord**", "hello from **discord**"),
        ("__u__ *i*", "u _i_"),
        ("||p||", "||p||"),
        ("a\n\nb", "a\n\nb"),
        ("> q", "> q"),
        ("[text](https://a.test)", "[text](https://a.test)"),
    ],
)
def test_the_plain_body_says_the_same(text: str, body: str) -> None:
    """Clients without HTML see the message as text."""
    assert message_content(html_of(text))["body"] == body


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("matrix:u/bob:here?via=here", "name"),
        ("matrix:roomid/room:here", "name (https://matrix.to/#/!room:here)"),
        ("matrix:roomid/room:here/e/said?via=here", "https://matrix.to/#/!room:here/$said"),
        ("matrix:r/lounge:here", "#lounge:here"),
        ("matrix:odd/thing", "[name](matrix:odd/thing)"),
    ],
)
def test_matrix_addresses_are_pills(address: str, shown: str) -> None:
    """What is named by a ``matrix:`` address reads as when it is named by a matrix.to link."""
    assert plain_body(f'<a href="{address}">name</a>') == shown


async def test_a_stranger_who_is_mentioned_has_a_name() -> None:
    """Whom nobody has seen yet is named by what the message itself says of them."""
    stage = Stage().bridged()
    stage.discord_says(1, "hi <@17>", mentions=[{"id": "17", "username": "carol", "global_name": "Carol"}])
    await stage.settled()
    assert stage.shown()[0]["body"] == "hi Carol"


def test_plain_text_has_no_html() -> None:
    """A message without markup is an ordinary text event."""
    assert message_content(html_of("hi")) == {"msgtype": "m.text", "body": "hi"}


def test_a_notice_keeps_its_lists() -> None:
    """The bot's lists and code are shown as such."""
    shown = notice("Modes:\n* `a` one\n* **b** two")
    assert shown["formatted_body"] == (
        "<p>Modes:</p>\n<ul>\n<li><code>a</code> one</li>\n<li><strong>b</strong> two</li>\n</ul>"
    )
    assert shown["msgtype"] == "m.notice"


@pytest.mark.parametrize(("emoji", "key"), [("👍", "👍\ufe0f"), ("❤", "❤\ufe0f"), ("🔥", "🔥"), ("👍🏽", "👍🏽")])
def test_reactions_have_their_selector(emoji: str, key: str) -> None:
    """A reaction's key has a variation selector where Unicode allows one, and not before a skin tone."""
    assert with_selectors(emoji) == key
