"""Formatting: bounds in UTF-16 units, trimming, what the server marks by itself, custom emoji and mentions."""

from typing import Any

import pytest

from fakes.control import BadOrderError
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import WorldError
from fakes.telegram.world.entities import from_words, stored
from tests.telegram.scene import Scene, send
from tests.telegram.wire import RpcFailure


def bold(offset: int, length: int) -> TLObject:
    return tl("messageEntityBold", offset=offset, length=length)


def spans(text: str, *entities: TLObject) -> list[tuple[str, str]]:
    """Return each stored entity's kind with the text that it covers."""
    kept, formatting = stored(text, entities)
    units = kept.encode("utf-16-le")
    return [
        (each.name.removeprefix("messageEntity"), units[each["offset"] * 2 :][: each["length"] * 2].decode("utf-16-le"))
        for each in formatting
    ]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("hi", bold(0, 3)),
        ("hi", bold(-1, 1)),
        ("hi", bold(3, 0)),
        ("hi", bold(0, -1)),
        ("😀", bold(1, 1)),
        ("😀", bold(0, 1)),
    ],
)
def test_bounds_are_checked(text: str, entity: TLObject) -> None:
    """Outside the text, or inside a character of two units, there is nothing to format."""
    with pytest.raises(WorldError) as caught:
        stored(text, (entity,))
    assert caught.value.name == "ENTITY_BOUNDS_INVALID"


def test_units_are_utf_16() -> None:
    """An emoji counts twice."""
    assert spans("😀 bold", bold(3, 4)) == [("Bold", "bold")]


def test_formatting_follows_the_trimmed_text() -> None:
    """Space at the ends goes, and with it the part of an entity that covered it."""
    assert stored("  hi  ", (bold(0, 6),)) == ("hi", (bold(0, 2),))
    assert stored("hi  ", (bold(2, 2),)) == ("hi", ())


def test_entities_nest_with_the_outer_first() -> None:
    """They come in order of place."""
    italic = tl("messageEntityItalic", offset=2, length=1)
    quote = tl("messageEntityBlockquote", offset=0, length=4, collapsed=True)

    assert stored("abcd", (italic, bold(0, 2), quote))[1] == (quote, bold(0, 2), italic)


def test_nothing_of_no_length() -> None:
    """An empty entity is left out, and so is what follows the hundredth."""
    assert stored("hi", (bold(0, 0),))[1] == ()
    assert len(stored("hi", (bold(0, 1),) * 101)[1]) == 100


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("go /start now", [("BotCommand", "/start")]),
        ("see https://a.example/x?y=(1).", [("Url", "https://a.example/x?y=(1")]),
        ("see a.example.com, ok", [("Url", "a.example.com")]),
        ("file.txt 1.5 a.b", []),
        ("to bob@a.example now", [("Email", "bob@a.example")]),
        ("hi @alice!", [("Mention", "@alice")]),
        ("@bob", []),
        ("#tag #1 #tág_2", [("Hashtag", "#tag"), ("Hashtag", "#tág_2")]),
        ("$USD $usd", [("Cashtag", "$USD")]),
        ("😀 #tag", [("Hashtag", "#tag")]),
    ],
)
def test_what_the_server_marks(text: str, found: list[tuple[str, str]]) -> None:
    """Commands, links, addresses, names and tags, each by its stretch of text."""
    assert spans(text) == found


@pytest.mark.parametrize("kind", ["code", "pre", "text_url"])
def test_nothing_is_marked_in_code_and_links(kind: str) -> None:
    """What a sender marked as code or as a link is left alone."""
    entity = from_words({"kind": kind, "offset": 0, "length": 9, "url": "https://b.example"})

    assert [each.name for each in stored("a.com #tag", (entity,))[1]] == [entity.name]


@pytest.mark.parametrize(
    ("words", "entity"),
    [
        ({"kind": "pre", "language": "py"}, tl("messageEntityPre", offset=0, length=2, language="py")),
        ({"kind": "blockquote", "collapsed": True}, tl("messageEntityBlockquote", offset=0, length=2, collapsed=True)),
        ({"kind": "spoiler"}, tl("messageEntitySpoiler", offset=0, length=2)),
        ({"kind": "mention_name", "person": "7"}, tl("messageEntityMentionName", offset=0, length=2, user_id=7)),
        ({"kind": "custom_emoji", "emoji": "8"}, tl("messageEntityCustomEmoji", offset=0, length=2, document_id=8)),
        ({"kind": "text_url", "url": "u"}, tl("messageEntityTextUrl", offset=0, length=2, url="u")),
    ],
)
def test_orders_name_entities_in_words(words: dict[str, Any], entity: TLObject) -> None:
    """Each kind with what it needs."""
    assert from_words({**words, "offset": 0, "length": 2}) == entity


def test_an_unknown_kind_is_no_order() -> None:
    """The kinds that there are are told."""
    with pytest.raises(BadOrderError, match="underline"):
        from_words({"kind": "blink", "offset": 0, "length": 1})


def test_a_mention_names_its_person() -> None:
    """A client's input user becomes the account that others see; somebody it doesn't know can't be mentioned."""
    scene = Scene()
    peer, hashes = scene.peer(scene.supergroup, scene.bot), scene.server.views.hashes
    alice = tl("inputUser", user_id=scene.alice.id, access_hash=hashes.of(scene.bot.id, "user", scene.alice.id))
    stranger = tl("inputUser", user_id=scene.alice.id, access_hash=1)

    def mention(user: TLObject) -> list[TLObject]:
        return [tl("inputMessageEntityMentionName", offset=0, length=2, user_id=user)]

    send(scene.bot_client, peer, "hi", entities=mention(alice))
    shown = scene.bob_client.updates()[-1]["message"]["entities"]
    assert shown == [tl("messageEntityMentionName", offset=0, length=2, user_id=scene.alice.id)]
    with pytest.raises(RpcFailure, match="ENTITY_MENTION_USER_INVALID"):
        send(scene.bot_client, peer, "hi", random_id=6, entities=mention(stranger))


def test_custom_emoji_are_known_documents() -> None:
    """An emoji that was made has its document for whoever asks; one that wasn't can't be sent."""
    scene = Scene()
    emoji = scene.world.files.add_emoji("🙂", b"RIFF", "image/webp", 0)
    peer = scene.peer(scene.supergroup, scene.bot)

    def face(file_id: int) -> list[TLObject]:
        return [tl("messageEntityCustomEmoji", offset=0, length=2, document_id=file_id)]

    send(scene.bot_client, peer, "🙂", entities=face(emoji.id))
    assert scene.bob_client.updates()[-1]["message"]["entities"] == face(emoji.id)
    (document,) = scene.bob_client.call("messages.getCustomEmojiDocuments", document_id=[emoji.id, 5])["items"]
    assert (document["id"], document["attributes"][0]["alt"]) == (emoji.id, "🙂")
    with pytest.raises(RpcFailure, match="DOCUMENT_INVALID"):
        send(scene.bot_client, peer, "🙂", random_id=6, entities=face(5))
