"""A step that every client goes through; its name is a row of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.telegram.acceptance.play import Play

Deed = Callable[["Play"], None]


@dataclass(frozen=True)
class Step:
    """A row; ``full`` ones take long and are left out of short runs."""

    name: str
    deed: Deed
    full: bool = False


class Steps:
    """A part of the script, in order."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps)

    def step(self, name: str, *, full: bool = False) -> Callable[[Deed], Deed]:
        """Add a step under its name."""

        def add(deed: Deed) -> Deed:
            self._steps.append(Step(name, deed, full))
            return deed

        return add

    def add(self, step: Step) -> None:
        """Add a step that was made elsewhere."""
        self._steps.append(step)
