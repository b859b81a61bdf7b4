"""Parts, pictures and stored files: Telegram's rules for them, and that bytes stay what they were."""

import resource
from collections.abc import Callable
from hashlib import sha256
from random import Random

import pytest

from fakes.telegram.world import WorldError
from fakes.telegram.world.blobs import Blobs
from fakes.telegram.world.files import Files
from fakes.telegram.world.pictures import Picture, picture_of
from fakes.telegram.world.uploads import Uploads
from tests.telegram.parts import PART, download, jpeg_head, location, png, upload
from tests.telegram.scene import Scene
from tests.telegram.wire import RpcFailure

ME = 7
MEBI = 1024 * 1024


@pytest.fixture
def uploads() -> Uploads:
    return Uploads(Blobs())


@pytest.fixture(scope="module")
def ready() -> Scene:
    return Scene()


def refused(name: str, act: Callable[[], object]) -> None:
    with pytest.raises((WorldError, RpcFailure)) as caught:
        act()
    assert getattr(caught.value, "name", "") == name


def test_parts_in_any_order_make_the_file() -> None:
    """The last part, shorter, may come first; a part that comes again replaces the first."""
    blobs = Blobs()
    uploads, data = Uploads(blobs), Random(1).randbytes(2 * PART + 5)
    for part in (2, 0, 1):
        uploads.save(ME, 1, part, data[part * PART : (part + 1) * PART])
    uploads.save(ME, 1, 2, data[2 * PART :])

    blob = uploads.finish(ME, 1, 3)

    assert (blob.size, blob.sha256) == (len(data), sha256(data).hexdigest())
    assert blobs.read(blob, PART - 1, 2) == data[PART - 1 : PART + 1]
    assert blobs.read(blob, len(data)) == b""


@pytest.mark.parametrize(
    ("name", "part", "length", "total"),
    [
        ("FILE_PART_INVALID", -1, 1024, None),
        ("FILE_PART_INVALID", 4000, 1024, None),
        ("FILE_PART_EMPTY", 0, 0, None),
        ("FILE_PART_TOO_BIG", 0, 512 * 1024 + 1, None),
        ("FILE_PARTS_INVALID", 0, 1024, 0),
        ("FILE_PARTS_INVALID", 0, 1024, 4001),
        ("FILE_PART_INVALID", 2, 1024, 2),
        ("FILE_PART_SIZE_INVALID", 0, 1000, 2),
        ("FILE_PART_SIZE_INVALID", 0, 3 * 1024, 2),
    ],
)
def test_parts_that_can_not_be_are_refused(
    uploads: Uploads, name: str, part: int, length: int, total: int | None
) -> None:
    """Numbers from 0 to 3999; 1 byte to 512 KiB; but for the last one whole KiB that divide 512 KiB."""
    refused(name, lambda: uploads.save(ME, 1, part, bytes(length), total))


def test_a_big_files_parts_agree(uploads: Uploads) -> None:
    """All say the same total, and all but the last have one size."""
    uploads.save(ME, 1, 0, bytes(2048), 3)

    refused("FILE_PARTS_INVALID", lambda: uploads.save(ME, 1, 1, bytes(2048), 4))
    refused("FILE_PART_SIZE_CHANGED", lambda: uploads.save(ME, 1, 1, bytes(1024), 3))
    uploads.save(ME, 1, 2, bytes(7), 3)


@pytest.mark.parametrize(
    ("name", "lengths", "parts"),
    [
        ("FILE_PARTS_INVALID", [1], 0),
        ("FILE_PARTS_INVALID", [1], 4001),
        ("FILE_PART_0_MISSING", [], 1),
        ("FILE_PART_1_MISSING", [1024], 2),
        ("FILE_PART_SIZE_INVALID", [1000, 5], 2),
        ("FILE_PART_SIZE_CHANGED", [1024, 2048], 2),
        ("FILE_PART_SIZE_CHANGED", [2048, 1024, 5], 3),
    ],
)
def test_files_that_do_not_add_up_are_refused(uploads: Uploads, name: str, lengths: list[int], parts: int) -> None:
    """What can't be told from one part is told when the file is used."""
    for number, length in enumerate(lengths):
        uploads.save(ME, 1, number, bytes(length))

    refused(name, lambda: uploads.finish(ME, 1, parts))


def test_a_wrong_checksum_is_refused(uploads: Uploads) -> None:
    """A small file's MD5 is checked where the client says it."""
    uploads.save(ME, 1, 0, b"x")

    refused("MD5_CHECKSUM_INVALID", lambda: uploads.finish(ME, 1, 1, "0" * 32))
    assert uploads.finish(ME, 1, 1, "9dd4e461268c8034f5c8564e155c67a6").size == 1


def test_uploads_are_their_owners(uploads: Uploads) -> None:
    """The same file id of another account is another upload."""
    uploads.save(ME, 1, 0, b"x")

    refused("FILE_PART_0_MISSING", lambda: uploads.finish(ME + 1, 1, 1))


def test_equal_files_are_kept_once() -> None:
    """A blob is found by its hash, however it was cut."""
    blobs = Blobs()

    assert blobs.put(b"abc") is blobs.join([blobs.keep(b"a"), blobs.keep(b"bc")])
    assert blobs.find(sha256(b"abc").hexdigest()) is blobs.put(b"abc")


def test_100_mebibytes_stay_out_of_memory() -> None:
    """A file of 100 MiB goes to disk: memory grows by less than half of it; every stretch reads back."""
    blobs = Blobs(memory=MEBI)
    uploads, part = Uploads(blobs), 512 * 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(200):
        uploads.save(ME, 1, number, number.to_bytes(2) * (part // 2), 200)

    blob = uploads.finish(ME, 1, 200)

    assert blob.size == 100 * MEBI
    assert blobs.read(blob, 199 * part, 2) == (199).to_bytes(2)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) < 50 * 1024


@pytest.mark.parametrize(
    ("head", "picture"),
    [
        (png(3, 2), Picture("image/png", 3, 2)),
        (jpeg_head(640, 480), Picture("image/jpeg", 640, 480)),
        (b"GIF89a" + bytes([4, 1, 2, 0]), Picture("image/gif", 260, 2)),
        (b"RIFF0000WEBPVP8X" + bytes(8) + bytes([255, 1, 0, 9, 0, 0]), Picture("image/webp", 512, 10)),
        (b"RIFF0000WEBPVP8L" + bytes(5) + (511 | 255 << 14).to_bytes(4, "little") + bytes(9),
         Picture("image/webp", 512, 256)),
        (b"RIFF0000WEBPVP8 " + bytes(10) + bytes([0, 2, 0, 1]), Picture("image/webp", 512, 256)),
        (b"RIFF0000WEBPEXIF" + bytes(30), None),
        (b"\xff\xd8\xff\xfe\x00", None),
        (b"text", None),
        (b"", None),
    ],
)  # fmt: skip
def test_pictures_are_told_by_their_first_bytes(head: bytes, picture: Picture | None) -> None:
    """Format and size of PNG, JPEG, GIF and each form of WebP; anything else is no picture."""
    assert picture_of(head) == picture


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("IMAGE_PROCESS_FAILED", b"no picture"),
        ("PHOTO_INVALID_DIMENSIONS", png(9_000, 1_001)),
        ("PHOTO_INVALID_DIMENSIONS", png(21, 1)),
        ("PHOTO_SAVE_FILE_INVALID", png() + bytes(10 * MEBI)),
    ],
)
def test_photos_have_limits(name: str, data: bytes) -> None:
    """Sides of 10,000 together, 1 to 20 at most, 10 MiB."""
    files = Files()

    refused(name, lambda: files.add_photo(files.blobs.put(data), 0))


@pytest.mark.parametrize(("side", "letter"), [(90, "s"), (320, "m"), (800, "x"), (1280, "y"), (1281, "w")])
def test_a_photos_size_has_its_letter(side: int, letter: str) -> None:
    """The only size is the picture as it came, under the letter of its longer side."""
    files = Files()
    photo = files.add_photo(files.blobs.put(png(side, 90)), 0)

    assert [(size.letter, size.picture.width, size.blob) for size in photo.sizes] == [(letter, side, photo.blob)]


def test_a_file_comes_back_as_it_went(ready: Scene) -> None:
    """Parts up by one client, stretches down by another, which has a hash of its own for the file."""
    data = Random(2).randbytes(3 * PART + 1)
    sent = upload(ready.bot_client, data)
    blob = ready.world.files.uploads.finish(ready.bot.id, sent["id"], sent["parts"])
    stored = ready.world.files.add_document(blob, "application/x-thing", (), 0)
    for_bob = ready.server.views.files.file(stored, ready.bob.id)
    for_bot = ready.server.views.files.file(stored, ready.bot.id)

    assert download(ready.bob_client, for_bob, step=4096) == data
    stretch = {"offset": 0, "limit": 4096}
    refused("LOCATION_INVALID", lambda: ready.bob_client.call("upload.getFile", location=location(for_bot), **stretch))


@pytest.mark.parametrize(
    ("offset", "limit", "precise", "name"),
    [
        (4096, 8192, None, None),
        (1024, 4096, None, "OFFSET_INVALID"),
        (-4096, 4096, None, "OFFSET_INVALID"),
        (0, 0, None, "LIMIT_INVALID"),
        (0, 5000, None, "LIMIT_INVALID"),
        (0, 12288, None, "LIMIT_INVALID"),
        (0, 2 * MEBI, None, "LIMIT_INVALID"),
        (MEBI - 4096, 8192, None, "LIMIT_INVALID"),
        (1024, 3072, True, None),
        (1000, 1024, True, "OFFSET_INVALID"),
        (0, 1000, True, "LIMIT_INVALID"),
        (MEBI - 1024, 2048, True, "LIMIT_INVALID"),
    ],
)
def test_stretches_are_whole_blocks(
    ready: Scene, offset: int, limit: int, precise: bool | None, name: str | None
) -> None:
    """Multiples of 4 KiB that divide 1 MiB and don't cross one; a precise request needs 1 KiB only."""
    files = ready.world.files
    stored = files.add_document(files.blobs.put(bytes(10_000)), "a/b", (), 0)
    where = location(ready.server.views.files.file(stored, ready.bob.id))

    def ask() -> int:
        answer = ready.bob_client.call("upload.getFile", location=where, offset=offset, limit=limit, precise=precise)
        return len(answer["bytes"])

    if name is None:
        assert ask() == min(limit, 10_000 - offset)
    else:
        refused(name, ask)


def test_references_are_checked(ready: Scene) -> None:
    """None, a made-up one and one from before have errors of their own; a new one serves."""
    files, views = ready.world.files, ready.server.views.files
    stored = files.add_document(files.blobs.put(b"x"), "a/b", (), 0)
    old = views.file(stored, ready.bob.id)

    def ask(reference: bytes) -> object:
        where = location(old)
        where.fields["file_reference"] = reference
        return ready.bob_client.call("upload.getFile", location=where, offset=0, limit=4096)

    refused("FILE_REFERENCE_EMPTY", lambda: ask(b""))
    refused("FILE_REFERENCE_INVALID", lambda: ask(b"made up"))
    files.expire_references()
    refused("FILE_REFERENCE_EXPIRED", lambda: ask(old["file_reference"]))
    ask(views.file(stored, ready.bob.id)["file_reference"])


def test_hashes_of_a_file(ready: Scene) -> None:
    """Each 128 KiB have their SHA-256, the last stretch too."""
    files, data = ready.world.files, Random(3).randbytes(128 * 1024 + 9)
    stored = files.add_document(files.blobs.put(data), "a/b", (), 0)
    where = location(ready.server.views.files.file(stored, ready.bob.id))

    hashes = ready.bob_client.call("upload.getFileHashes", location=where, offset=0)["items"]

    assert [(item["offset"], item["limit"]) for item in hashes] == [(0, 128 * 1024), (128 * 1024, 9)]
    assert [item["hash"] for item in hashes] == [sha256(each).digest() for each in (data[:131072], data[131072:])]


def test_a_photo_needs_its_letter(ready: Scene) -> None:
    """A size that the photo doesn't have is no location."""
    files = ready.world.files
    photo = ready.server.views.files.file(files.add_photo(files.blobs.put(png()), 0), ready.bob.id)

    assert download(ready.bob_client, photo, "s") == png()
    refused("LOCATION_INVALID", lambda: download(ready.bob_client, photo, "w"))


def test_a_preview_is_a_file_of_its_own(ready: Scene) -> None:
    """A document's preview is read by its letter; one that is no picture is left out."""
    files = ready.world.files
    with_preview = files.add_document(files.blobs.put(b"video"), "video/mp4", (), 0, files.blobs.put(png()))
    without = files.add_document(files.blobs.put(b"video"), "video/mp4", (), 0, files.blobs.put(b"text"))

    view = ready.server.views.files.file(with_preview, ready.bob.id)

    assert [(size["type"], size["w"], size["h"]) for size in view["thumbs"]] == [("m", 3, 2)]
    assert download(ready.bob_client, view, "m") == png()
    assert ready.server.views.files.file(without, ready.bob.id).get("thumbs") is None
