"""Routes: a method and a path's pattern to a handler, whose function's name is the route's."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from fakes.federation import pdu
from fakes.federation.wire import MatrixError

if TYPE_CHECKING:
    from fakes.federation.peer import Peer
    from fakes.federation.room import Room
    from fakes.federation.wire import Answer, Request


@dataclass(frozen=True, slots=True)
class Call:
    """A request that found its route; ``origin`` is who signed it, empty where nobody needs to."""

    peer: Peer
    request: Request
    params: Mapping[str, str]
    origin: str
    query: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        """The body's JSON object; raises ``MatrixError`` for anything else."""
        try:
            value = json.loads(self.request.body)
        except ValueError as error:
            raise MatrixError(400, "M_NOT_JSON", str(error)) from None
        if not isinstance(value, dict):
            raise MatrixError(400, "M_BAD_JSON", "the body isn't an object")
        return value

    def asked(self, name: str, default: str = "") -> str:
        """Return a parameter of the query."""
        return self.query.get(name, [default])[0]

    def number(self, name: str, default: int, most: int) -> int:
        """Return a number of the query, at most ``most``; raises ``MatrixError``."""
        try:
            return min(int(self.asked(name, str(default))), most)
        except ValueError:
            raise MatrixError(400, "M_INVALID_PARAM", f"{name} is no number") from None

    def room(self) -> Room:
        """Return the room of the path; raises ``MatrixError`` unless the asking server has somebody in it."""
        room = self.known_room()
        if self.origin not in room.servers():
            raise MatrixError(403, "M_FORBIDDEN", f"{self.origin} isn't in that room")
        return room

    def known_room(self) -> Room:
        """Return the room of the path, whoever asks; raises ``MatrixError``."""
        room = self.peer.rooms.get(self.params["room"])
        if room is None:
            raise MatrixError(404, "M_NOT_FOUND", f"{self.peer.name} isn't in that room")
        return room

    def own_user(self, name: str = "user") -> str:
        """Return a user id of the path that must be the asking server's."""
        user = self.params[name]
        if pdu.server_of(user) != self.origin:
            raise MatrixError(403, "M_FORBIDDEN", f"{user} isn't {self.origin}'s")
        return user


Handler = Callable[[Call], Awaitable["Answer"]]


@dataclass(frozen=True, slots=True)
class Route:
    """``signed`` is false for what everybody may ask."""

    name: str
    method: str
    pattern: re.Pattern[str]
    handler: Handler
    signed: bool


ROUTES: list[Route] = []
_TOKEN = re.compile(r"\{(\w+)\}")


def serves(method: str, path: str, *, signed: bool = True) -> Callable[[Handler], Handler]:
    """Register a handler; ``{name}`` in the path stands for one encoded part."""
    pattern = re.compile(_TOKEN.sub(r"(?P<\1>[^/]+)", path))

    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(getattr(handler, "__name__", path), method, pattern, handler, signed))
        return handler

    return register


def find(request: Request) -> tuple[Route, dict[str, str]] | None:
    """Return the route of a request and the path's parts, decoded."""
    for route in ROUTES:
        match = route.pattern.fullmatch(request.path)
        if match is not None and route.method == request.method:
            return route, {name: unquote(part) for name, part in match.groupdict().items()}
    return None


def query_of(request: Request) -> dict[str, list[str]]:
    """Return the query's parameters."""
    return parse_qs(request.uri.partition("?")[2], keep_blank_values=True)
