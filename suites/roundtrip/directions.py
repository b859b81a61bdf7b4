"""The six ways from one network to another."""

from __future__ import annotations

from itertools import permutations

import pytest

NETWORKS = ("discord", "matrix", "telegram")
DIRECTIONS = [pytest.param(here, there, id=f"{here}-to-{there}") for here, there in permutations(NETWORKS, 2)]

each_way = pytest.mark.parametrize(("here", "there"), DIRECTIONS)
"""Runs a test once for each way, with the networks' names as ``here`` and ``there``."""


def only(*ways: str) -> pytest.MarkDecorator:
    """Run a test for some of the ways, written as in ``discord-to-matrix``: not every network has everything."""
    return pytest.mark.parametrize(("here", "there"), [pytest.param(*way.split("-to-"), id=way) for way in ways])
