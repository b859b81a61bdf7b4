"""Whether servers agree about a room: what each of them shows of it, side by side. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from harness.core.fact import Fact

NOTE = "what the server shows"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A room as one server has it.

    ``state`` maps "type|state key" to an event's id and ``contents`` to its content, ``extremities`` are the ids of the
    events that nothing follows yet, and ``history`` those of everything in the timeline.
    """

    server: str
    state: Mapping[str, str]
    contents: Mapping[str, Mapping[str, Any]]
    extremities: frozenset[str]
    history: frozenset[str]

    def fact(self, room: str) -> Fact:
        """Return the snapshot as a fact for the journal."""
        detail = {
            "state": dict(self.state),
            "contents": dict(self.contents),
            "extremities": sorted(self.extremities),
            "history": sorted(self.history),
        }
        return Fact(0, "matrix", "note", f"matrix.{self.server}", room, text=NOTE, ref=self.server, detail=detail)

    @classmethod
    def from_fact(cls, fact: Fact) -> Self:
        """Read what ``fact`` wrote."""
        detail = fact.detail
        return cls(
            fact.ref,
            detail["state"],
            detail["contents"],
            frozenset(detail["extremities"]),
            frozenset(detail["history"]),
        )

    def membership(self, user_id: str) -> str:
        """Return what somebody is in the room: ``join``, ``leave``, …; ``leave`` for who never was in it."""
        return str(self.contents.get(f"m.room.member|{user_id}", {}).get("membership", "leave"))

    def power(self, user_id: str) -> int:
        """Return somebody's power level, as the levels list it."""
        return int(self.contents["m.room.power_levels|"].get("users", {}).get(user_id, 0))

    @property
    def name(self) -> str:
        """What the room is called."""
        return str(self.contents.get("m.room.name|", {}).get("name", ""))

    @property
    def topic(self) -> str:
        """What the room is about."""
        return str(self.contents.get("m.room.topic|", {}).get("topic", ""))


def snapshot(
    server: str,
    state: Iterable[Mapping[str, Any]],
    extremities: Iterable[Mapping[str, Any]],
    history: Iterable[Mapping[str, Any]],
) -> Snapshot:
    """Make a snapshot from events and extremities as Synapse's admin API tells them."""
    current = {f"{event['type']}|{event['state_key']}": event for event in state}
    return Snapshot(
        server,
        {key: str(event["event_id"]) for key, event in current.items()},
        {key: event["content"] for key, event in current.items()},
        frozenset(str(each["event_id"]) for each in extremities),
        frozenset(str(event["event_id"]) for event in history),
    )


def differences(snapshots: Sequence[Snapshot], *, history: bool = True) -> list[str]:
    """Say in which state, extremities and ``history`` servers differ from the first; nothing means that they agree."""
    first, *others = snapshots
    sets = ("extremities", "history") if history else ("extremities",)
    return [line for other in others for line in _between(first, other, sets)]


def _between(one: Snapshot, other: Snapshot, sets: Iterable[str]) -> Iterable[str]:
    for key in sorted({*one.state, *other.state}):
        if (here := one.state.get(key)) != (there := other.state.get(key)):
            yield f"state {key}: {here} on {one.server}, {there} on {other.server}"
    for name in sets:
        mine, theirs = getattr(one, name), getattr(other, name)
        for holder, lacking, ids in ((one, other, mine - theirs), (other, one, theirs - mine)):
            if ids:
                yield f"{name}: {', '.join(sorted(ids))} on {holder.server} and not on {lacking.server}"
