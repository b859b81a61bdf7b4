"""Photos and documents: a file's bytes with what clients are told about them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from fakes.telegram.tl.objects import tl
from fakes.telegram.world.blobs import Blobs
from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.pictures import HEAD, Picture, picture_of
from fakes.telegram.world.uploads import Uploads

if TYPE_CHECKING:
    from fakes.telegram.tl import TLObject
    from fakes.telegram.world.blobs import Blob

BIGGEST_PHOTO = 10 * 1024 * 1024
_MOST_SIDES, _MOST_RATIO = 10_000, 20
# The letter of a photo's size by its longer side: https://core.telegram.org/api/files#image-thumbnail-types
_LETTERS = ((100, "s"), (320, "m"), (800, "x"), (1280, "y"))
_BIGGEST_LETTER = "w"
_EMOJI_SET, _EMOJI_SIDE = 1, 100
_PHOTOS = ("image/jpeg", "image/png", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class Size:
    """One picture of a photo or of a document's preview, under its ``letter``."""

    letter: str
    blob: Blob
    picture: Picture


@dataclass(frozen=True, eq=False, slots=True)
class StoredFile:
    """A photo (its ``sizes``) or a document (``attributes`` as clients see them, ``sizes`` of its preview).

    ``dc`` is the data centre that keeps it.
    """

    id: int
    kind: Literal["photo", "document"]
    blob: Blob
    mime: str
    date: int
    dc: int
    attributes: tuple[TLObject, ...] = ()
    sizes: tuple[Size, ...] = ()

    def size(self, letter: str) -> Size | None:
        """Return the size under this letter."""
        return next((size for size in self.sizes if size.letter == letter), None)


class Files:
    """Every photo and document by its id, and their bytes.

    A photo has one size, the picture as it came: nothing here can draw, so it is neither scaled nor made a JPEG.
    """

    def __init__(self, dc: int = 2) -> None:
        self._dc = dc
        self.blobs = Blobs()
        self.uploads = Uploads(self.blobs)
        self.generation = 0
        self._files: dict[int, StoredFile] = {}

    def expire_references(self) -> None:
        """Make every file reference that was given so far an old one."""
        self.generation += 1

    def add_photo(self, blob: Blob, at: int, dc: int | None = None) -> StoredFile:
        """Make a photo, in the home data centre unless ``dc`` says another.

        Raise PHOTO_SAVE_FILE_INVALID, IMAGE_PROCESS_FAILED or PHOTO_INVALID_DIMENSIONS.
        """
        if blob.size > BIGGEST_PHOTO:
            raise WorldError(400, "PHOTO_SAVE_FILE_INVALID", f"a photo has up to {BIGGEST_PHOTO} bytes")
        picture = self.picture(blob)
        if picture is None or picture.mime not in _PHOTOS:
            raise WorldError(400, "IMAGE_PROCESS_FAILED", "the file is no picture that can be read here")
        width, height = picture.width, picture.height
        if (
            min(width, height) < 1
            or width + height > _MOST_SIDES
            or max(width, height) > _MOST_RATIO * min(width, height)
        ):
            raise WorldError(400, "PHOTO_INVALID_DIMENSIONS", f"a photo can't be {width} by {height}")
        size = Size(_letter(picture), blob, picture)
        return self._keep(StoredFile(self._id(blob), "photo", blob, picture.mime, at, dc or self._dc, sizes=(size,)))

    def add_document(
        self,
        blob: Blob,
        mime: str,
        attributes: tuple[TLObject, ...],
        at: int,
        thumb: Blob | None = None,
        dc: int | None = None,
    ) -> StoredFile:
        """Make a document; a preview that is no picture is left out. Raise FILE_PARTS_INVALID for an empty one."""
        if not blob.size:
            raise WorldError(400, "FILE_PARTS_INVALID", "a file has at least one byte")
        picture = self.picture(thumb) if thumb is not None else None
        sizes = (Size("m", thumb, picture),) if thumb is not None and picture is not None else ()
        return self._keep(StoredFile(self._id(blob), "document", blob, mime, at, dc or self._dc, attributes, sizes))

    def add_emoji(self, alt: str, data: bytes, mime: str, at: int) -> StoredFile:
        """Make a custom emoji that stands for the plain one ``alt``."""
        in_set = tl("inputStickerSetID", id=_EMOJI_SET, access_hash=_EMOJI_SET)
        about = tl("documentAttributeCustomEmoji", alt=alt, stickerset=in_set, free=True)
        size = tl("documentAttributeImageSize", w=_EMOJI_SIDE, h=_EMOJI_SIDE)
        return self.add_document(self.blobs.put(data), mime, (about, size), at)

    def is_emoji(self, file_id: int) -> bool:
        """Tell whether a custom emoji has this id."""
        file = self._files.get(file_id)
        return file is not None and any(each.name == "documentAttributeCustomEmoji" for each in file.attributes)

    def find(self, file_id: int, kind: str) -> StoredFile | None:
        """Return the photo or document with this id."""
        file = self._files.get(file_id)
        return file if file is not None and file.kind == kind else None

    def picture(self, blob: Blob) -> Picture | None:
        """Return what picture a file is, if any."""
        return picture_of(self.blobs.read(blob, 0, HEAD))

    def _id(self, blob: Blob) -> int:
        """Return an id that follows from what was made before, so that it needs no random numbers."""
        digest = sha256(f"{len(self._files)}:{blob.sha256}".encode()).digest()
        return int.from_bytes(digest[:8], "little") >> 1

    def _keep(self, file: StoredFile) -> StoredFile:
        self._files[file.id] = file
        return file


def _letter(picture: Picture) -> str:
    longer = max(picture.width, picture.height)
    return next((letter for side, letter in _LETTERS if longer <= side), _BIGGEST_LETTER)
