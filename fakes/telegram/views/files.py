"""Photos and documents as one account sees them: its own access hash, a reference that can grow old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.tl import TLObject, tl

if TYPE_CHECKING:
    from fakes.telegram.views.hashes import AccessHashes
    from fakes.telegram.world.files import Files, Size, StoredFile

_KINDS = {
    "image/jpeg": "storage.fileJpeg",
    "image/png": "storage.filePng",
    "image/gif": "storage.fileGif",
    "image/webp": "storage.fileWebp",
    "application/pdf": "storage.filePdf",
    "audio/mpeg": "storage.fileMp3",
    "video/mp4": "storage.fileMp4",
    "video/quicktime": "storage.fileMov",
}
_REFERENCE_MARK = b"\x01"


class FileViews:
    """Turns stored files into ``photo`` and ``document``."""

    def __init__(self, files: Files, hashes: AccessHashes) -> None:
        self._files = files
        self._hashes = hashes

    def file(self, file: StoredFile, viewer_id: int) -> TLObject:
        """Return ``photo`` or ``document``."""
        common = {
            "id": file.id,
            "access_hash": self.access_hash(file, viewer_id),
            "file_reference": self.reference(file),
            "date": file.date,
            "dc_id": file.dc,
        }
        sizes = [_size(size) for size in file.sizes]
        if file.kind == "photo":
            return TLObject("photo", {**common, "sizes": sizes})
        own = {"mime_type": file.mime, "size": file.blob.size, "attributes": list(file.attributes)}
        return TLObject("document", {**common, **own, "thumbs": sizes or None})

    def chat_photo(self, photo: StoredFile | None) -> TLObject:
        """Return a chat's picture in short, as ``chatPhoto``."""
        if photo is None:
            return tl("chatPhotoEmpty")
        return tl("chatPhoto", photo_id=photo.id, dc_id=photo.dc)

    def portrait(self, photos: list[StoredFile]) -> TLObject | None:
        """Return a person's present picture in short, as ``userProfilePhoto``; nothing without one."""
        return tl("userProfilePhoto", photo_id=photos[0].id, dc_id=photos[0].dc) if photos else None

    def full_photo(self, photo: StoredFile | None, viewer_id: int) -> TLObject:
        """Return ``photo``, or ``photoEmpty``."""
        return tl("photoEmpty", id=0) if photo is None else self.file(photo, viewer_id)

    def access_hash(self, file: StoredFile, viewer_id: int) -> int:
        """Return the hash that ``viewer`` must show for the file."""
        return self._hashes.of(viewer_id, file.kind, file.id)

    def reference(self, file: StoredFile) -> bytes:
        """Return the reference that is valid now; https://core.telegram.org/api/file_reference."""
        return _REFERENCE_MARK + self._files.generation.to_bytes(4) + file.id.to_bytes(8)

    def reference_problem(self, file: StoredFile, reference: bytes) -> str:
        """Return why a reference isn't good enough, ``EMPTY``, ``INVALID`` or ``EXPIRED``; nothing when it is."""
        if not reference:
            return "EMPTY"
        if reference == self.reference(file):
            return ""
        grown_old = reference[:1] == _REFERENCE_MARK and reference[5:] == file.id.to_bytes(8)
        return "EXPIRED" if grown_old else "INVALID"


def storage_kind(mime: str) -> TLObject:
    """Return the ``storage.FileType`` of a mime type."""
    return tl(_KINDS.get(mime, "storage.filePartial"))


def _size(size: Size) -> TLObject:
    picture = size.picture
    return tl("photoSize", type=size.letter, w=picture.width, h=picture.height, size=size.blob.size)
