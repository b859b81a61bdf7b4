"""Which tests come next, so that what they need is made while others run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest


def following(test: pytest.Item, fixture: str) -> Iterator[pytest.Item]:
    """Yield the tests after one that use a fixture; with workers, another one may get some of them."""
    items = test.session.items
    after = islice(items, items.index(test) + 1, None)
    return (item for item in after if fixture in getattr(item, "fixturenames", ()))
