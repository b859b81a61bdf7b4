"""Forms with files, as clients write them."""

from __future__ import annotations

import json
from typing import Any

from fakes.discord.people import Person
from fakes.discord.rest import Answer, Request
from tests.discord.api import Api

_BOUNDARY = "line"


def form(body: Any, *files: tuple[str, str, bytes]) -> bytes:
    """Return a form of ``payload_json`` (none for None) and files as field, name and bytes."""
    parts = []
    if body is not None:
        head = 'Content-Disposition: form-data; name="payload_json"\r\nContent-Type: application/json'
        parts.append(head.encode() + b"\r\n\r\n" + json.dumps(body).encode())
    for field, name, data in files:
        head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: image/png'
        parts.append(head.encode() + b"\r\n\r\n" + data)
    return (
        b"".join(b"--" + _BOUNDARY.encode() + b"\r\n" + part + b"\r\n" for part in parts) + f"--{_BOUNDARY}--".encode()
    )


def post_form(api: Api, person: Person | None, path: str, data: bytes, method: str = "POST", **query: str) -> Answer:
    """Ask with a form as the body."""
    headers = {"content-type": f"multipart/form-data; boundary={_BOUNDARY}"}
    if person is not None:
        headers["authorization"] = f"Bot {person.token}" if person.bot else person.token
    return api.rest.answer(Request(method, f"/api/v10{path}", query, headers, data))
