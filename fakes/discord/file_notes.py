"""Reads what a message's body says about its files, and brings it together with the files that came in the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.discord.errors import ApiError, FieldErrors
from fakes.discord.fields import Fields
from fakes.discord.multipart import Part

MAX_FILES = 10
_MAX_DESCRIPTION = 1024
_MAX_NAME = 1024


@dataclass(frozen=True, slots=True)
class FileNote:
    """One file of a message: new by its ``part`` or by ``uploaded``, else one that the message has by ``id``."""

    id: str
    path: str
    part: Part | None = None
    uploaded: str = ""
    filename: str = ""
    title: str | None = None
    description: str | None = None
    spoiler: bool = False
    duration: float | None = None
    waveform: str | None = None

    @property
    def is_new(self) -> bool:
        """Tell whether the file comes with this request."""
        return self.part is not None or bool(self.uploaded)


def read_file_notes(fields: Fields, parts: Sequence[Part], errors: FieldErrors) -> list[FileNote]:
    """Return the files in the order of the body's ``attachments``, then those of the form that it doesn't name."""
    by_number = {_number(part, at): part for at, part in enumerate(parts)}
    notes = [_read_note(one, by_number, errors) for one in fields.objects("attachments")]
    named = {note.id for note in notes}
    notes += [FileNote(key, "attachments", part) for key, part in by_number.items() if key not in named]
    if len(notes) > MAX_FILES:
        raise ApiError(400, 30015, f"Maximum number of attachments in a message reached ({MAX_FILES})", refusal=True)
    return notes


def _read_note(fields: Fields, parts: dict[str, Part], errors: FieldErrors) -> FileNote:
    key = fields.snowflake("id") or ""
    description, filename = fields.text("description"), fields.text("filename") or ""
    for name, text, limit in (("description", description, _MAX_DESCRIPTION), ("filename", filename, _MAX_NAME)):
        if text is not None and len(text) > limit:
            errors.add(fields.path(name), "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")
    return FileNote(
        id=key,
        path=fields.path("id"),
        part=parts.get(key),
        uploaded=fields.text("uploaded_filename") or "",
        filename=filename,
        title=fields.text("title"),
        description=description,
        spoiler=fields.flag("is_spoiler"),
        duration=fields.number("duration_secs"),
        waveform=fields.text("waveform"),
    )


def _number(part: Part, at: int) -> str:
    inner = part.name.removeprefix("files[").removesuffix("]")
    return inner if inner.isascii() and inner.isdigit() else str(at)
