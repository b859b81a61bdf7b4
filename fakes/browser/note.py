"""What a page shows, as a witness tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fakes.control import Author, Record

if TYPE_CHECKING:
    from collections.abc import Mapping


def note(shown: Mapping[str, Any], scope: str, window: str) -> Record:
    """Return what a page shows (``shows`` names it) as a record: ``text``, and where there are any the rest."""
    known = ("text", "place", "ref", "author", "author_name")
    text, place, ref, author, name = (str(shown.get(field, "")) for field in known)
    detail = {field: value for field, value in shown.items() if field not in known}
    by = Author(author, name) if author else None
    return Record("matrix", "note", "wire", place, by, ref, "", text, scope, {**detail, "window": window})


def origin(url: str) -> str:
    """Return whom a request goes to, and how; what stays in the browser has a scheme alone."""
    scheme, host = urlsplit(url)[:2]
    return f"{scheme}://{host}" if host else f"{scheme}:"


def failure(url: str, why: str) -> dict[str, str]:
    """Return what is witnessed of a request that got no answer, or whose answer the browser didn't want."""
    return {"shows": "failure", "text": why.removeprefix("net::"), "ref": origin(url)}
