"""Tests as evidence for a capability: what is claimed of it, what was shown, and how long things took."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from harness.core.latency import deliveries
from harness.core.laws.account import Account
from harness.parts import claims, dendrite_claims
from harness.spec import StackSpec
from reports.capabilities import Told, tell

MARKER = "capability(name, way=None): what this test shows a bridge to carry, by default from `here` to `there`"
SHORT_PATIENCE = 8.0  # seconds
# What a capability's latency is that of; a message's for all others.
_KINDS = {"edit": "edit", "delete": "delete", "reaction": "reaction"}
# What isn't about a message that is carried between the scene's places, so that there is no way of it to be timed.
_UNTIMED = frozenset(
    {"pin", "typing", "read receipt", "presence", "name and avatar", "room name and avatar", "membership", "rights"}
    | {"direct message", "group creation", "supergroup migration", "history"}
)


def read(items: Iterable[pytest.Item], spec: StackSpec) -> None:
    """Note on each test what it is evidence for; what nobody claims is marked so, unless its author did already.

    So is what fails by a known bug of the bridge that runs.
    """
    claimed = claims.of(go_telegram=spec.go_telegram)
    for item in items:
        _mark_broken(item, claims.bug(claimed, item.nodeid))
        marker = item.get_closest_marker("capability")
        if marker is None:
            continue
        name, way = _meant(item, marker)
        by = list(claims.unclaimed(claimed, name, way))
        tell(item, Told(name, way, claimed=not by))
        if by and not any(item.get_closest_marker(mark) for mark in ("not_claimed", "known_broken")):
            item.add_marker(pytest.mark.not_claimed(reference="; ".join(by)))


def read_of_dendrite(items: Iterable[pytest.Item]) -> None:
    """Note on each test what is known of it where the lab's server B is a Dendrite."""
    for item in items:
        _mark_broken(item, dendrite_claims.bug(item.nodeid))
        if reference := dendrite_claims.unclaimed(item.nodeid):
            item.add_marker(pytest.mark.not_claimed(reference=reference))


def _mark_broken(item: pytest.Item, bug: claims.Bug | None) -> None:
    if bug:
        item.add_marker(pytest.mark.known_broken(scenario=bug.scenario, reference=bug.reference))


def patience(test: pytest.Item, usual: float) -> float:
    """Return how many seconds a test waits for what should come: fewer than usual where it need not, or never does."""
    doubtful = any(test.get_closest_marker(mark) for mark in ("not_claimed", "known_broken"))
    return min(usual, SHORT_PATIENCE) if doubtful else usual


def _meant(item: pytest.Item, marker: pytest.Mark) -> tuple[str, str]:
    """Return a test's capability and way; ``pytest.UsageError`` for one that nobody knows."""
    params: dict[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    way = marker.kwargs.get("way") or f"{params.get('here')}-to-{params.get('there', 'matrix')}"
    name = marker.args[0] if marker.args else ""
    if name not in claims.CAPABILITIES or way not in claims.WAYS:
        raise pytest.UsageError(f"{item.nodeid}: no capability {name!r} or no way {way!r}; see harness/parts/claims.py")
    return name, way


def all_claims(spec: StackSpec) -> Iterator[tuple[str, str, bool]]:
    """Yield every capability and way, and whether it is claimed of such a superbridge."""
    claimed = claims.of(go_telegram=spec.go_telegram)
    for name in claims.CAPABILITIES:
        for way in claims.WAYS:
            yield name, way, not list(claims.unclaimed(claimed, name, way))


def took(account: Account, told: Told) -> list[float]:
    """Return the milliseconds that what this test is about took on its way."""
    if told.name in _UNTIMED:
        return []
    kind = _KINDS.get(told.name, "message")
    return [
        round(one.ms, 1) for one in deliveries(account) if (one.kind, f"{one.here}-to-{one.there}") == (kind, told.way)
    ]
