"""Files both ways: what they are on the other side, byte for byte, and what is said of those that can't be carried."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from fakes.discord_bridge import cdn, media, pictures
from fakes.discord_bridge.files import Stored
from tests.discord_bridge.stage import ACCOUNT, ADMIN, ALICE, BOB, CHANNEL, ROOM, Stage

GHOST = f"@discord_{ALICE}:here"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 32, 16) + b"rest"
URL = "https://cdn.discordapp.com/attachments/101/5/a.png?ex=1&is=2&hm=3"


def attached(number: int = 5, **more: Any) -> dict[str, Any]:
    return {"id": str(number), "filename": "a.png", "size": 3, "url": URL, "content_type": "image/png", **more}


async def shown(stage: Stage, *attachments: dict[str, Any], text: str = "", **more: Any) -> list[dict[str, Any]]:
    stage.cdn.files.setdefault(URL, PNG)
    stage.discord_says(1, text, attachments=list(attachments), **more)
    await stage.settled()
    return stage.shown()


@pytest.mark.parametrize(
    ("kind", "msgtype"),
    [
        ("image/png", "m.image"), ("video/mp4", "m.video"), ("audio/ogg; codecs=opus", "m.audio"),
        ("application/pdf", "m.file"), ("", "m.file"), ("Image/PNG", "m.image"),
    ],
)  # fmt: skip
def test_a_files_kind_decides_its_msgtype(kind: str, msgtype: str) -> None:
    """What Discord says of a file, and not its name, decides how Matrix shows it."""
    assert media.attachment_content(attached(content_type=kind))["msgtype"] == msgtype


async def test_an_attachment_arrives_whole() -> None:
    """The bytes, name, type, size and measure arrive; the size is the file's, whatever Discord said."""
    stage = Stage().bridged()
    (content,) = await shown(stage, attached(width=64, height=48))
    assert stage.matrix.files[content["url"]] == (PNG, "image/png")
    assert content["info"] == {"mimetype": "image/png", "size": len(PNG), "w": 64, "h": 48}
    assert (content["msgtype"], content["body"], "filename" in content) == ("m.image", "a.png", False)


async def test_a_picture_without_a_measure_is_measured() -> None:
    """Where Discord gives no width and height, the picture's own count."""
    (content,) = await shown(Stage().bridged(), attached())
    assert (content["info"]["w"], content["info"]["h"]) == (32, 16)


async def test_text_and_files_are_events_of_their_own() -> None:
    """The text comes first, then each file; only the first answers and mentions."""
    stage = Stage().bridged()
    stage.discord_says(9, "first")
    mentions = [{"id": "8", "username": "b"}]
    reply = {"message_id": "9", "channel_id": CHANNEL}
    parts = (await shown(stage, attached(5), attached(6), text="look", mentions=mentions, message_reference=reply))[1:]
    assert [part["body"] for part in parts] == ["look", "a.png", "a.png"]
    assert [part["m.mentions"] for part in parts] == [{"user_ids": [ADMIN]}, {}, {}]
    assert ["m.relates_to" in part for part in parts] == [True, False, False]


async def test_a_description_is_a_caption() -> None:
    """A file's description is its body, and its name stands beside it (MSC2530)."""
    (content,) = await shown(Stage().bridged(), attached(description="my cat"))
    assert (content["body"], content["filename"]) == ("my cat", "a.png")


async def test_a_voice_message_says_so() -> None:
    """A recording with a waveform is a voice message of so many milliseconds (MSC3245)."""
    voice = attached(filename="voice-message.ogg", content_type="audio/ogg", waveform="AA==", duration_secs=1.25)
    (content,) = await shown(Stage().bridged(), voice)
    assert content["org.matrix.msc1767.audio"] == {"duration": 1250}
    assert content["org.matrix.msc3245.voice"] == {}
    assert "org.matrix.msc3245.voice" not in media.attachment_content(attached(content_type="audio/ogg"))


async def test_a_spoiler_is_marked() -> None:
    """A file that Discord hides is marked as hidden (MSC4193)."""
    (content,) = await shown(Stage().bridged(), attached(filename="SPOILER_a.png"))
    assert content[media.SPOILER] is True


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"x" * 1001, "attachment too large (1001 > 1000)"), (None, f"unexpected status 404 downloading {URL}: ")],
)
async def test_what_cant_be_carried_is_said(data: bytes | None, why: str) -> None:
    """A file that is too large or gone is replaced by a notice of its author's ghost."""
    stage = Stage().bridged()
    stage.cdn.files = {URL: data} if data else {"elsewhere": b""}
    stage.discord_says(1, "", attachments=[attached()])
    await stage.settled()
    assert stage.shown()[0]["body"] == f"Failed to bridge media: {why}"
    assert stage.matrix.said() == [(GHOST, f"Failed to bridge media: {why}")]


async def test_a_file_is_fetched_once() -> None:
    """The same address, twice at once, is carried once."""
    stage = Stage().bridged()
    await shown(stage, attached(5), attached(6))
    assert stage.cdn.fetched == [URL]


async def test_an_edit_can_take_a_file_away() -> None:
    """The file that an edit dropped is redacted, the other stays."""
    stage = Stage().bridged()
    await shown(stage, attached(5), attached(6), text="two")
    edited = "2026-01-01T00:00:00+00:00"
    stage.discord_says(1, "one", kind="UPDATE", attachments=[attached(6)], edited_timestamp=edited)
    await stage.settled()
    gone = [key for key, event in stage.matrix.events.items() if key in stage.matrix.redactions]
    assert [stage.matrix.events[key]["content"]["body"] for key in gone] == ["a.png"]
    assert stage.shown()[-1]["body"] == "* one"


async def test_a_deletion_takes_every_part() -> None:
    """Text and files go together."""
    stage = Stage().bridged()
    await shown(stage, attached(5), attached(6), text="two")
    stage.gateway("MESSAGE_DELETE", id="1", channel_id=CHANNEL)
    await stage.settled()
    assert len(stage.matrix.redactions) == 3


@pytest.mark.parametrize(
    ("kind", "url", "mime"),
    [(cdn.PNG, "1.png", "image/png"), (cdn.APNG, "1.png", "image/apng"), (cdn.GIF, "1.gif", "image/gif")],
)
async def test_a_sticker_is_a_sticker(kind: int, url: str, mime: str) -> None:
    """A sticker is carried by its format and shown at most 160 pixels wide."""
    stage = Stage().bridged()
    stage.cdn.files[f"{cdn.CDN}/stickers/{url}"] = PNG
    stage.discord_says(1, "", sticker_items=[{"id": "1", "name": "wave", "format_type": kind}])
    await stage.settled()
    (content,) = stage.shown("m.sticker")
    assert (content["body"], content["info"]["mimetype"], "msgtype" in content) == ("wave", mime, False)
    assert stage.matrix.files[content["url"]] == (PNG, mime)


def test_a_vector_sticker_has_no_file() -> None:
    """The real bridge shows it by its name alone, at 160 pixels."""
    content = media.sticker_measured(media.sticker_content({"id": "1", "name": "wave", "format_type": cdn.LOTTIE}))
    assert content == {"body": "wave", "info": {"mimetype": "application/json", "w": 160, "h": 160}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((320, 320), (160, 160)), ((640, 320), (160, 80)), ((320, 640), (80, 160)), ((32, 16), (32, 16)),
        ((0, 0), (160, 160)),
    ],
)  # fmt: skip
def test_stickers_are_scaled(before: tuple[int, int], after: tuple[int, int]) -> None:
    """Large stickers shrink to 160 pixels, small ones stay."""
    stored = Stored("mxc://here/1", "image/png", 1, *before)
    shown = media.sticker_measured(media.stored_content(media.sticker_content({"format_type": 1}), stored))
    assert (shown["info"]["w"], shown["info"]["h"]) == after


async def sent(stage: Stage, content: dict[str, Any], *, kind: str = "m.room.message") -> Stage:
    stage.matrix.files["mxc://here/cat"] = (PNG, "image/png")
    await stage.matrix_sends(1, {"url": "mxc://here/cat", "info": {"mimetype": "image/png"}, **content}, kind=kind)
    await stage.settled()
    return stage


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        ({"body": "cat.png"}, "cat.png", ""),
        ({"body": "my_cat", "filename": "cat.png"}, "cat.png", r"my\_cat"),
        ({"body": "cat.png", "filename": "cat.png"}, "cat.png", ""),
        ({"body": "cat.png", media.SPOILER: True}, "SPOILER_cat.png", ""),
    ],
)
async def test_a_matrix_file_is_relayed(content: dict[str, Any], name: str, text: str) -> None:
    """The webhook posts the bytes under the file's name; a body that isn't the name is the text."""
    stage = await sent(Stage().bridged(), {"msgtype": "m.image", **content})
    (upload,) = stage.discord.uploads
    assert (upload.name, upload.data, upload.kind) == (name, PNG, "image/png")
    assert [posted for _, _, posted in stage.discord.posts] == [text]


async def test_a_matrix_sticker_is_a_picture() -> None:
    """Discord has no sticker for it: a picture named after its kind."""
    stage = await sent(Stage().bridged(), {"body": "wave"}, kind="m.sticker")
    assert [(upload.name, upload.description) for upload in stage.discord.uploads] == [("sticker.png", "wave")]


async def test_a_relayed_file_can_be_taken_back() -> None:
    """What was posted with a file is found again when its event is redacted."""
    stage = await sent(Stage().bridged(), {"msgtype": "m.file", "body": "cat.png"})
    redaction = {"type": "m.room.redaction", "event_id": "$r", "room_id": ROOM, "sender": BOB}
    await stage.listener.take({**redaction, "content": {"redacts": "$m1"}})
    await stage.settled()
    assert stage.discord.changes == [("delete", "1001", "")]


@pytest.mark.parametrize(
    ("content", "notice"),
    [
        ({"msgtype": "m.location", "body": "x"}, '⚠ Your message was not bridged: unknown msgtype "m.location"'),
        ({"msgtype": "m.file", "body": "x", "url": "mxc://no/where"},
         "⚠ Your message may not have been bridged: HTTP 404: M_NOT_FOUND"),
    ],
)  # fmt: skip
async def test_the_room_is_told_what_wasnt_carried(content: dict[str, Any], notice: str) -> None:
    """A kind that isn't carried, or a file that can't be fetched, is answered in the room."""
    stage = await sent(Stage().bridged(), content)
    assert [shown["body"] for shown in stage.shown()] == [notice]
    assert stage.discord.posts == []


async def test_an_emoji_is_a_picture_in_the_text() -> None:
    """A custom emoji is an inline picture, an animated one says so, and one that can't be had stays as written."""
    stage = Stage().bridged()
    stage.cdn.files |= {cdn.emoji("3", animated=False): PNG, cdn.emoji("4", animated=True): b"GIF89a"}
    stage.discord_says(1, "<:blob:3><a:dance:4><:gone:5>")
    await stage.settled()
    (content,) = stage.shown()
    first, second, third = content["formatted_body"].replace("/>", "/>\n").split("\n")
    assert first.startswith('<img data-mx-emoticon src="mxc://here/')
    assert first.endswith('alt=":blob:" title=":blob:" height="32"/>')
    assert "data-mau-animated-emoji" in second
    assert third == "<:gone:5>"
    assert content["body"] == "<:gone:5>"


async def test_custom_reactions_go_both_ways() -> None:
    """On Matrix a custom emoji is its picture's address with a shortcode; that address is the emoji on Discord."""
    stage = Stage().bridged()
    stage.cdn.files[cdn.emoji("3", animated=False)] = PNG
    stage.discord_says(1, "hi")
    emoji = {"id": "3", "name": "blob"}
    stage.gateway("MESSAGE_REACTION_ADD", message_id="1", channel_id=CHANNEL, user_id=ALICE, emoji=emoji)
    await stage.settled()
    (content,) = stage.shown("m.reaction")
    key = content["m.relates_to"]["key"]
    assert content["fi.mau.discord.reaction"] == {"id": "3", "name": "blob", "mxc": key}
    assert content["com.beeper.reaction.shortcode"] == ":blob:"
    relation = {"rel_type": "m.annotation", "event_id": "$1", "key": key}
    reaction = {"type": "m.reaction", "event_id": "$r", "room_id": ROOM, "sender": ADMIN}
    await stage.listener.take({**reaction, "content": {"m.relates_to": relation}})
    await stage.settled()
    assert ("REACT", f"{CHANNEL}/1/blob:3") in stage.discord.calls
    assert stage.bridge.user(ADMIN).discord_id == ACCOUNT


@pytest.mark.parametrize(
    ("data", "kind", "size"),
    [
        (PNG, "image/png", (32, 16)),
        (b"GIF89a" + struct.pack("<HH", 3, 4), "image/gif", (3, 4)),
        (b"\xff\xd8\xff\xe0\x00\x04xx\xff\xc0\x00\x0b\x08\x00\x05\x00\x06\x00\x00\x00", "image/jpeg", (6, 5)),
        (b"RIFF0000WEBPVP8X" + bytes(8) + b"\x07\0\0\x08\0\0", "image/webp", (8, 9)),
        (b"\0\0\0\x18ftypmp42", "video/mp4", (0, 0)),
        (b"hello", "text/plain; charset=utf-8", (0, 0)),
        (b"\x00\xff", "application/octet-stream", (0, 0)),
        (b"\x89PNG\r\n\x1a\n", "image/png", (0, 0)),
    ],
)
def test_bytes_tell_what_they_are(data: bytes, kind: str, size: tuple[int, int]) -> None:
    """A file's kind and a picture's size come from its own bytes, and a broken one has none."""
    assert (pictures.media_type(data), pictures.size(data)) == (kind, size)
