"""Files drawn from a seed: the same bytes each time, and pictures that programs can read."""

from __future__ import annotations

import zlib

import pytest

from harness.core.attachment import Attachment, animation, audio, document, picture, size_of, sticker, video, voice
from harness.core.fact import Fact, Network


def test_same_seed_gives_the_same_file() -> None:
    """A seed decides every byte, and another seed other bytes."""
    assert picture(1) == picture(1)
    assert picture(1).sha256 != picture(2).sha256
    assert document(1, 10).sha256 != document(2, 10).sha256


@pytest.mark.parametrize("size", [0, 1, 70_001])
def test_document_has_its_size(size: int) -> None:
    """A document is as long as asked for, down to nothing."""
    assert len(document(1, size).data) == size


def test_picture_is_a_png_of_its_size() -> None:
    """Signature, a header with both lengths, and as many pixels as they say."""
    png = picture(1, width=5, height=3).data
    assert png.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x05\0\0\0\x03")
    start = png.index(b"IDAT") + 4
    assert len(zlib.decompress(png[start : start + int.from_bytes(png[start - 8 : start - 4])])) == 3 * (1 + 3 * 5)
    assert size_of(png) == (5, 3)


_JPEG = b"\xff\xd8" + b"\xff\xdb\0\x04ab" + b"\xff\xc0\0\x08\x08\0\x03\0\x05\0"


def test_jpeg_has_its_size_behind_other_segments() -> None:
    """Height comes before width in a JPEG, and before both whatever it is decoded with."""
    assert size_of(_JPEG) == (5, 3)


@pytest.mark.parametrize("other", [b"", document(1, 64).data, _JPEG[:8], _JPEG[:-4]], ids=len)
def test_what_is_no_picture_has_no_size(other: bytes) -> None:
    """Other bytes, and a JPEG that is cut short, are refused, not read as a size."""
    with pytest.raises(ValueError, match="neither a PNG nor a JPEG"):
        size_of(other)


@pytest.mark.parametrize(
    ("detail", "file"),
    [
        ({}, ""),
        ({"files": []}, ""),
        ({"files": [{"sha256": "ab"}]}, "ab"),
        ({"media": {"sha256": "cd"}}, "cd"),
        ({"stickers": [{"id": "12"}]}, "12"),
        ({"media": {"kind": "location"}}, ""),
        ({"content": {"url": "mxc://a/b"}}, "mxc://a/b"),
        ({"content": {"file": {"url": "mxc://a/c"}}}, "mxc://a/c"),
        ({"content": {"body": "hi"}}, ""),
    ],
)
def test_fact_tells_its_file(detail: dict[str, object], file: str) -> None:
    """Whatever the network calls it, a fact says which file it carries, or that it carries none."""
    assert Fact(0, "matrix", "message", detail=detail).file == file


KINDS = {
    "picture": picture(1),
    "moving picture": animation(1),
    "sticker": sticker(1),
    "voice": voice(1),
    "audio": audio(1),
    "video": video(1),
    "file": document(1, 1),
}


@pytest.mark.parametrize(("kind", "file"), KINDS.items(), ids=KINDS.keys())
def test_file_is_shown_as_what_it_is(kind: str, file: Attachment) -> None:
    """A file's type says what it is shown as, unless it is meant as a sticker or spoken."""
    assert file.kind == kind.rpartition(" ")[2]


def test_animation_is_a_gif_of_two_frames() -> None:
    """Signature, two frames, and an end."""
    gif = animation(1)
    assert (gif.data[:6], gif.data.count(b"\x21\xf9\x04"), gif.data[-1:]) == (b"GIF89a", 2, b";")
    assert gif.moves
    assert not picture(1).moves


@pytest.mark.parametrize(
    ("network", "detail", "kind"),
    [
        ("matrix", {"content": {"body": "hi", "msgtype": "m.text"}}, ""),
        ("matrix", {"content": {"url": "mxc://a/b", "msgtype": "m.image"}}, "picture"),
        ("matrix", {"content": {"url": "mxc://a/b", "msgtype": "m.video"}}, "video"),
        ("matrix", {"content": {"url": "mxc://a/b", "msgtype": "m.audio"}}, "audio"),
        ("matrix", {"content": {"url": "mxc://a/b", "msgtype": "m.audio", "org.matrix.msc3245.voice": {}}}, "voice"),
        ("matrix", {"content": {"url": "mxc://a/b", "body": "wave"}}, "sticker"),
        ("telegram", {"media": {"kind": "photo", "sha256": "a"}}, "picture"),
        ("telegram", {"media": {"kind": "document", "sha256": "a"}}, "file"),
        ("telegram", {"media": {"kind": "sticker", "sha256": "a"}}, "sticker"),
        ("telegram", {"media": {"kind": "location"}}, ""),
        ("discord", {"stickers": [{"id": "1"}]}, "sticker"),
        ("discord", {"files": [{"sha256": "a", "mime": "image/png"}]}, "picture"),
        ("discord", {"files": [{"sha256": "a", "mime": "audio/mpeg"}]}, "audio"),
        ("discord", {"files": [{"sha256": "a", "mime": "audio/ogg", "duration": 3.0}]}, "voice"),
        ("discord", {"files": [{"sha256": "a", "mime": "application/pdf"}]}, "file"),
        ("discord", {"files": [{"sha256": "a"}]}, "file"),
    ],
)
def test_fact_tells_what_its_file_is(network: Network, detail: dict[str, object], kind: str) -> None:
    """Each network says in its own way what a file is shown as."""
    assert Fact(0, network, "message", detail=detail).file_kind == kind
