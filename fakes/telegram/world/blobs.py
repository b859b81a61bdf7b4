"""Bytes of files: kept once by their hash, in memory up to a bound, and beyond it in one unnamed file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from hashlib import md5, sha256
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO
from weakref import finalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MEMORY = 64 * 1024 * 1024
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """``length`` bytes at ``offset`` of the store."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's bytes as pieces of the store; ``starts`` are the pieces' offsets in the file."""

    sha256: str
    size: int
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]


class Blobs:
    """Only ever grows: a fake lives as long as its tests, and the room of a part sent twice isn't worth a ledger."""

    def __init__(self, memory: int = MEMORY) -> None:
        self._memory = memory
        self._end = 0
        self._by_hash: dict[str, Blob] = {}
        self._open()

    def __getstate__(self) -> dict[str, object]:
        """Return all but the bytes, which :meth:`save` writes."""
        return {name: value for name, value in vars(self).items() if name != "_file"}

    def __setstate__(self, state: dict[str, object]) -> None:
        """Begin with an empty file, which :meth:`load` fills."""
        vars(self).update(state)
        self._open()

    def save(self, out: BinaryIO) -> None:
        """Write the bytes of everything that is kept."""
        for chunk in self._chunks(Piece(0, self._end)):
            out.write(chunk)

    def load(self, source: BinaryIO) -> None:
        """Take in the bytes that :meth:`save` wrote."""
        copyfileobj(source, self._file)

    def _open(self) -> None:
        self._file = SpooledTemporaryFile(max_size=self._memory)  # noqa: SIM115 - open as long as the world is
        finalize(self, self._file.close)

    def keep(self, data: bytes) -> Piece:
        """Take bytes in."""
        self._file.seek(self._end)
        self._file.write(data)
        piece = Piece(self._end, len(data))
        self._end += len(data)
        return piece

    def put(self, data: bytes) -> Blob:
        """Keep a whole file at once."""
        known = self._by_hash.get(sha256(data).hexdigest())
        return known or self.join([self.keep(data)])

    def join(self, pieces: Iterable[Piece]) -> Blob:
        """Return the file that consists of ``pieces``; equal files are one blob."""
        pieces = tuple(pieces)
        digest = sha256()
        starts, size = [], 0
        for piece in pieces:
            starts.append(size)
            size += piece.length
            for chunk in self._chunks(piece):
                digest.update(chunk)
        blob = Blob(digest.hexdigest(), size, pieces, tuple(starts))
        return self._by_hash.setdefault(blob.sha256, blob)

    def find(self, sha256_hex: str) -> Blob | None:
        """Return the file with this hash."""
        return self._by_hash.get(sha256_hex)

    def read(self, blob: Blob, offset: int = 0, limit: int | None = None) -> bytes:
        """Return up to ``limit`` bytes from ``offset``; nothing beyond the end."""
        end = blob.size if limit is None else min(blob.size, offset + limit)
        out = bytearray()
        index = max(0, bisect_right(blob.starts, offset) - 1)
        while offset < end:
            piece, inside = blob.pieces[index], offset - blob.starts[index]
            count = min(piece.length - inside, end - offset)
            self._file.seek(piece.offset + inside)
            out += self._file.read(count)
            offset, index = offset + count, index + 1
        return bytes(out)

    def md5(self, blob: Blob) -> str:
        """Return the MD5 that clients announce for small files."""
        digest = md5(usedforsecurity=False)
        for piece in blob.pieces:
            for chunk in self._chunks(piece):
                digest.update(chunk)
        return digest.hexdigest()

    def _chunks(self, piece: Piece) -> Iterator[bytes]:
        for start in range(0, piece.length, _CHUNK):
            self._file.seek(piece.offset + start)
            yield self._file.read(min(_CHUNK, piece.length - start))
