"""A step that every client goes through; its name is a row of the table."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tests.acceptance.driver import CannotError, ClientError

Play = TypeVar("Play")


@dataclass(frozen=True)
class Step(Generic[Play]):
    """A row; ``full`` ones take long and are left out of short runs."""

    name: str
    deed: Callable[[Play], None]
    full: bool = False


class Steps(Generic[Play]):
    """A part of the script, in order."""

    def __init__(self) -> None:
        self._steps: list[Step[Play]] = []

    def __iter__(self) -> Iterator[Step[Play]]:
        return iter(self._steps)

    def step(self, name: str, *, full: bool = False) -> Callable[[Callable[[Play], None]], Callable[[Play], None]]:
        """Add a step under its name."""

        def add(deed: Callable[[Play], None]) -> Callable[[Play], None]:
            self._steps.append(Step(name, deed, full))
            return deed

        return add

    def add(self, step: Step[Play]) -> None:
        """Add a step that was made elsewhere."""
        self._steps.append(step)


def carry_out(step: Step[Play], play: Play) -> dict[str, Any]:
    """Carry out one step; return its verdict (`passed`, `can't`, `failed`), its reason and its seconds."""
    begun = time.monotonic()
    verdict, why = "passed", ""
    try:
        step.deed(play)
    except CannotError as error:
        verdict, why = "can't", str(error)
    except (AssertionError, ClientError) as error:
        verdict, why = "failed", f"{getattr(error, 'name', '')} {error}".strip()
    print(f"{verdict}: {step.name} {why}", file=sys.stderr, flush=True)  # noqa: T201 - how far it got
    return {"step": step.name, "verdict": verdict, "why": why, "seconds": round(time.monotonic() - begun, 2)}
