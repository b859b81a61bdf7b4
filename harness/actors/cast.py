"""The people of a scene on one network, by the names that tests use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from harness.actors.person import Person
from harness.core.fact import Fact

P = TypeVar("P", bound=Person)


class Cast(Generic[P]):
    """``discord.alice``, ``discord.bob``: fresh people of this test, with accounts on this network only."""

    def __init__(self, network: str, people: Mapping[str, P]) -> None:
        self._network = network
        self._people = dict(people)

    def __getattr__(self, name: str) -> P:
        try:
            person = self._people[name]
        except KeyError:
            known = f"there are {', '.join(self._people)}" if self._people else "the test names nothing that is there"
            raise AttributeError(f"nobody on {self._network} is called {name!r}; {known}") from None
        person.arrives()
        return person

    def __len__(self) -> int:
        return len(self._people)

    def __iter__(self) -> Iterator[P]:
        return iter(self._people.values())

    async def talk_in_turns(self, rounds: int) -> list[Fact]:
        """Have everybody say something in each of ``rounds``, one after another; return all that was said."""
        said = []
        for turn in range(1, rounds + 1):
            said += [await getattr(self, name).says(f"{name}, turn {turn}") for name in self._people]
        return said
