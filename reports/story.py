"""The story of a test: the journal as lanes, events and arrows, for a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from harness.core.fact import Fact
from harness.core.laws.account import Account
from harness.core.timeline import Row, rows

STORY_VERSION = 1


@dataclass(frozen=True, slots=True)
class Lane:
    """A column: one network's fake, or one Matrix person's client."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; ``id`` is its first fact's number, ``lanes`` who saw it, in that order."""

    id: int
    ms: float
    lanes: tuple[str, ...]
    kind: str
    cause: str
    who: str
    place: str
    text: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One message on its way: from the event that said it to the event that is its copy, ``ms`` later."""

    source: int
    target: int
    ms: float


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that a page draws."""

    title: str
    lanes: tuple[Lane, ...]
    events: tuple[Event, ...]
    arrows: tuple[Arrow, ...] = ()
    logs: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"v": STORY_VERSION, **asdict(self)}


def tell(
    title: str, facts: Iterable[Fact], account: Account | None = None, logs: Mapping[str, str] | None = None
) -> Story:
    """Draw up a story; with the laws' ``account`` its arrows follow each message to its copies."""
    happened = rows(facts)
    start = happened[0].fact.at if happened else 0.0
    events = tuple(_event(row, start) for row in happened)
    shown = {event.id for event in events}
    arrows = tuple(arrow for arrow in _arrows(account) if {arrow.source, arrow.target} <= shown) if account else ()
    return Story(title, _lanes(happened), events, arrows, dict(logs or {}))


def _lanes(happened: Iterable[Row]) -> tuple[Lane, ...]:
    keys = {_lane(row.fact, witness) for row in happened for witness in row.witnesses}
    order = ("discord", "matrix", "telegram", "harness")
    ordered = sorted(keys, key=lambda key: (order.index(key.partition(".")[0]), key))
    return tuple(Lane(key, key.partition(".")[2] or key) for key in ordered)


def _lane(fact: Fact, witness: str) -> str:
    # A person's key says the network already; a fake and the harness have one lane each.
    return witness if witness.startswith(f"{fact.network}.") else fact.network


def _event(row: Row, start: float) -> Event:
    fact = row.fact
    return Event(
        id=fact.seq,
        ms=round((fact.at - start) * 1000, 1),
        lanes=tuple(dict.fromkeys(_lane(fact, witness) for witness in row.witnesses)),
        kind=fact.kind,
        cause=fact.cause,
        who=fact.author_name or fact.author,
        place=fact.place,
        text=fact.text,
        detail=dict(fact.detail),
    )


def _arrows(account: Account) -> Iterable[Arrow]:
    for _, owed, copy in account.pairs():
        source, target = owed.origin.first, copy.first
        yield Arrow(source.seq, target.seq, round((target.at - source.at) * 1000, 1))
