"""Requests and answers as bytes, and JSON into which texts can be put as they are."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """What one server asks another; ``uri`` is path and query as on the wire, header names are in lower case.

    ``sni`` is the name that TLS asked for, empty where it named none.
    """

    method: str
    uri: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    sni: str = ""

    @property
    def path(self) -> str:
        """The path, still encoded."""
        return self.uri.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back; ``cut`` closes the connection in place of an answer, after ``delay`` seconds."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    delay: float = 0.0
    cut: bool = False

    def json(self) -> Any:
        """Return the body as a JSON value, None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


# Carries a request to the server of that name; raises ``UnreachableError``.
Transport = Callable[[str, Request], Awaitable[Answer]]


class UnreachableError(Exception):
    """A server that couldn't be found or didn't answer; says why."""


class MatrixError(Exception):
    """An answer with an errcode, to whoever asked."""

    def __init__(self, status: int, errcode: str, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.errcode = errcode
        self.error = error

    def answer(self) -> Answer:
        """Return the error as the specification words it."""
        return Answer(self.status, dumps({"errcode": self.errcode, "error": self.error}))


@dataclass(frozen=True, slots=True)
class Raw:
    """A JSON text that :func:`dumps` puts in as it is, good or bad."""

    text: str


def dumps(value: Any) -> bytes:
    """Write ``value`` as JSON; each :class:`Raw` in it goes to the wire untouched."""
    raws: list[Raw] = []

    def place(raw: object) -> str:
        if not isinstance(raw, Raw):
            raise TypeError(f"{raw!r} is no JSON")
        raws.append(raw)
        return f"\x00raw{len(raws) - 1}\x00"

    text = json.dumps(value, default=place, separators=(",", ":"))
    for number, raw in enumerate(raws):
        text = text.replace(f'"\\u0000raw{number}\\u0000"', raw.text, 1)
    return text.encode()


def answer(value: Any, status: int = 200) -> Answer:
    """Return ``value`` as an answer in JSON."""
    return Answer(status, dumps(value))
