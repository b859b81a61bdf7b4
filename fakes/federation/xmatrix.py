"""The ``Authorization: X-Matrix`` header (server-server API, "Request Authentication")."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fakes.federation import keys

if TYPE_CHECKING:
    from signedjson.types import SigningKey

_PARAMETER = re.compile(r'\s*([!#$%&\'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]*))\s*(?:,|$)')


class HeaderError(ValueError):
    """A header that is none of X-Matrix, or lacks a parameter; says which."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A header's parameters; ``destination`` is empty where an old server left it out."""

    origin: str
    destination: str
    key: str
    sig: str

    def header(self) -> str:
        """Return the header as the specification tells senders to write it."""
        destination = f'destination="{self.destination}",' if self.destination else ""
        return f'X-Matrix origin="{self.origin}",{destination}key="{self.key}",sig="{self.sig}"'


@dataclass(frozen=True, slots=True)
class Signable:
    """A request as it is signed; ``uri`` is path and query, ``body`` the bytes, of which the JSON value is signed."""

    method: str
    uri: str
    origin: str
    destination: str
    body: bytes = b""

    def value(self) -> dict[str, Any]:
        """Return the JSON that the signature covers; raises ``ValueError`` for a body that isn't JSON."""
        value: dict[str, Any] = {
            "method": self.method,
            "uri": self.uri,
            "origin": self.origin,
            "destination": self.destination,
        }
        if self.body:
            value["content"] = json.loads(self.body)
        return value


def signed(request: Signable, key: SigningKey) -> Credentials:
    """Sign a request with a key of its origin's."""
    return Credentials(request.origin, request.destination, keys.key_id(key), keys.signature(request.value(), key))


def parse(header: str) -> Credentials:
    """Read a header; raises ``HeaderError``. Parameters that nobody knows are ignored."""
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() != "x-matrix":
        raise HeaderError(f"the scheme is {scheme!r}, not X-Matrix")
    found: dict[str, str] = {}
    position = 0
    while position < len(rest):
        match = _PARAMETER.match(rest, position)
        if match is None:
            raise HeaderError(f"no parameter can be read at {rest[position : position + 20]!r}")
        name, quoted, plain = match.groups()
        found[name.lower()] = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain
        position = match.end()
    missing = [name for name in ("origin", "key", "sig") if not found.get(name)]
    if missing:
        raise HeaderError(f"the header lacks {', '.join(missing)}")
    return Credentials(found["origin"], found.get("destination", ""), found["key"], found["sig"])
