"""Media by every way that clients send them: what others see, what the witness tells, what is refused."""

from typing import Any

import pytest

from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world.media import dice
from tests.telegram.media_calls import POINT, WEBP, document, edit, photo, refused, send
from tests.telegram.parts import download, png
from tests.telegram.scene import Scene
from tests.telegram.wire import RpcFailure


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_photo_with_its_caption(scene: Scene) -> None:
    """Another sees the picture with its size, its text as a caption, and reads the same bytes."""
    message = send(scene, photo(scene, width=30, height=20), "  look  ")

    shown = message["media"]["photo"]
    assert message["message"] == "look"
    assert [(size["type"], size["w"], size["h"]) for size in shown["sizes"]] == [("s", 30, 20)]
    assert download(scene.bob_client, shown, "s") == png(30, 20)
    told = next(record for record in scene.hub.records if record.kind == "message").detail["media"]
    assert (told["kind"], told["mime"], told["width"], told["height"]) == ("photo", "image/png", 30, 20)
    assert told["size"] == len(png(30, 20))


VIDEO = {"duration": 2.5, "w": 64, "h": 48}


@pytest.mark.parametrize(
    ("kind", "mime", "attributes", "shown", "told"),
    [
        ("document", "text/plain", [], {}, {"name": "f.bin", "size": 4}),
        ("voice", "audio/ogg", [tl("documentAttributeAudio", voice=True, duration=3, waveform=b"w")],
         {"voice": True}, {"duration": 3}),
        ("audio", "audio/mpeg", [tl("documentAttributeAudio", duration=9, title="T", performer="P")],
         {}, {"duration": 9, "title": "T", "performer": "P"}),
        ("video", "video/mp4", [TLObject("documentAttributeVideo", VIDEO)],
         {"video": True}, {"width": 64, "height": 48, "duration": 2.5}),
        ("round_video", "video/mp4", [TLObject("documentAttributeVideo", {**VIDEO, "round_message": True})],
         {"video": True, "round": True}, {"duration": 2.5}),
        ("gif", "video/mp4", [TLObject("documentAttributeVideo", VIDEO), tl("documentAttributeAnimated")],
         {}, {"duration": 2.5}),
        ("sticker", "image/webp",
         [tl("documentAttributeSticker", alt="😀", stickerset=tl("inputStickerSetEmpty"))], {}, {"emoji": "😀"}),
        ("sticker", "application/x-tgsticker",
         [tl("documentAttributeSticker", alt="😀", stickerset=tl("inputStickerSetEmpty"))], {}, {"emoji": "😀"}),
        ("sticker", "video/webm",
         [tl("documentAttributeSticker", alt="😀", stickerset=tl("inputStickerSetEmpty")),
          TLObject("documentAttributeVideo", VIDEO)], {}, {"emoji": "😀", "width": 64}),
    ],
)  # fmt: skip
def test_each_kind_of_document(
    scene: Scene, kind: str, mime: str, attributes: list[TLObject], shown: dict[str, Any], told: dict[str, Any]
) -> None:
    """What a document is follows from its attributes, which others get as they were sent, and its name."""
    media = send(scene, document(scene, b"data", mime, *attributes))["media"]

    assert {flag: media[flag] for flag in ("video", "round", "voice") if flag in media.fields} == shown
    file = media["document"]
    assert (file["mime_type"], file["size"]) == (mime, 4)
    assert file["attributes"] == [*attributes, tl("documentAttributeFilename", file_name="f.bin")]
    assert download(scene.bob_client, file) == b"data"
    record = next(record for record in scene.hub.records if record.kind == "message").detail["media"]
    assert record["kind"] == kind
    assert {word: record[word] for word in told} == told


def test_a_picture_as_a_document_has_its_size(scene: Scene) -> None:
    """A picture's size in pixels is added where the client left it out; so are static stickers' sides."""
    file = send(scene, document(scene, WEBP, "image/webp", force_file=True))["media"]["document"]

    assert tl("documentAttributeImageSize", w=512, h=512) in file["attributes"]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (tl("inputMediaGeoPoint", geo_point=POINT), ("messageMediaGeo", {"latitude": 1.5, "longitude": 2.5})),
        (tl("inputMediaGeoLive", geo_point=POINT, period=60), ("messageMediaGeoLive", {"period": 60})),
        (
            tl("inputMediaVenue", geo_point=POINT, title="T", address="A", provider="p", venue_id="v", venue_type=""),
            ("messageMediaVenue", {"title": "T", "address": "A", "latitude": 1.5}),
        ),
        (
            tl("inputMediaContact", phone_number="+1 555 0100", first_name="B", last_name="", vcard=""),
            ("messageMediaContact", {"phone_number": "+1 555 0100", "first_name": "B"}),
        ),
        (tl("inputMediaDice", emoticon="🎰"), ("messageMediaDice", {"emoticon": "🎰"})),
    ],
)
def test_media_without_files(scene: Scene, sent: TLObject, shown: tuple[str, dict[str, Any]]) -> None:
    """Places, contacts and dice come as others see them, and are told in plain words."""
    name, told = shown

    assert send(scene, sent)["media"].name == name
    record = next(record for record in scene.hub.records if record.kind == "message").detail["media"]
    assert {word: record[word] for word in told} == told


def test_a_contact_is_known_by_the_number(scene: Scene) -> None:
    """The account behind a number comes along."""
    sent = tl("inputMediaContact", phone_number=scene.bob.phone, first_name="B", last_name="", vcard="")

    assert send(scene, sent)["media"]["user_id"] == scene.bob.id


@pytest.mark.parametrize(("emoji", "most"), [("🎲", 6), ("🏀", 5), ("🎰", 64)])
def test_dice_fall_within_their_sides(emoji: str, most: int) -> None:
    """All sides come up, and no other."""
    thrown = {dice(emoji, throw).shown["value"] for throw in range(2000)}  # type: ignore[index]

    assert thrown == set(range(1, most + 1))


@pytest.mark.parametrize(
    ("name", "sent", "caption"),
    [
        ("MEDIA_INVALID", tl("inputMediaEmpty"), ""),
        ("MEDIA_INVALID", tl("inputMediaGeoLive", geo_point=POINT, period=59), ""),
        ("GEO_POINT_INVALID", tl("inputMediaGeoPoint", geo_point=tl("inputGeoPointEmpty")), ""),
        ("GEO_POINT_INVALID", tl("inputMediaGeoPoint", geo_point=tl("inputGeoPoint", lat=91.0, long=0.0)), ""),
        ("MEDIA_INVALID", tl("inputMediaContact", phone_number="", first_name="x", last_name="", vcard=""), ""),
        ("EMOTICON_INVALID", tl("inputMediaDice", emoticon="x"), ""),
        ("MEDIA_CAPTION_TOO_LONG", tl("inputMediaGeoPoint", geo_point=POINT), "x" * 1025),
        ("FILE_PARTS_INVALID", tl("inputMediaUploadedPhoto", file=tl("inputFileBig", id=1, parts=0, name="")), ""),
        ("FILE_PART_0_MISSING", tl("inputMediaUploadedPhoto", file=tl("inputFileBig", id=1, parts=1, name="")), ""),
        (
            "PHOTO_INVALID",
            tl("inputMediaPhoto", id=tl("inputPhoto", id=1, access_hash=2, file_reference=b"")),
            "",
        ),
        (
            "MEDIA_EMPTY",
            tl("inputMediaDocument", id=tl("inputDocument", id=1, access_hash=2, file_reference=b"")),
            "",
        ),
        ("WEBPAGE_URL_INVALID", tl("inputMediaWebPage", url="nowhere"), "text"),
        ("MESSAGE_EMPTY", tl("inputMediaWebPage", url="https://a.example"), ""),
    ],
)
def test_media_that_can_not_be_are_refused(scene: Scene, name: str, sent: TLObject, caption: str) -> None:
    """Each by Telegram's own name."""
    refused(name, scene, sent, caption)


def test_a_caption_of_1024_is_not_too_long(scene: Scene) -> None:
    """The limit counts UTF-16 units."""
    assert send(scene, photo(scene), "x" * 1022 + "😀")["message"].endswith("😀")
    with pytest.raises(RpcFailure, match="MEDIA_CAPTION_TOO_LONG"):
        send(scene, photo(scene), "x" * 1023 + "😀", random_id=6)


def test_captions_and_media_are_edited(scene: Scene) -> None:
    """A caption can become another or empty; a photo can become a document; a text can be given a photo."""
    message = send(scene, photo(scene), "old")

    assert edit(scene, message, message="new")["message"] == "new"
    assert edit(scene, message, message="")["media"].name == "messageMediaPhoto"
    changed = edit(scene, message, media=document(scene, b"x", "a/b"), message="file")
    assert (changed["media"].name, changed["message"]) == ("messageMediaDocument", "file")

    scene.bot_client.call(
        "messages.sendMessage", peer=scene.peer(scene.supergroup, scene.bot), message="text", random_id=6
    )
    text = scene.bob_client.updates()[-1]["message"]
    assert edit(scene, text, media=photo(scene), message="text")["media"].name == "messageMediaPhoto"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("MEDIA_PREV_INVALID", "dice", "photo"),
        ("MEDIA_NEW_INVALID", "photo", "dice"),
        ("MESSAGE_NOT_MODIFIED", "photo", "photo"),
    ],
)
def test_edits_of_media_have_limits(scene: Scene, name: str, old: str, new: str) -> None:
    """What can't be changed stays, and the same file again is no change."""
    kinds = {"dice": tl("inputMediaDice", emoticon="🎲"), "photo": photo(scene)}
    message = send(scene, kinds[old])

    with pytest.raises(RpcFailure) as caught:
        edit(scene, message, media=kinds[new], message="")
    assert caught.value.name == name


def test_a_live_location_moves(scene: Scene) -> None:
    """Its author changes the point; a plain location stays where it is."""
    there = tl("inputMediaGeoLive", geo_point=tl("inputGeoPoint", lat=3.0, long=4.0), period=60)
    live = send(scene, tl("inputMediaGeoLive", geo_point=POINT, period=60))
    fixed = send(scene, tl("inputMediaGeoPoint", geo_point=POINT), random_id=6)

    assert edit(scene, live, media=there, message="")["media"]["geo"]["lat"] == 3.0
    with pytest.raises(RpcFailure, match="MEDIA_PREV_INVALID"):
        edit(scene, fixed, media=there, message="")


def test_a_file_is_sent_again_by_its_reference(scene: Scene) -> None:
    """Bob sends on what he got, without an upload; his own hash names it."""
    got = send(scene, document(scene, b"x", "a/b"))["media"]["document"]
    fields = {field: got[field] for field in ("id", "access_hash", "file_reference")}
    peer = scene.peer(scene.supergroup, scene.bob)

    media = tl("inputMediaDocument", id=TLObject("inputDocument", fields))
    scene.bob_client.call("messages.sendMedia", peer=peer, media=media, message="", random_id=8)

    assert scene.bot_client.updates()[-1]["message"]["media"]["document"]["id"] == got["id"]


def test_scheduled_messages_are_refused_by_name(scene: Scene) -> None:
    """What this fake doesn't do is said."""
    with pytest.raises(RpcFailure, match="SCHEDULE_DATE_INVALID"):
        send(scene, photo(scene), schedule_date=2_000_000_000)
    assert "schedule_date" in scene.last().detail["message"]
