"""The six ways from one server to another."""

from __future__ import annotations

from itertools import permutations

import pytest

DIRECTIONS = [pytest.param(here, there, id=f"{here}-to-{there}") for here, there in permutations("abc", 2)]

each_way = pytest.mark.parametrize(("here", "there"), DIRECTIONS)
"""Runs a test once for each way, with the servers' short names as ``here`` and ``there``."""

each_version = pytest.mark.parametrize("version", [str(number) for number in range(1, 13)], ids="v{}".format)
"""Runs a test once for each stable room version."""
