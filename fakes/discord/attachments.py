"""Files of messages: taken from forms and uploads within their limits, named as Discord names them, kept, addressed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.discord import hosts
from fakes.discord.errors import ApiError, invalid_field
from fakes.discord.pictures import Looks, looks_of

if TYPE_CHECKING:
    from fakes.discord.blobs import Blob
    from fakes.discord.channels import Channel
    from fakes.discord.file_notes import FileNote
    from fakes.discord.ground import Ground
    from fakes.discord.shapes import Json
    from fakes.discord.signing import Signer
    from fakes.discord.uploads import Uploads

CDN, PROXY = f"https://{hosts.CDN}", f"https://{hosts.MEDIA}"
MIB = 1024 * 1024
FILE_LIMITS = (10 * MIB, 10 * MIB, 50 * MIB, 100 * MIB)
"""By a guild's premium tier; a direct message has the first."""
_SPOILER = 1 << 3
_ANIMATED = 1 << 5
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a message; ``title`` is its name before it was cleaned, ``duration`` is in seconds."""

    id: str
    channel_id: str
    filename: str
    blob: Blob
    looks: Looks
    signer: Signer
    title: str | None = None
    description: str | None = None
    spoiler: bool = False
    duration: float | None = None
    waveform: str | None = None

    @property
    def path(self) -> str:
        """Return where the file lies on the CDN."""
        return f"/attachments/{self.channel_id}/{self.id}/{self.filename}"

    def as_json(self) -> Json:
        """Return the Attachment object, with addresses that work for a day."""
        query = self.signer.query(self.path)
        looks = self.looks
        flags = (_SPOILER if self.spoiler else 0) | (_ANIMATED if looks.animated else 0)
        optional: Json = {
            "title": self.title,
            "description": self.description,
            "content_type": looks.mime or None,
            "width": looks.width,
            "height": looks.height,
            "duration_secs": self.duration,
            "waveform": self.waveform,
            "flags": flags or None,
        }
        return {
            "id": self.id,
            "filename": self.filename,
            "size": self.blob.size,
            "url": f"{CDN}{self.path}?{query}",
            "proxy_url": f"{PROXY}{self.path}?{query}",
        } | {name: value for name, value in optional.items() if value is not None}

    def as_witnessed(self) -> Json:
        """Return what the witness tells of the file."""
        return {
            "id": self.id,
            "name": self.filename,
            "size": self.blob.size,
            "sha256": self.blob.sha256,
            "mime": self.looks.mime,
            "width": self.looks.width,
            "height": self.looks.height,
            "description": self.description or "",
            "spoiler": self.spoiler,
            "duration": self.duration,
        }


class Attachments:
    """Every file of every message, by its path on the CDN."""

    def __init__(self, ground: Ground, uploads: Uploads) -> None:
        self._ground = ground
        self._uploads = uploads
        self._by_path: dict[str, Attachment] = {}

    def find(self, path: str) -> Attachment | None:
        """Return the file at a path of the CDN, whether or not its address has expired."""
        return self._by_path.get(path)

    def limit(self, channel: Channel) -> int:
        """Return how many bytes one file in a channel may have."""
        guild = self._ground.guild_of(channel)
        return FILE_LIMITS[guild.settings.get("premium_tier", 0) if guild is not None else 0]

    def take(self, channel: Channel, notes: list[FileNote], kept: list[Attachment]) -> list[Attachment]:
        """Return the files of a message: new ones, and those of ``kept`` that are named; 40005 for one too large."""
        had = {one.id: one for one in kept}
        found = [(note, self._bytes(channel, note)) if note.is_new else (note, None) for note in notes]
        taken = []
        for note, blob in found:
            if blob is not None:
                taken.append(self._add(channel, note, blob))
            elif note.id in had:
                taken.append(had[note.id])
            else:
                raise invalid_field(note.path, "MESSAGE_ATTACHMENT_NOT_FOUND", "Attachment data not found")
        return taken

    def _bytes(self, channel: Channel, note: FileNote) -> Blob:
        if note.part is None:
            blob = self._uploads.take(note, channel)
        elif len(note.part.data) > self.limit(channel):
            raise too_large()
        else:
            blob = self._ground.depot.keep(note.part.data)
        if blob.size > self.limit(channel):
            raise too_large()
        return blob

    def _add(self, channel: Channel, note: FileNote, blob: Blob) -> Attachment:
        given = note.filename or (note.part.filename if note.part else "") or ""
        filename, title = self.cleaned(given)
        attachment = Attachment(
            id=self._ground.ids.mint(),
            channel_id=channel.id,
            filename=f"SPOILER_{filename}" if note.spoiler and not filename.startswith("SPOILER_") else filename,
            blob=blob,
            looks=looks_of(blob.read(0, 256 * 1024), filename),
            signer=self._ground.signer,
            title=note.title or title,
            description=note.description or None,
            spoiler=note.spoiler or filename.startswith("SPOILER_"),
            duration=note.duration,
            waveform=note.waveform,
        )
        self._by_path[attachment.path] = attachment
        return attachment

    def cleaned(self, name: str) -> tuple[str, str | None]:
        """Return a file's name as Discord keeps it, and the title that it gets when the name had to change."""
        last = re.split(r"[/\\]", name)[-1]
        stem, dot, ending = last.rpartition(".")
        stem, ending = (stem, ending) if dot else (last, "")
        plain = _ascii(stem).strip(".") or f"{self._ground.rng.getrandbits(32):08x}"
        whole = f"{plain}.{_ascii(ending)}" if _ascii(ending) else plain
        return whole, None if whole == last else stem or None


def too_large() -> ApiError:
    """Return 40005: a file or a request beyond the limit."""
    return ApiError(413, 40005, "Request entity too large", refusal=True)


def _ascii(text: str) -> str:
    # Accents fall off, spaces become underscores, and whatever else isn't plain goes.
    bare = unicodedata.normalize("NFKD", text).replace(" ", "_")
    return _UNSAFE.sub("", bare)
