"""Reads request bodies: JSON objects, or multipart forms whose ``payload_json`` is one."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING

from fakes.discord.errors import ApiError
from fakes.discord.jsontext import read_json
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.rest.kernel import Request


def read_body(request: Request) -> Json:
    """Return the body as a JSON object; an empty body is an empty object, 50109 for what isn't JSON."""
    kind = request.headers.get("content-type", "")
    if not request.body:
        return {}
    text = _payload_json(kind, request.body) if kind.startswith("multipart/form-data") else request.body
    try:
        body = read_json(text)
    except ValueError:
        raise ApiError(400, 50109, "The request body contains invalid JSON.", refusal=True) from None
    if not isinstance(body, dict):
        raise ApiError(400, 50035, "Invalid Form Body", refusal=True)
    return body


def _payload_json(kind: str, body: bytes) -> bytes:
    form = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    for part in form.iter_parts():
        if part.get_param("name", header="content-disposition") == "payload_json":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else b""
        if part.get_filename():
            # Files come with a later step; losing one silently would make a bridge look right.
            raise ApiError(501, 0, "files aren't served yet", refusal=True)
    return b"{}"
