"""Which endpoints of the server-server API are served, and which are refused."""

from __future__ import annotations

from typing import Any

from fakes.federation.services.registry import ROUTES, Route

# What the specification has and nothing here serves.
_LACKING = (
    ("hierarchy", "spaces"),
    ("sign", "policy servers"),
    ("exchange_third_party_invite", "third parties' invites"),
    ("3pid/onbind", "third parties' invites"),
    ("query/{queryType}", "queries of types that the specification doesn't name"),
)


def coverage() -> dict[str, Any]:
    """Return each endpoint by its route's name (``fakes/schema/coverage.v1.json``)."""
    served = [{"name": route.name, "area": _area(route), "state": "served"} for route in ROUTES]
    refused = [{"name": name, "area": area, "state": "refused"} for name, area in _LACKING]
    return {"v": 1, "service": "federation", "calls": served + refused}


def _area(route: Route) -> str:
    return route.handler.__module__.rpartition(".")[2]
