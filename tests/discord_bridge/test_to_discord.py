"""Matrix → Discord: what a Matrix author wrote, as Discord Markdown."""

from __future__ import annotations

import pytest

from fakes.discord_bridge.html_text import Pill
from fakes.discord_bridge.to_discord import Mentions, markdown, reply_embed


def discord_text(body: str, html: str = "") -> str:
    content = {"msgtype": "m.text", "body": body}
    if html:
        content |= {"format": "org.matrix.custom.html", "formatted_body": html}
    return markdown(content, resolve)


def resolve(pill: Pill) -> str | None:
    return "<@7>" if pill.target == "@discord_7:here" else None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("snake_case", r"snake\_case"),
        ("2 * 3 ~ `4` | <5> #6", r"2 \* 3 \~ \`4\` \| \<5> \#6"),
        ("back\\slash", r"back\\slash"),
        ("see https://here.test/a_b_c, x_y", r"see https://here.test/a_b_c, x\_y"),
        ("(https://here.test/a_b).", r"(https://here.test/a_b)."),
        ("one\n\n  two", "one\n\n  two"),
        ("❤ ok 👍", "❤\ufe0f ok 👍"),
    ],
)
def test_plain_text_is_escaped(body: str, text: str) -> None:
    """What isn't markup on Matrix isn't markup on Discord, and links stay whole."""
    assert discord_text(body) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<strong>b</strong> <em>i</em> <u>u</u> <del>s</del>", "**b** *i* __u__ ~~s~~"),
        ("<code>c_d</code>", "`c_d`"),
        ("<code>a`b</code>", "``a`b``"),
        ('<pre><code class="language-py">x_1 = 2\n</code></pre>', "```py\nx_1 = 2\n```"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br/>two", "one\ntwo"),
        ("<ul><li>a</li><li>b</li></ul>", "* a\n* b"),
        ('<ol start="9"><li>a</li><li>b</li></ol>', "9.  a\n10. b"),
        ("<blockquote>q<br>r</blockquote>after", "> q\n> r\nafter"),
        ("<h2>Title</h2>", "## Title"),
        ("<span data-mx-spoiler>boo</span>", "||boo||"),
        ('<span data-mx-spoiler="film">boo</span>', "(film) ||boo||"),
        ('<a href="https://here.test/a_b">text</a>', "[text](https://here.test/a_b)"),
        ('<a href="mailto:a_b">text</a>', r"text (mailto:a\_b)"),
        ("a &lt;b&gt; &amp; c", r"a \<b> & c"),
        ("<p>unclosed <em>tags", "unclosed *tags*"),
    ],
)
def test_html_becomes_markdown(html: str, text: str) -> None:
    """Matrix HTML is Discord's Markdown for the same thing."""
    assert discord_text("ignored", html) == text


def test_a_pill_becomes_a_mention() -> None:
    """A link to a ghost mentions the person, a link to anybody else is a name."""
    html = '<a href="https://matrix.to/#/@discord_7:here">Al</a> <a href="https://matrix.to/#/@bob:here">Bob</a>'
    assert discord_text("ignored", html) == "<@7> Bob"


def test_an_emote_is_italic() -> None:
    """What /me writes is set apart."""
    assert markdown({"msgtype": "m.emote", "body": "waves"}, resolve) == "_waves_"


def test_a_link_without_a_preview_is_bracketed() -> None:
    """A link whose preview the author removed shows none on Discord."""
    html = '<a href="https://a.test">https://a.test</a>'
    content = {"format": "org.matrix.custom.html", "formatted_body": html, "com.beeper.linkpreviews": []}
    assert markdown(content, resolve) == "<https://a.test>"


def test_everybody_is_pinged_by_nobody() -> None:
    """A relayed message pings only the people it names, unless its author may ping the room."""
    assert Mentions(users=["7"]).payload() == {"parse": [], "users": ["7"], "replied_user": True}
    assert Mentions(everyone=True).payload()["parse"] == ["everyone"]


@pytest.mark.parametrize(
    ("body", "shown"),
    [("short_one", r"short\_one"), ("one\ntwo", "one […]"), ("x" * 80, "x" * 72 + "…"), ("", "")],
)
def test_a_relayed_reply_shows_a_line(body: str, shown: str) -> None:
    """The embed of a reply names whom it answers and shows the beginning of what they said."""
    assert reply_embed("https://d.test/1", "bob", body) == {
        "description": f"**[Replying to](https://d.test/1) bob**\n{shown}"
    }
