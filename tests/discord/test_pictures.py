"""What a file is, by its bytes."""

from __future__ import annotations

import pytest

from fakes.discord.pictures import Looks, looks_of
from tests.discord.pictures import gif, jpeg, png, webp


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (png(), Looks("image/png", 3, 2)),
        (png(animated=True), Looks("image/png", 3, 2, True)),
        (gif(), Looks("image/gif", 3, 2)),
        (gif(frames=2), Looks("image/gif", 3, 2, True)),
        (jpeg(), Looks("image/jpeg", 3, 2)),
        (webp(b"VP8 "), Looks("image/webp", 3, 2)),
        (webp(b"VP8L"), Looks("image/webp", 3, 2)),
        (webp(b"VP8X"), Looks("image/webp", 3, 2, True)),
    ],
)
def test_a_pictures_bytes_tell_its_size(data: bytes, looks: Looks) -> None:
    """Type, width, height and motion are read from the bytes, whatever the file is called."""
    assert looks_of(data, "lies.txt") == looks


@pytest.mark.parametrize("data", [png(), gif(), jpeg(), *map(webp, (b"VP8 ", b"VP8L", b"VP8X"))])
def test_a_picture_cut_short_has_no_size(data: bytes) -> None:
    """However early a picture ends, it never breaks the reader, and without its head it has no size."""
    for length in range(len(data)):
        looks_of(data[:length], "x.bin")
    assert looks_of(data[:9], "x.bin").width is None


@pytest.mark.parametrize(
    ("name", "mime"),
    [("a.txt", "text/plain; charset=utf-8"), ("a.ogg", "audio/ogg"), ("a.mp4", "video/mp4"), ("a.nothing", "")],
)
def test_else_the_name_tells(name: str, mime: str) -> None:
    """A file that isn't a picture is what its name says, if that says anything."""
    assert looks_of(b"\0", name).mime == mime
