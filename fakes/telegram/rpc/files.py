"""Which stored files a client names, checked against the hash and the reference that it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.rpc.registry import Call, RpcError

if TYPE_CHECKING:
    from fakes.telegram.tl import TLObject
    from fakes.telegram.world.blobs import Blob
    from fakes.telegram.world.files import StoredFile


def uploaded(call: Call, named: TLObject) -> Blob:
    """Return the file whose parts the client has sent (``InputFile``)."""
    if named.name not in ("inputFile", "inputFileBig"):
        raise RpcError(400, "MEDIA_INVALID", f"{named.name} names no upload")
    uploads = call.world.files.uploads
    return uploads.finish(call.account.id, named["id"], named["parts"], named.get("md5_checksum", ""))


def known_photo(call: Call, named: TLObject) -> StoredFile:
    """Return the photo of an ``InputPhoto``; raise PHOTO_INVALID or FILE_REFERENCE_*."""
    return _known(call, named, "photo", "PHOTO_INVALID")


def known_document(call: Call, named: TLObject) -> StoredFile:
    """Return the document of an ``InputDocument``; raise MEDIA_EMPTY or FILE_REFERENCE_*."""
    return _known(call, named, "document", "MEDIA_EMPTY")


def located(call: Call, named: TLObject, kind: str) -> StoredFile:
    """Return the file of a photo's or document's ``InputFileLocation``; raise LOCATION_INVALID or FILE_REFERENCE_*."""
    return _known(call, named, kind, "LOCATION_INVALID")


def _known(call: Call, named: TLObject, kind: str, unknown: str) -> StoredFile:
    file = call.world.files.find(named["id"], kind) if "id" in named.fields else None
    if file is None or named["access_hash"] != call.views.files.access_hash(file, call.account.id):
        raise RpcError(400, unknown, f"{named.name} isn't a {kind} that this client knows")
    problem = call.views.files.reference_problem(file, named["file_reference"])
    if problem:
        raise RpcError(400, f"FILE_REFERENCE_{problem}", "the file's reference has to be asked for again")
    return file
