"""What Discord documents: each of its routes is served, or refused by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fakes.discord.errors import not_served
from fakes.discord.rest.call import Call
from fakes.discord.rest.routes import Handler, Route

_DATA = Path(__file__).parents[1] / "documented.json"
_PARAM = re.compile(r"\{\w+\}")


@cache
def areas() -> dict[str, list[str]]:
    """Return the documented routes (``METHOD /template``) by area of the documentation."""
    found: dict[str, list[str]] = json.loads(_DATA.read_text())["areas"]
    return found


def refusing(served: Iterable[Route]) -> Iterator[Route]:
    """Yield a route that refuses by name for every documented one that isn't served."""
    known = {_blank(route.key) for route in served}
    for names in areas().values():
        for name in names:
            if _blank(name) not in known:
                method, template = name.split(" ")
                yield Route(method, template, _refuser(name), open_to_all="{token}" in template, refuses=True)


def coverage(routes: Iterable[Route]) -> dict[str, Any]:
    """Return which documented routes are served and which refused, and what is served beyond them."""
    served = {_blank(route.key): route.key for route in routes if not route.refuses}
    calls = [
        {"name": name, "area": area, "state": "served" if _blank(name) in served else "refused"}
        for area, names in areas().items()
        for name in names
    ]
    documented = {_blank(str(call["name"])) for call in calls}
    beyond = sorted(key for blank, key in served.items() if blank not in documented)
    calls += [{"name": key, "area": "beyond the documentation", "state": "served"} for key in beyond]
    return {"v": 1, "service": "discord", "calls": calls}


def _blank(name: str) -> str:
    """Return a route's name without its parameters' names, which are ours."""
    return _PARAM.sub("{}", name)


def _refuser(name: str) -> Handler:
    def refuse(_: Call) -> None:
        """Refuse by name."""
        raise not_served(name)

    return refuse
