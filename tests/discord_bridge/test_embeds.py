"""Embeds, forwards and what else a Discord message shows, as the real bridge renders it."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord_bridge import embeds
from fakes.discord_bridge.embeds import Look
from tests.discord_bridge.stage import ALICE, CHANNEL, OTHER, ROOM, Stage

PROXY = "https://media.discordapp.net/external/x/a.png"
GIF_PAGE = "https://gifs.test/cat"


def html(embed: dict[str, Any], *, tables: bool = True) -> str:
    pictures = {PROXY: "mxc://here/1"}
    rendered = embeds.rich_html(embed, lambda text, links: f"{text}{links:d}", pictures.get, tables=tables)
    return rendered.removeprefix('<blockquote class="discord-embed">').removesuffix("</blockquote>")


@pytest.mark.parametrize(
    ("embed", "expected"),
    [
        ({}, ""),
        ({"title": "T"}, '<p class="discord-embed-title"><strong>T0</strong></p>'),
        ({"title": "T", "url": "u?a&b"},
         '<p class="discord-embed-title"><a href="u?a&amp;b"><strong>T0</strong></a></p>'),
        ({"description": "D"}, '<p class="discord-embed-description">D1</p>'),
        ({"author": {"name": "A'<"}}, '<p class="discord-embed-author"><span>A&#39;&lt;</span></p>'),
        ({"author": {"name": "A", "url": "u", "proxy_icon_url": PROXY}},
         '<p class="discord-embed-author"><img data-mx-emoticon height="24" src="mxc://here/1" title="Author icon"'
         ' alt="">&nbsp;<span><a href="u">A</a></span></p>'),
        ({"image": {"proxy_url": PROXY}},
         '<p class="discord-embed-image"><img src="mxc://here/1" alt="" title="Embed image"></p>'),
        ({"footer": {"text": "F"}}, '<p class="discord-embed-footer"><sub><span>F</span></sub></p>'),
        ({"timestamp": "2023-11-14T22:13:20+00:00"},
         '<p class="discord-embed-footer"><sub><time datetime="2023-11-14T22:13:20+00:00">'
         "Tuesday, 14 November 2023 22:13 UTC</time></sub></p>"),
    ],
)  # fmt: skip
def test_each_piece_of_an_embed_is_shown(embed: dict[str, Any], expected: str) -> None:
    """Author, title, description, picture, footer and time each have their form."""
    assert html(embed) == expected


def test_fields_are_tables_of_three() -> None:
    """Fields that may stand in a row do, three at most; without tables each is a paragraph."""
    fields = [{"name": str(n), "value": "v", "inline": n < 4} for n in range(5)]
    assert html({"fields": fields}).count("<table") == 3
    assert html({"fields": fields[:1]}, tables=False) == (
        '<p class="discord-embed-field" x-inline="true"><strong>00</strong><br><span>v1</span></p>'
    )


def test_an_embeds_colour_is_kept() -> None:
    """The bar at an embed's side is its background colour."""
    assert 'background-color="#0000FF"' in html({"title": "T", "color": 255})


@pytest.mark.parametrize(
    ("embed", "look"),
    [
        ({"type": "rich"}, Look.RICH),
        ({"type": "article"}, Look.PREVIEW),
        ({"type": "video", "video": {"url": "x"}}, Look.PREVIEW),
        ({"type": "video", "video": {"proxy_url": "x"}}, Look.VIDEO),
        ({"type": "gifv"}, Look.VIDEO),
        ({"type": "image", "thumbnail": {}}, Look.RICH),
        ({"type": "image", "thumbnail": {"url": "x"}}, Look.PREVIEW),
        ({"type": "poll_result"}, Look.NOT_AT_ALL),
    ],
)
def test_an_embeds_type_decides_its_look(embed: dict[str, Any], look: Look) -> None:
    """Rich embeds are blocks, links are previews, moving pictures are events of their own."""
    assert embeds.look_of(embed) is look


async def shown(stage: Stage, text: str, **more: Any) -> list[dict[str, Any]]:
    stage.cdn.files[PROXY] = b"GIF89a\x03\x00\x04\x00"
    stage.discord_says(1, text, **more)
    await stage.settled()
    return stage.shown()


async def test_a_rich_embed_follows_the_text() -> None:
    """Text and embed are one event, and links in an embed's title stay text."""
    embed = {"type": "rich", "title": "[a](https://b.test)", "description": "**d**", "image": {"proxy_url": PROXY}}
    (content,) = await shown(Stage().bridged(), "look", embeds=[embed])
    assert content["formatted_body"].startswith('look\n<blockquote class="discord-embed">')
    assert "<strong>[a](https://b.test)</strong>" in content["formatted_body"]
    assert '<img src="mxc://here/1"' in content["formatted_body"]


async def test_a_link_has_a_preview() -> None:
    """A link's title, text and picture go along with the event."""
    embed = {"type": "article", "url": "https://a.test", "title": "T", "thumbnail": {"proxy_url": PROXY}}
    (content,) = await shown(Stage().bridged(), "https://a.test", embeds=[embed])
    assert content["com.beeper.linkpreviews"] == [
        {
            "matched_url": "https://a.test", "og:title": "T", "og:image": "mxc://here/1", "og:image:type": "image/gif",
            "matrix:image:size": 10, "og:image:width": 3, "og:image:height": 4,
        }
    ]  # fmt: skip


async def test_a_link_to_a_moving_picture_is_the_picture() -> None:
    """Discord shows no link, so Matrix doesn't either; when the embed comes late, the link becomes the picture."""
    embed = {"type": "gifv", "url": GIF_PAGE, "video": {"proxy_url": PROXY, "width": 5, "height": 6}}
    (content,) = await shown(Stage().bridged(), GIF_PAGE, embeds=[embed])
    assert (content["msgtype"], content["body"], content["info"]["fi.mau.gif"]) == ("m.video", GIF_PAGE, True)
    stage = Stage().bridged()
    await shown(stage, GIF_PAGE)
    stage.gateway("MESSAGE_UPDATE", id="1", channel_id=CHANNEL, guild_id="100", embeds=[embed])
    await stage.settled()
    assert stage.shown()[-1]["m.new_content"]["msgtype"] == "m.video"


async def test_a_forward_is_quoted() -> None:
    """A forward shows what was forwarded, when it was said, and where."""
    snapshot = {"message": {"content": "far **away**", "timestamp": "2023-11-14T22:13:20+00:00"}}
    reference = {"type": 1, "channel_id": OTHER, "message_id": "77"}
    (content,) = await shown(Stage().bridged(), "", message_reference=reference, message_snapshots=[snapshot])
    assert content["formatted_body"] == (
        "<blockquote>\n<p>↷ Forwarded</p>\n<p>far <strong>away</strong></p>\n\n"
        '<p><a href="matrix:roomid/other:here?via=here">#other</a> • 2023-11-14 22:13 UTC</p>\n</blockquote>'
    )


async def test_a_command_says_who_used_it() -> None:
    """A command's answer names who asked, and interactive elements are announced."""
    user = {"id": ALICE, "username": "alice", "global_name": "Alice"}
    (content,) = await shown(Stage().bridged(), "pong", interaction={"name": "ping", "user": user}, components=[{}])
    assert content["body"].startswith("> Alice used /ping")
    assert content["body"].endswith("Use the Discord app to interact with the message.")


@pytest.mark.parametrize("kind", [8, 9, 10, 11, 46])
async def test_what_the_real_bridge_doesnt_show_isnt_shown(kind: int) -> None:
    """Boosts and results of polls have no text, and nothing else to show."""
    assert await shown(Stage().bridged(), "", type=kind, poll={"question": {"text": "?"}}) == []


async def test_joins_are_told() -> None:
    """Who joins the guild is an action of theirs."""
    (content,) = await shown(Stage().bridged(), "", type=7)
    assert (content["msgtype"], content["body"], ROOM) == ("m.emote", "joined the server", "!room:here")
