"""Reads request bodies: JSON objects, or forms with files whose ``payload_json`` is one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fakes.discord.errors import ApiError
from fakes.discord.jsontext import read_json
from fakes.discord.multipart import Bytes, Part, read_parts
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.rest.kernel import Request


class Rows(Json):
    """A body that is a list, which a few routes take; it is the object's ``rows``."""


def read_body(request: Request) -> tuple[Json, list[Part]]:
    """Return the body's object and the form's files; an empty body is an empty object, 50109 for what isn't JSON."""
    kind = request.headers.get("content-type", "")
    if not len(request.body):
        return {}, []
    if kind.startswith("multipart/form-data"):
        return _read_form(kind, request.body)
    text = bytes(request.body)
    if kind.startswith("application/x-www-form-urlencoded"):
        return _plain_fields(parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True)), []
    return _object(text), []


def _read_form(kind: str, body: Bytes) -> tuple[Json, list[Part]]:
    try:
        parts = read_parts(kind, body)
    except ValueError as error:
        raise ApiError(400, 50035, f"Invalid Form Body: {error}", refusal=True) from None
    files = [part for part in parts if part.filename is not None]
    values = [part for part in parts if part.filename is None]
    payload = next((part.data for part in values if part.name == "payload_json"), None)
    if payload is not None:
        return _object(payload), files
    return _plain_fields([(part.name, part.data.decode("utf-8", "replace")) for part in values]), files


def _plain_fields(pairs: list[tuple[str, str]]) -> Json:
    # A form has only strings; these two are how it says a boolean.
    return {name: {"true": True, "false": False}.get(value, value) for name, value in pairs}


def _object(text: bytes) -> Json:
    try:
        body = read_json(text)
    except ValueError:
        raise ApiError(400, 50109, "The request body contains invalid JSON.", refusal=True) from None
    if isinstance(body, list):
        return Rows(rows=body)
    if not isinstance(body, dict):
        raise ApiError(400, 50035, "Invalid Form Body", refusal=True)
    return body
