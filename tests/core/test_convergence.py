"""Whether servers agree about a room."""

from __future__ import annotations

from dataclasses import replace

from harness.core.convergence import Snapshot, differences, snapshot

TOPIC = {"type": "m.room.topic", "state_key": "", "event_id": "$topic", "content": {"topic": "tea"}}
LEVELS = {"type": "m.room.power_levels", "state_key": "", "event_id": "$levels", "content": {"users": {"@bob:b": 50}}}
BOB = {"type": "m.room.member", "state_key": "@bob:b", "event_id": "$bob", "content": {"membership": "join"}}
SAID = {"type": "m.room.message", "event_id": "$said", "content": {"body": "hello"}}

A = snapshot("a", [TOPIC, LEVELS, BOB], [{"event_id": "$said"}], [TOPIC, LEVELS, BOB, SAID])
B = replace(A, server="b")


def test_equal_rooms_agree() -> None:
    """Two servers that show the same differ in nothing."""
    assert differences([A, B, replace(A, server="c")]) == []


def test_every_server_is_compared() -> None:
    """A difference of the third server counts like one of the second."""
    third = replace(A, server="c", extremities=frozenset())

    assert differences([A, B, third]) == ["extremities: $said on a and not on c"]


def test_other_event_in_the_state_is_a_difference() -> None:
    """The same content by another event is another state; so is an entry that only one of them has."""
    other = replace(B, state={**B.state, "m.room.topic|": "$other"})
    lacking = replace(B, state={"m.room.topic|": "$topic", "m.room.power_levels|": "$levels"})

    assert differences([A, other]) == ["state m.room.topic|: $topic on a, $other on b"]
    assert differences([A, lacking]) == ["state m.room.member|@bob:b: $bob on a, None on b"]


def test_history_counts_unless_it_is_left_out() -> None:
    """An event that one server shows and the other doesn't is told, in both directions, or not asked for."""
    other = replace(B, history=B.history - {"$said"} | {"$heard"})

    assert differences([A, other]) == ["history: $said on a and not on b", "history: $heard on b and not on a"]
    assert differences([A, other], history=False) == []


def test_snapshot_survives_the_journal() -> None:
    """What a fact carries is the whole snapshot."""
    assert Snapshot.from_fact(A.fact("!room")) == A


def test_snapshot_tells_members_levels_and_topic() -> None:
    """Who never was in the room has left it, and who isn't listed has no power."""
    assert (A.topic, A.membership("@bob:b"), A.membership("@eve:e")) == ("tea", "join", "leave")
    assert (A.power("@bob:b"), A.power("@eve:e")) == (50, 0)
