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
_INVITATIONS = "suites/federation/test_invitations.py"
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
            "suites/federation/test_restricted.py::test_restricted_room_with_knocking_lets_members_in",
        ),
    ),
    Unclaimed(
        f"{_ROUTES}: no /timestamp_to_event",
        ("suites/federation/test_history.py::test_event_next_to_a_time_is_found_on_another_server",),
    ),
    Unclaimed(
        "Complement's TestThreadedReceipts, which leaves Dendrite out",
        ("suites/federation/test_notices.py::test_receipt_in_a_thread_is_seen_on_another_server",),
    ),
    Unclaimed(
        "matrix-org/matrix-spec#1703: no server is promised to hear of it",
        (f"{_INVITATIONS}::test_invitation_is_taken_back",),
    ),
    # These two are races, lost now and then: no run can be held to them.
    Unclaimed(
        "element-hq/dendrite#3123: an invitation is shown before it is in the room's state",
        (f"{_INVITATIONS}::test_invitation_where_the_server_is_in_the_room",),
    ),
    Unclaimed(
        "Dendrite v0.15.2, sytest-blacklist: presence in new federated chats is flaky",
        ("suites/federation/test_notices.py::test_new_companion_learns_presence",),
    ),
)

_MESSAGE, _RESTRICTED = "suites/federation/test_message.py", "suites/federation/test_restricted.py"
_REDACTION = f"{_MESSAGE}::test_redaction_reaches_the_others"
_NO_ALIAS = f"{_JOINING}::test_no_join_by_an_alias_that_is_none"
_ANOTHER_SERVER = f"{_RESTRICTED}::test_server_without_power_asks_another"
_CLOSED_DOOR = "suites/federation/test_state_resolution.py::test_closed_door_undoes_a_join"
_REFUSED_BESIDE = f"{_INVITATIONS}::test_refusal_where_the_server_is_in_the_room"
_FILE_NAME = "suites/federation/test_media.py::test_name_of_a_file_outlives_the_way"

BUGS = (
    Bug(
        (f"{_REDACTION}[a-to-b]", f"{_REDACTION}[c-to-b]"),
        scenario=f"{_REDACTION}[a-to-b]",
        # It looks for `redacts` beside the content, where room versions up to 10 have it.
        reference="gomatrixserverlib 6697d93cbcba, eventV1.go",
    ),
    Bug((_NO_ALIAS,), scenario=_NO_ALIAS, reference="Dendrite v0.15.2, roomserver/internal/perform/perform_join.go"),
    Bug(
        (_ANOTHER_SERVER, f"{_RESTRICTED}::test_join_goes_on_to_a_server_that_can_vouch"),
        scenario=f"{_ANOTHER_SERVER}[restricted]",
        reference="element-hq/dendrite#2801",
    ),
    # It refuses by way of the other server, and doesn't take the refusal into its own room.
    Bug(
        (_REFUSED_BESIDE,),
        scenario=_REFUSED_BESIDE,
        reference="Dendrite v0.15.2, roomserver/internal/perform/perform_leave.go",
    ),
    # What only one of the states has that are resolved it takes for undisputed.
    Bug((_CLOSED_DOOR,), scenario=f"{_CLOSED_DOOR}[v11]", reference="Dendrite v0.15.2, roomserver/state/state.go"),
    # It looks for the name in the head of the whole answer, and not of that part which the file is in.
    Bug((_FILE_NAME,), scenario=f"{_FILE_NAME}[plain]", reference="Dendrite v0.15.2, mediaapi/routing/download.go"),
)


def unclaimed(node: str) -> str:
    """Return why nobody claims that a test passes where B is a Dendrite; nothing where it is claimed."""
    return next((one.reference for one in UNCLAIMED if one.covers(node)), "")


def bug(node: str) -> Bug | None:
    """Return Dendrite's known bug that a test fails by, if there is one."""
    return next((known for known in BUGS if known.breaks(node)), None)
