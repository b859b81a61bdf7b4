"""Faults that a test sets: what goes wrong, for whom, and how often."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import count
from math import ceil
from typing import TYPE_CHECKING, Any

from fakes.control import BadOrderError, seconds, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fakes.telegram.world import Happened, Person

_HANDSHAKE = ("dh_gen_retry", "dh_gen_fail")
_OF_CALLS = ("flood_wait", "error")
_BUDGET = "flood_budget"
_OF_FILES = ("slow", "lose_part")
_OF_UPDATES = ("drop_updates", "repeat_updates")
_HOLDS = ("hold", "hold_updates")
# What the number of a kind is called in its order.
_NUMBERED = {_BUDGET: "calls", "slow": "bytes_per_second", "dc_gone": "dc", "wrong_clock": "seconds"}
_NUMBERED |= {"hold_updates": "chat"}
KINDS = (*_OF_CALLS, _BUDGET, *_HOLDS, *_OF_UPDATES, *_HANDSHAKE, *_OF_FILES, "dc_gone", "wrong_clock")
_PARTS = ("upload.saveFilePart", "upload.saveBigFilePart")


@dataclass
class Fault:
    """What goes wrong, by its kind.

    ``flood_wait`` and ``error`` strike calls of ``method`` (any without one), ``drop_updates`` and ``repeat_updates``
    what is pushed, and ``dh_gen_retry`` and ``dh_gen_fail`` the last step of handshakes.
    ``hold`` lets calls of ``method`` wait until it is cleared, and ``hold_updates`` what is pushed about the chat
    ``number``; ``held`` is what waits, in the order in which it came.
    ``flood_budget`` lets each account call ``method`` ``number`` times in ``window`` seconds; ``spent`` are its calls.
    ``slow`` lets a client's files pass with ``number`` bytes a second, ``lose_part`` takes the part ``number`` (any
    without one) of an upload and forgets it. ``dc_gone`` takes the data centre ``number`` away, ``wrong_clock``
    puts the server's clock wrong by ``number`` seconds.
    ``person`` limits a fault to one account (by id), ``times`` to that many strikes; None stands for no limit.
    """

    kind: str
    method: str | None = None
    person: int | None = None
    times: int | None = None
    code: int = 420
    name: str = ""
    number: int | None = None
    window: float = 0
    spent: dict[int, deque[float]] = field(default_factory=dict)
    held: list[Callable[[], None]] = field(default_factory=list)


class Faults:
    """The faults that are set."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._faults: dict[str, Fault] = {}
        self._numbers = count(1)

    def set(self, order: Mapping[str, Any]) -> str:
        """Set a fault from a control order; return its id. Raises BadOrderError for an unknown kind."""
        kind = order["fault"]
        if kind not in KINDS:
            raise BadOrderError(f"unknown fault {kind!r}; there are: {', '.join(KINDS)}")
        fault = Fault(kind, order.get("method"), _number(order, "person"), _number(order, "times"))
        if kind in _HOLDS and fault.times is not None:
            raise BadOrderError(f"{kind} takes no times: it holds until it is cleared")
        if kind == "flood_wait":
            fault.name = f"FLOOD_WAIT_{whole(order['seconds'], 'seconds')}"
        elif kind == "error":
            fault.code, fault.name = whole(order["code"], "code"), str(order["name"])
        elif kind == "lose_part":
            fault.number = _number(order, "part")
        elif kind in _NUMBERED:
            fault.number = whole(order[_NUMBERED[kind]], _NUMBERED[kind])
        if kind == _BUDGET:
            fault.window = seconds(order["seconds"], "seconds")
        fault_id = str(next(self._numbers))
        self._faults[fault_id] = fault
        return fault_id

    def clear(self, fault_id: str | None = None) -> None:
        """Clear one fault, or all; what was held goes on."""
        if fault_id is not None and fault_id not in self._faults:
            raise BadOrderError(f"there is no fault {fault_id!r}")
        cleared = [self._faults.pop(each) for each in ([*self._faults] if fault_id is None else [fault_id])]
        for fault in cleared:
            for go_on in fault.held:
                go_on()

    def error_for(self, method: str, person: Person | None) -> tuple[int, str] | None:
        """Return the error (code, name) that a call meets, if any; counts as a strike."""
        for fault_id, fault in self._faults.items():
            if fault.kind in _OF_CALLS and fault.method in (None, method) and _concerns(fault, person):
                self._strike(fault_id)
                return fault.code, fault.name
        return self._overspent(method, person)

    def _overspent(self, method: str, person: Person | None) -> tuple[int, str] | None:
        """Return how long an account waits that has used up a budget; count the call otherwise."""
        now = self._clock()
        for fault in self._faults.values():
            if fault.kind != _BUDGET or fault.method not in (None, method) or not _concerns(fault, person):
                continue
            spent = fault.spent.setdefault(0 if person is None else person.id, deque())
            while spent and spent[0] <= now - fault.window:
                spent.popleft()
            if len(spent) >= (fault.number or 0):
                return 420, f"FLOOD_WAIT_{ceil(spent[0] + fault.window - now) if spent else ceil(fault.window)}"
            spent.append(now)
        return None

    def holding(self, method: str, person: Person | None) -> Fault | None:
        """Return the fault that lets a call wait, if any."""
        holds = (fault for fault in self._faults.values() if fault.kind == "hold")
        return next((hold for hold in holds if hold.method in (None, method) and _concerns(hold, person)), None)

    def withholding(self, happened: Happened, viewer: Person) -> Fault | None:
        """Return the fault that lets it wait to tell somebody of this, if any."""
        holds = (fault for fault in self._faults.values() if fault.kind == "hold_updates")
        chat = None if happened.place.kind == "private" else happened.place.id
        return next((hold for hold in holds if hold.number == chat and _concerns(hold, viewer)), None)

    def handshake(self) -> str | None:
        """Return how the last step of a handshake fails (``dh_gen_retry``, ``dh_gen_fail``); counts as a strike."""
        for fault_id, fault in self._faults.items():
            if fault.kind in _HANDSHAKE:
                self._strike(fault_id)
                return fault.kind
        return None

    def speed_of(self, method: str, person: Person | None) -> int | None:
        """Return how many bytes of files pass in a second; None for as many as there are. Counts as a strike."""
        for fault_id, fault in self._faults.items():
            is_meant = fault.method == method or (fault.method is None and method.startswith("upload."))
            if fault.kind == "slow" and is_meant and _concerns(fault, person):
                self._strike(fault_id)
                return max(1, fault.number or 0)
        return None

    def loses(self, method: str, part: int | None, person: Person | None) -> bool:
        """Tell whether a part of an upload gets lost though the client is told otherwise; counts as a strike."""
        for fault_id, fault in self._faults.items():
            is_meant = fault.kind == "lose_part" and method in _PARTS and fault.number in (None, part)
            if is_meant and _concerns(fault, person):
                self._strike(fault_id)
                return True
        return False

    def copies_for(self, person: Person) -> int:
        """Return how many times what is pushed to ``person`` now comes: 0 where it gets lost; counts as a strike."""
        for fault_id, fault in self._faults.items():
            if fault.kind in _OF_UPDATES and _concerns(fault, person):
                self._strike(fault_id)
                return 0 if fault.kind == "drop_updates" else 2
        return 1

    def is_gone(self, dc: int) -> bool:
        """Tell whether a data centre takes no connections."""
        return any(fault.kind == "dc_gone" and fault.number == dc for fault in self._faults.values())

    @property
    def clock_error(self) -> int:
        """How many seconds the server's clock is ahead, or behind where it is below 0."""
        return sum(fault.number or 0 for fault in self._faults.values() if fault.kind == "wrong_clock")

    def _strike(self, fault_id: str) -> None:
        fault = self._faults[fault_id]
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                del self._faults[fault_id]


def _concerns(fault: Fault, person: Person | None) -> bool:
    return fault.person is None or (person is not None and person.id == fault.person)


def _number(order: Mapping[str, Any], field: str) -> int | None:
    return None if order.get(field) is None else whole(order[field], field)


def wrong_by(clock: Callable[[], float], faults: Faults) -> Callable[[], float]:
    """Return a clock that goes wrong when a fault says so."""
    return lambda: clock() + faults.clock_error
