"""Which data centres there are; one process serves them all, each on a port of its own.

Keys and salts belong to one data centre, an account lives in one, and so does a file: https://core.telegram.org/api/datacenter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.control import BadOrderError, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class DataCenters:
    """Ports by number; ``home`` is where accounts live unless somebody says otherwise, ``advertise`` the address."""

    home: int
    advertise: str
    ports: Mapping[int, int]

    def check(self, homes: Iterable[int]) -> None:
        """Raise ValueError unless all of ``homes`` are served, which a state from before may not be."""
        missing = sorted(set(homes) - set(self.ports))
        if missing:
            raise ValueError(f"people live in data centre {missing[0]}; serve it with --other-dc {missing[0]}:PORT")

    def ordered(self, number: object) -> int:
        """Return a data centre that an order names; raise BadOrderError where there is no such one."""
        if number is None:
            return self.home
        wanted = whole(number, "dc")
        if wanted not in self.ports:
            there = ", ".join(str(each) for each in sorted(self.ports))
            raise BadOrderError(f"there is no data centre {wanted}, only {there}; --other-dc adds one")
        return wanted
