"""Seeded defects of files: lost, doubled, spoiled, mistyped, without their caption. Both directions."""

from __future__ import annotations

from dataclasses import replace

from fakes.discord_bridge.defect import Defect
from fakes.discord_bridge.items import Part
from fakes.discord_bridge.uploads import Upload

ANY_TYPE = "application/octet-stream"


class DropsFiles(Defect):
    """Loses every attachment; the text stays."""

    name = "drops-files"

    def parts(self, parts: list[Part]) -> list[Part]:
        """Keep the text."""
        return [part for part in parts if not part.attachment]

    def uploads(self, uploads: list[Upload]) -> list[Upload]:
        """Send none."""
        return []


class DoublesFiles(Defect):
    """Delivers every attachment twice."""

    name = "doubles-files"

    def parts(self, parts: list[Part]) -> list[Part]:
        """Repeat each file after itself."""
        return [again for part in parts for again in ([part, part] if part.attachment else [part])]

    def uploads(self, uploads: list[Upload]) -> list[Upload]:
        """Send each twice."""
        return [again for upload in uploads for again in (upload, upload)]


class SpoilsFiles(Defect):
    """Changes the last byte of every file."""

    name = "spoils-files"

    def file(self, data: bytes) -> bytes:
        """Turn one bit over."""
        return data[:-1] + bytes([data[-1] ^ 1]) if data else b"\0"


class MistypesFiles(Defect):
    """Says of every file that it may be anything."""

    name = "mistypes-files"

    def parts(self, parts: list[Part]) -> list[Part]:
        """Show each as a plain file."""
        return [_mistyped(part) if "url" in part.content else part for part in parts]

    def uploads(self, uploads: list[Upload]) -> list[Upload]:
        """Send each as bytes, under a name that tells nothing."""
        return [replace(upload, kind=ANY_TYPE, name=upload.name.partition(".")[0] + ".bin") for upload in uploads]


class LosesCaptions(Defect):
    """Delivers files without the words that came with them."""

    name = "loses-captions"

    def parts(self, parts: list[Part]) -> list[Part]:
        """Keep the files alone, under their names."""
        files = [_bare(part) for part in parts if part.attachment]
        return files or parts

    def words(self, text: str, *, files: bool) -> str:
        """Drop what is said beside a file."""
        return "" if files else text


def _mistyped(part: Part) -> Part:
    content = part.content | {"info": part.content.get("info", {}) | {"mimetype": ANY_TYPE}}
    return replace(part, content=content | ({"msgtype": "m.file"} if "msgtype" in content else {}))


def _bare(part: Part) -> Part:
    content = {key: value for key, value in part.content.items() if key != "filename"}
    return replace(part, content=content | {"body": part.content.get("filename", content.get("body", ""))})


FILE_DEFECTS: tuple[type[Defect], ...] = (DropsFiles, DoublesFiles, SpoilsFiles, MistypesFiles, LosesCaptions)
