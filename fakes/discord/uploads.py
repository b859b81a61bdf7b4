"""Uploads ahead of a message: an address to put a file to, and the name by which a message takes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from fakes.discord.errors import invalid_field, unknown
from fakes.discord.hosts import UPLOADS

if TYPE_CHECKING:
    from fakes.discord.blobs import Blob
    from fakes.discord.channels import Channel
    from fakes.discord.file_notes import FileNote
    from fakes.discord.ground import Ground
    from fakes.discord.shapes import Json

_IN_A_PATH = re.compile(r"[^\w.() -]")


@dataclass(slots=True)
class Upload:
    """A place for one file; ``blob`` is there once the bytes have come."""

    key: str
    channel_id: str
    secret: str
    size: int
    blob: Blob | None = None


class Uploads:
    """The bucket that clients put files into before they send a message."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._places: dict[str, Upload] = {}

    def create(self, channel: Channel, filename: str, size: int) -> Upload:
        """Reserve a place for a file of ``size`` bytes."""
        rng = self._ground.rng
        name = _IN_A_PATH.sub("_", filename)
        key = f"{UUID(bytes=rng.randbytes(16), version=4)}/{name}"
        upload = Upload(key, channel.id, rng.randbytes(24).hex(), size)
        self._places[key] = upload
        return upload

    def url(self, upload: Upload) -> str:
        """Return the address to put the bytes to."""
        return f"https://{UPLOADS}/{upload.key.replace(' ', '%20')}?upload_id={upload.secret}"

    def put(self, key: str, secret: str, data: bytes) -> int:
        """Store an upload's bytes; the HTTP status that the bucket answers: 200, 403 for a wrong address."""
        upload = self._places.get(key)
        if upload is None or upload.secret != secret:
            return 403
        upload.blob = self._ground.depot.keep(data)
        return 200

    def take(self, note: FileNote, channel: Channel) -> Blob:
        """Return the bytes that a message names and forget the upload; 50035 when they never came."""
        upload = self._places.get(note.uploaded)
        if upload is None or upload.blob is None or upload.channel_id != channel.id:
            path = note.path.removesuffix("id") + "uploaded_filename"
            raise invalid_field(path, "MESSAGE_UPLOADED_FILE_NOT_FOUND", "Uploaded file not found.")
        del self._places[note.uploaded]
        return upload.blob

    def delete(self, key: str) -> None:
        """Forget an upload that no message will take."""
        if self._places.pop(key, None) is None:
            raise unknown("Upload")

    def as_json(self, upload: Upload, asked_id: object) -> Json:
        """Return the Cloud Attachment object."""
        return {"id": asked_id, "upload_url": self.url(upload), "upload_filename": upload.key}
