"""Reads multipart/form-data (RFC 7578) from a body that may lie in a file, without copying what isn't asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from mmap import mmap
from urllib.parse import unquote

Bytes = bytes | mmap
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_PARAMETER = re.compile(r';\s*(name|filename)="((?:\\.|[^"\\])*)"', re.IGNORECASE)
_BARE = re.compile(r";\s*(name|filename)=([^\s;\"]+)", re.IGNORECASE)
_EXTENDED = re.compile(r";\s*filename\*=UTF-8''([^\s;]+)", re.IGNORECASE)
_MOST_PARTS = 100
_LONGEST_HEAD = 8192


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form: ``filename`` is None for a plain value, ``kind`` is the part's media type or empty."""

    name: str
    filename: str | None
    kind: str
    data: bytes


def read_parts(content_type: str, body: Bytes) -> list[Part]:
    """Return a form's parts in order; ValueError for what isn't a form."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise ValueError("no boundary")
    mark = b"--" + (found[1] or found[2]).encode()
    start = body.find(mark)
    if start < 0:
        raise ValueError("the boundary never comes")
    parts: list[Part] = []
    while body[start + len(mark) : start + len(mark) + 2] != b"--":
        end = body.find(b"\r\n" + mark, start + len(mark))
        if end < 0 or len(parts) == _MOST_PARTS:
            raise ValueError("the form doesn't end")
        parts.append(_part(body, start + len(mark), end))
        start = end + 2
    return parts


def _part(body: Bytes, start: int, end: int) -> Part:
    split = body.find(b"\r\n\r\n", start, min(end + 2, start + _LONGEST_HEAD))
    if split < 0:
        raise ValueError("a part has no head")
    head = _head(bytes(body[start:split]).decode("utf-8", "replace"))
    disposition = head.get("content-disposition", "")
    values = dict(_BARE.findall(disposition)) | {
        name.lower(): _unquoted(value) for name, value in _PARAMETER.findall(disposition)
    }
    if "name" not in values:
        raise ValueError("a part has no name")
    extended = _EXTENDED.search(disposition)
    filename = unquote(extended[1]) if extended else values.get("filename")
    return Part(values["name"], filename, head.get("content-type", ""), bytes(body[split + 4 : max(split + 4, end)]))


def _head(text: str) -> dict[str, str]:
    lines = (line.partition(":") for line in text.split("\r\n") if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _unquoted(value: str) -> str:
    # Browsers and undici escape by percent signs, Go by backslashes.
    plain = re.sub(r"\\(.)", r"\1", value)
    return plain.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
