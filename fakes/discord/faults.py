"""Faults that a test orders: the order of answer and event, 429s, failing routes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Literal

Order = Literal["reply_first", "event_first"]


@dataclass(slots=True)
class Fault:
    """One standing fault.

    ``route`` is ``METHOD /template`` and ``place`` a channel's or guild's id; empty they match any. ``times`` counts
    down to 0, and a negative number never ends. ``seconds`` is the gap between answer and event, or how long a 429
    lasts. ``everywhere`` makes that 429 a global one.
    """

    kind: str
    route: str = ""
    place: str = ""
    times: int = -1
    seconds: float = 0.0
    status: int = 0
    everywhere: bool = False


class Faults:
    """The standing faults by id."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._standing: dict[str, Fault] = {}

    def set(self, fault: Fault) -> str:
        """Let a fault stand; return its id."""
        number = str(next(self._numbers))
        self._standing[number] = fault
        return number

    def clear(self, fault_id: str = "") -> None:
        """Undo one fault, or all."""
        if fault_id:
            self._standing.pop(fault_id, None)
        else:
            self._standing.clear()

    def hit(self, kind: str, route: str, place: str) -> Fault | None:
        """Return the newest fault of a kind that a request runs into, and count it."""
        for number in reversed(self._standing):
            fault = self._standing[number]
            if fault.kind == kind and fault.route in ("", route) and fault.place in ("", place):
                fault.times -= 1
                if fault.times == 0:
                    del self._standing[number]
                return fault
        return None
