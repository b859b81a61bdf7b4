"""What people read in a relayed message: whoever the relay speaks for, their words, and what they answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.core.fact import Fact, Kind, Network, Place
from harness.core.markup import matrix
from harness.parts.rendering import RelayRendering, as_read, relay_sign

CAROL = f"{relay_sign('@discord_1:superbridge.test')} Carol"


def copy(text: str, network: Network = "telegram") -> Fact:
    return Fact(at=0, network=network, kind="message", author="7", author_name="Relay", text=text)


@pytest.mark.parametrize("words", ["hello", "note: the colon", "two\nlines", "", "\nfirst\n\nsecond"])
def test_relayed_words_are_those_of_whom_the_relay_names(words: str) -> None:
    """Sign and name become the author's name; the words stay as they are, colons and lines too."""
    read = as_read(copy(f"{CAROL}: {words}"))
    assert (read.author, read.author_name, read.text) == ("7", CAROL, words)


@pytest.mark.parametrize("user", [f"@person{number}:superbridge.test" for number in range(20)])
def test_every_sign_is_known(user: str) -> None:
    """Whichever sign the bridge picks for somebody, the message is read as theirs."""
    assert as_read(copy(f"{relay_sign(user)} Dave: hi")).text == "hi"


@pytest.mark.parametrize("text", ["hello", "Carol: hello", f"{CAROL} hello", f"say {CAROL}: hello"])
def test_other_words_are_left_alone(text: str) -> None:
    """Only a sign at the very beginning, a name and a colon make a relayed message."""
    assert as_read(copy(text)) == copy(text)


def test_only_telegram_has_prefixes() -> None:
    """The same text elsewhere is nobody else's."""
    assert as_read(copy(f"{CAROL}: hi", "discord")) == copy(f"{CAROL}: hi", "discord")


def test_relay_without_signs_is_known_by_its_account() -> None:
    """The Go bridge's relay writes a bare name; the same words of anybody else are their own."""
    read = as_read(copy("Carol: note: hi"), relay="7")
    assert (read.author_name, read.text) == ("Carol", "note: hi")
    assert as_read(copy("Carol: hi"), relay="8") == copy("Carol: hi")


LINK = "https://discord.com/channels/1/2/3"


def below(description: str) -> Fact:
    return replace(copy("yes", "discord"), detail={"embeds": [{"description": description}]})


def test_line_above_a_relayed_message_is_an_answer() -> None:
    """A webhook's embed that links to a message makes an answer to that message."""
    answer = below(f"**[Replying to]({LINK}) alice**\nwho?")
    assert as_read(answer) == replace(answer, target="3")


@pytest.mark.parametrize("description", ["", "hello", f"see [Replying to]({LINK})", f"**[Forwarded]({LINK})**"])
def test_other_embeds_answer_nothing(description: str) -> None:
    """An embed of another kind leaves the message as it is."""
    assert as_read(below(description)) == below(description)


@pytest.mark.parametrize("kind", ["edit", "delete"])
def test_change_of_an_answer_is_about_the_answer(kind: Kind) -> None:
    """Who changes a relayed answer changes that, and not what it answers."""
    change = replace(below(f"**[Replying to]({LINK}) alice**"), kind=kind, target="4")
    assert as_read(change) == change


@pytest.mark.parametrize("text", ["hi ", " hi", "\nhi\n"])
def test_services_take_white_space_off_the_ends(text: str) -> None:
    """A text with white space around it is promised without it on Discord, and at its end on Telegram."""
    rendering = RelayRendering("superbridge.test", "discord_", "telegram_", "hook", "7")
    said = Fact(at=0, network="matrix", kind="message", author="@dave:superbridge.test", author_name="Dave", text=text)
    on_discord, on_telegram = (rendering(said, Place(network, "1")) for network in ("discord", "telegram"))

    assert on_discord is not None
    assert on_telegram is not None
    assert (on_discord.text, on_discord.author_name) == ("hi", "Dave")
    assert str(on_telegram.text).endswith(f"Dave: {text}".rstrip())


def test_words_behind_a_relays_prefix_are_read_as_they_are_set() -> None:
    """The relay's bold name is no part of the words; what is set of them is told, and they are read bare."""
    prefix = f"{CAROL}: "
    entities = [
        {"kind": "messageEntityBold", "offset": 2, "length": 5},
        {"kind": "messageEntityItalic", "offset": len(prefix.encode("utf-16-le")) // 2, "length": 2},
    ]
    read = as_read(replace(copy(f"{prefix}so\n it is"), detail={"entities": entities}))
    assert (read.author_name, read.text, read.detail["marked"]) == (CAROL, "so it is", (("italic", "so"),))


def test_escapes_are_not_read() -> None:
    """On Discord nobody sees the backslashes before signs that aren't meant as Markdown."""
    assert as_read(copy(r"5\*5", "discord")).text == "5*5"


def test_html_is_read_where_it_sets_something_apart() -> None:
    """On Matrix the HTML's words count if something is set apart in it, and else the body."""
    content = {"format": matrix.HTML, "formatted_body": "a<br/>b"}
    plain = replace(copy("a\nb", "matrix"), detail={"content": content})
    bold = replace(plain, detail={"content": {**content, "formatted_body": "a<br/><b>b</b>"}})

    assert as_read(plain) == plain
    assert (as_read(bold).text, as_read(bold).detail["marked"]) == ("a b", (("bold", "b"),))
