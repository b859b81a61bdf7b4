"""A street of forgers: started and stopped by order, each by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from fakes.control import ActError, BadOrderError
from fakes.federation.street import Street

HERE, THERE = "10.0.0.1", "10.0.0.2"


class Town:
    """What a street does: which addresses it gives, and whom it serves now, by their command lines."""

    def __init__(self) -> None:
        self.given: list[str] = []
        self.served: list[Sequence[str]] = []
        self.street = Street(self._serves, self.given.append)

    async def starts(self, address: str, *arguments: str) -> Mapping[str, Any]:
        """Order a forger."""
        return await self.street.operations()["forger.start"]({"address": address, "arguments": arguments})

    async def stops(self, address: str) -> Mapping[str, Any]:
        """Order one to stop."""
        return await self.street.operations()["forger.stop"]({"address": address})

    @asynccontextmanager
    async def _serves(self, arguments: Sequence[str]) -> AsyncIterator[None]:
        if "--unheard-of" in arguments:
            raise SystemExit(2)
        self.served.append(arguments)
        yield
        self.served.remove(arguments)


async def test_forgers_live_at_their_addresses() -> None:
    """Each is served at its own address, which it is given first, until it is stopped or all are."""
    town = Town()
    await town.starts(HERE, "--name", "a.test")
    await town.starts(THERE, "--name", "b.test")
    assert town.given == [HERE, THERE]
    assert town.served == [["--host", HERE, "--name", "a.test"], ["--host", THERE, "--name", "b.test"]]

    await town.stops(HERE)
    assert town.served == [["--host", THERE, "--name", "b.test"]]

    await town.street.close()
    assert town.served == []


async def test_orders_that_make_no_sense_are_refused() -> None:
    """A second forger at an address, one that can't be told from its command line, and the end of nobody."""
    town = Town()
    await town.starts(HERE)

    with pytest.raises(ActError, match=f"there is a forger at {HERE}"):
        await town.starts(HERE)
    with pytest.raises(BadOrderError, match="no forger starts so"):
        await town.starts(THERE, "--unheard-of")
    with pytest.raises(ActError, match=f"there is no forger at {THERE}"):
        await town.stops(THERE)

    assert len(town.served) == 1
