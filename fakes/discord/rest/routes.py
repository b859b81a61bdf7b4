"""How a noun's file declares its routes, and how a path finds one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.rest.call import Call

Handler = Callable[["Call"], Any]
_PARAM = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path template; ``open_to_all`` routes need no token. None as a result is 204.

    ``rows`` routes take a list as body; ``refuses`` marks what is documented and not served.
    """

    method: str
    template: str
    handler: Handler
    open_to_all: bool = False
    status: int = 200
    rows: bool = False
    refuses: bool = False
    pattern: re.Pattern[str] = field(init=False, compare=False)
    key: str = field(init=False, compare=False)
    """The route's name in the witness, in faults and in limits: ``METHOD /template``."""

    def __post_init__(self) -> None:
        parts = _PARAM.split(self.template)
        regex = "".join(re.escape(part) if n % 2 == 0 else f"(?P<{part}>[^/]+)" for n, part in enumerate(parts))
        object.__setattr__(self, "pattern", re.compile(regex))
        object.__setattr__(self, "key", f"{self.method} {self.template}")


class Routes:
    """Collects a file's routes; each method decorates a handler."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def on(
        self, method: str, template: str, *, open_to_all: bool = False, status: int = 200, rows: bool = False
    ) -> Callable[[Handler], Handler]:
        """Register the handler for a method and template."""

        def register(handler: Handler) -> Handler:
            self._routes.append(Route(method, template, handler, open_to_all, status, rows))
            return handler

        return register


class Table:
    """All routes; more literal templates win over ones with parameters."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_depth: dict[int, list[Route]] = {}
        for route in sorted(routes, key=lambda route: route.template.count("{")):
            self._by_depth.setdefault(route.template.count("/"), []).append(route)

    def find(self, method: str, path: str) -> tuple[Route | None, Json, bool]:
        """Return the route, its parameters, and whether the path is known by another method."""
        path, known = path.replace("%40", "@"), False  # some clients escape the @ of @me
        for route in self._by_depth.get(path.count("/"), ()):
            match = route.pattern.fullmatch(path)
            if match is None:
                continue
            if route.method == method:
                return route, match.groupdict(), True
            known = True
        return None, {}, known


def template_of(path: str) -> str:
    """Return an unknown path with its ids and secrets blanked, so that it can be a name."""
    parts = ["{id}" if part.isdigit() else "{token}" if len(part) > 40 else part for part in path.split("/")]
    return "/".join(parts)
