"""Which of the lab's tests Dendrite's authors don't claim to pass when it is server B, and which fail by its own fault.

The rest is promised by the specification, and a failure of it is one.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.parts.claims import Bug


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """What Dendrite doesn't have, as its authors' own text shows, and the tests that ask for it."""

    reference: str
    tests: tuple[str, ...]

    def covers(self, node: str) -> bool:
        """Tell whether a test, by its node id, asks for this."""
        return node in self.tests or node.partition("[")[0] in self.tests


_ROUTES = "Dendrite v0.15.2, clientapi/routing/routing.go"
_JOINING, _KNOCKING = "suites/federation/test_joining.py", "suites/federation/test_knocking.py"

UNCLAIMED = (
    Unclaimed(
        f"{_ROUTES}: no /knock",
        (
            f"{_JOINING}::test_knock",
            f"{_JOINING}::test_no_knock_where_nobody_listens",
            f"{_KNOCKING}::test_knock_opens_no_door",
            f"{_KNOCKING}::test_reason_is_seen",
            f"{_KNOCKING}::test_knock_again",
            f"{_KNOCKING}::test_knock_is_turned_down",
            f"{_KNOCKING}::test_no_knock_by_who_is_invited",
            f"{_KNOCKING}::test_no_knock_by_who_is_in_the_room",
            f"{_KNOCKING}::test_no_knock_by_who_is_banned",
        ),
    ),
    Unclaimed(
        f"{_ROUTES}: no /timestamp_to_event",
        ("suites/federation/test_history.py::test_event_next_to_a_time_is_found_on_another_server",),
    ),
)
BUGS: tuple[Bug, ...] = ()


def unclaimed(node: str) -> str:
    """Return why nobody claims that a test passes where B is a Dendrite; nothing where it is claimed."""
    return next((one.reference for one in UNCLAIMED if one.covers(node)), "")


def bug(node: str) -> Bug | None:
    """Return Dendrite's known bug that a test fails by, if there is one."""
    return next((known for known in BUGS if known.breaks(node)), None)
