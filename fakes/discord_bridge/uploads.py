"""Files on their way to Discord, and the form in which a message takes them along."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to Discord; ``kind`` is its media type, ``description`` a sticker's name."""

    name: str
    data: bytes
    kind: str = ""
    description: str = ""


def multipart(body: Mapping[str, Any], files: Sequence[Upload], held: Sequence[discord.File]) -> list[dict[str, Any]]:
    """Return a message's form fields (Discord: reference, uploading files); ``held`` are the files to be read."""
    fields: list[dict[str, Any]] = [
        {"name": "payload_json", "value": json.dumps(dict(body)), "content_type": "application/json"}
    ]
    for number, (upload, file) in enumerate(zip(files, held, strict=True)):
        kind = upload.kind or "application/octet-stream"
        field = {"name": f"files[{number}]", "value": file.fp, "filename": upload.name, "content_type": kind}
        fields.append(field)
    return fields
