"""upload.*: files part by part, up and down (https://core.telegram.org/api/files)."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from fakes.telegram.rpc import files, peers
from fakes.telegram.rpc.moving import check_home
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.views.files import storage_kind

if TYPE_CHECKING:
    from fakes.telegram.world.blobs import Blob

SERVICE = Service()
_MEBI = 1024 * 1024
_STEP, _PRECISE_STEP = 4096, 1024
_HASHED = 128 * 1024  # bytes that one hash of upload.getFileHashes stands for
_HASHES = 8  # an answer
_LEGACY = ("inputFileLocation", "inputPhotoLegacyFileLocation", "inputPeerPhotoFileLocationLegacy")


@SERVICE.serves("upload.saveFilePart")
def save_file_part(call: Call) -> bool:
    """Take one part of a small file."""
    call.world.files.uploads.save(call.account.id, call["file_id"], call["file_part"], call["bytes"])
    return True


@SERVICE.serves("upload.saveBigFilePart")
def save_big_file_part(call: Call) -> bool:
    """Take one part of a file that says how many it has."""
    total = call["file_total_parts"]
    call.world.files.uploads.save(call.account.id, call["file_id"], call["file_part"], call["bytes"], total)
    return True


@SERVICE.serves("upload.getFile", anywhere=True)
def get_file(call: Call) -> TLObject:
    """Return a stretch of a file; beyond its end there is nothing."""
    blob, mime = _located(call)
    offset, limit = call["offset"], call["limit"]
    _check_stretch(offset, limit, precise="precise" in call.args.fields)
    data = call.world.files.blobs.read(blob, offset, limit)
    return tl("upload.file", type=storage_kind(mime), mtime=call.world.now, bytes=data)


@SERVICE.serves("upload.getFileHashes", anywhere=True)
def get_file_hashes(call: Call) -> list[TLObject]:
    """Return the hashes of the stretches that follow an offset."""
    blob, _ = _located(call)
    start = max(0, call["offset"]) // _HASHED * _HASHED
    stretches = range(start, min(blob.size, start + _HASHES * _HASHED), _HASHED)
    return [_hash(call, blob, offset) for offset in stretches]


def _hash(call: Call, blob: Blob, offset: int) -> TLObject:
    data = call.world.files.blobs.read(blob, offset, _HASHED)
    return tl("fileHash", offset=offset, limit=len(data), hash=sha256(data).digest())


def _located(call: Call) -> tuple[Blob, str]:
    location: TLObject = call["location"]
    if location.name in _LEGACY:
        raise RpcError(400, "LOCATION_INVALID", f"{location.name} is from before this fake's time")
    if location.name == "inputPhotoFileLocation":
        return _photo(call, location)
    if location.name == "inputPeerPhotoFileLocation":
        return _portrait(call, location)
    if location.name == "inputDocumentFileLocation":
        file = files.located(call, location, "document")
        check_home(call, file.dc, "FILE")
        if not location["thumb_size"]:
            return file.blob, file.mime
        preview = file.size(location["thumb_size"])
        if preview is None:
            raise RpcError(400, "LOCATION_INVALID", f"the document has no preview {location['thumb_size']!r}")
        return preview.blob, preview.picture.mime
    raise RpcError(400, "LOCATION_INVALID", f"{location.name} names nothing that is kept here")


def _portrait(call: Call, location: TLObject) -> tuple[Blob, str]:
    """Return a person's or a chat's picture, which whoever may name them may see."""
    place = peers.place(call, location["peer"])
    if place.kind == "private":
        shown = call.world.people.get(place.partner(call.account.id)).photos
    else:
        shown = [photo for photo in (call.world.chat_of(place).photo,) if photo is not None]
    photo = next((photo for photo in shown if photo.id == location["photo_id"]), None)
    if photo is None:
        raise RpcError(400, "LOCATION_INVALID", "nobody there shows this picture")
    check_home(call, photo.dc, "FILE")
    return photo.blob, photo.mime


def _photo(call: Call, location: TLObject) -> tuple[Blob, str]:
    file = files.located(call, location, "photo")
    check_home(call, file.dc, "FILE")
    size = file.size(location["thumb_size"])
    if size is None:
        raise RpcError(400, "LOCATION_INVALID", f"the photo has no size {location['thumb_size']!r}")
    return size.blob, size.picture.mime


def _check_stretch(offset: int, limit: int, *, precise: bool) -> None:
    """Raise OFFSET_INVALID or LIMIT_INVALID by Telegram's rules, which a precise request loosens."""
    step = _PRECISE_STEP if precise else _STEP
    if offset < 0 or offset % step:
        raise RpcError(400, "OFFSET_INVALID", f"an offset is a multiple of {step} bytes, not {offset}")
    if not 0 < limit <= _MEBI or limit % step or (not precise and _MEBI % limit):
        raise RpcError(400, "LIMIT_INVALID", f"{limit} bytes can't be asked for in steps of {step}")
    if offset // _MEBI != (offset + limit - 1) // _MEBI:
        raise RpcError(400, "LIMIT_INVALID", "a stretch lies within one MiB of the file")
