"""Files on their way in, part by part (https://core.telegram.org/api/files#uploading-files)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError

if TYPE_CHECKING:
    from fakes.telegram.world.blobs import Blob, Blobs, Piece

MOST_PARTS = 4000
BIGGEST_PART = 512 * 1024
_KIBI = 1024
_REMEMBERED = 256  # uploads; clients forget theirs without a word


@dataclass
class Upload:
    """Parts that came so far; ``total`` is what the client announced, which it does for big files only."""

    total: int | None = None
    parts: dict[int, Piece] = field(default_factory=dict)


class Uploads:
    """Everybody's uploads, each named by its account and the id that the client chose."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._uploads: dict[tuple[int, int], Upload] = {}

    def save(self, owner_id: int, file_id: int, part: int, data: bytes, total: int | None = None) -> None:
        """Keep a part; raise FILE_PART_* where it can't be one. A part that comes again replaces the first."""
        _check_part(part, data)
        if total is not None:
            _check_total(total, part, data)
        upload = self._upload(owner_id, file_id)
        if total is not None:
            upload.total = upload.total or total
            if upload.total != total:
                raise WorldError(400, "FILE_PARTS_INVALID", f"{total} parts were announced, {upload.total} before")
            self._check_same_size(upload, part, total, len(data))
        upload.parts[part] = self._blobs.keep(data)

    def finish(self, owner_id: int, file_id: int, parts: int, md5: str = "") -> Blob:
        """Return the file of ``parts`` parts; raise FILE_PARTS_INVALID, FILE_PART_n_MISSING or MD5_CHECKSUM_INVALID."""
        if not 1 <= parts <= MOST_PARTS:
            raise WorldError(400, "FILE_PARTS_INVALID", f"a file has 1 to {MOST_PARTS} parts, not {parts}")
        upload = self._uploads.get((owner_id, file_id), Upload())
        for part in range(parts):
            if part not in upload.parts:
                raise WorldError(400, f"FILE_PART_{part}_MISSING", f"part {part} of {parts} never came")
        pieces = [upload.parts[part] for part in range(parts)]
        _check_sizes([piece.length for piece in pieces])
        blob = self._blobs.join(pieces)
        if md5 and md5.lower() != self._blobs.md5(blob):
            raise WorldError(400, "MD5_CHECKSUM_INVALID", "the parts make up another file than the client announced")
        return blob

    def _upload(self, owner_id: int, file_id: int) -> Upload:
        key = (owner_id, file_id)
        if key not in self._uploads and len(self._uploads) >= _REMEMBERED:
            del self._uploads[next(iter(self._uploads))]
        return self._uploads.setdefault(key, Upload())

    @staticmethod
    def _check_same_size(upload: Upload, part: int, total: int, length: int) -> None:
        """Raise FILE_PART_SIZE_CHANGED where a part differs from another; the last one may be shorter."""
        if part == total - 1:
            return
        others = {piece.length for number, piece in upload.parts.items() if number not in (part, total - 1)}
        if others and length not in others:
            raise WorldError(400, "FILE_PART_SIZE_CHANGED", f"part {part} has {length} bytes, others {others}")


def _check_part(part: int, data: bytes) -> None:
    if not 0 <= part < MOST_PARTS:
        raise WorldError(400, "FILE_PART_INVALID", f"parts are numbered from 0 to {MOST_PARTS - 1}, not {part}")
    if not data:
        raise WorldError(400, "FILE_PART_EMPTY", f"part {part} is empty")
    if len(data) > BIGGEST_PART:
        raise WorldError(400, "FILE_PART_TOO_BIG", f"a part has up to {BIGGEST_PART} bytes, not {len(data)}")


def _check_total(total: int, part: int, data: bytes) -> None:
    """Check a big file's part; -1 stands for a stream whose length isn't known yet."""
    if total != -1 and not 1 <= total <= MOST_PARTS:
        raise WorldError(400, "FILE_PARTS_INVALID", f"a file has 1 to {MOST_PARTS} parts, not {total}")
    if total != -1 and part >= total:
        raise WorldError(400, "FILE_PART_INVALID", f"there is no part {part} of {total}")
    if total != -1 and part < total - 1 and not _is_part_size(len(data)):
        raise _bad_size(len(data))


def _check_sizes(lengths: list[int]) -> None:
    *full, last = lengths
    size = full[0] if full else last
    if full and not _is_part_size(size):
        raise _bad_size(size)
    if any(length != size for length in full) or last > size:
        raise WorldError(400, "FILE_PART_SIZE_CHANGED", f"parts have {sorted(set(lengths))} bytes")


def _is_part_size(length: int) -> bool:
    return length % _KIBI == 0 and BIGGEST_PART % length == 0


def _bad_size(length: int) -> WorldError:
    return WorldError(400, "FILE_PART_SIZE_INVALID", f"{length} bytes aren't whole KiB that divide {BIGGEST_PART}")
