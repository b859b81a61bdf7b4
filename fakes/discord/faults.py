"""Faults that a test orders: the order of answer and event, 429s, failing routes, lost events, hosts that are down."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count


@dataclass(slots=True)
class Fault:
    """One standing fault.

    ``route`` is ``METHOD /template``, ``place`` a channel's or guild's id, ``person`` an account's, ``event`` the name
    of a dispatch, ``host`` one of Discord's; empty they match any. ``times`` counts down to 0, and a negative number
    never ends. ``seconds`` is the gap between answer and event, how long a 429 lasts, or how late an event comes.
    ``everywhere`` makes that 429 a global one.
    """

    kind: str
    route: str = ""
    place: str = ""
    person: str = ""
    scope: str = ""
    event: str = ""
    host: str = ""
    times: int = -1
    seconds: float = 0.0
    status: int = 0
    bytes_per_second: int = 0
    everywhere: bool = False

    def strikes(self, target: Target) -> bool:
        """Tell whether something is what this fault was set for."""
        wanted = (self.route, self.person, self.scope, self.event, self.host)
        found = (target.route, target.person, target.scope, target.event, target.host)
        fits = all(want in ("", have) for want, have in zip(wanted, found, strict=True))
        return fits and (not self.place or self.place in target.places)


@dataclass(frozen=True, slots=True)
class Target:
    """What may run into a fault: a request, a file, an event on its way to a session; ``places`` are all it is in."""

    route: str = ""
    places: tuple[str, ...] = ()
    person: str = ""
    scope: str = ""
    event: str = ""
    host: str = ""


class Faults:
    """The standing faults by id."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._standing: dict[str, Fault] = {}

    def __bool__(self) -> bool:
        return bool(self._standing)

    def set(self, fault: Fault) -> str:
        """Let a fault stand; return its id."""
        number = str(next(self._numbers))
        self._standing[number] = fault
        return number

    def clear(self, fault_id: str = "", scope: str = "") -> None:
        """Undo one fault, those of a scope, or all."""
        for number, fault in list(self._standing.items()):
            if fault_id in ("", number) and scope in ("", fault.scope):
                del self._standing[number]

    def hit(self, kind: str, target: Target) -> Fault | None:
        """Return the newest fault of a kind that something runs into, and count it."""
        for number in reversed(self._standing):
            fault = self._standing[number]
            if fault.kind == kind and fault.strikes(target):
                fault.times -= 1
                if fault.times == 0:
                    del self._standing[number]
                return fault
        return None
