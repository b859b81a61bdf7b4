"""The story of a test: the journal and the logs as lanes, events, lines and arrows, for a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from harness.core import log
from harness.core.fact import Fact
from harness.core.laws.account import Account
from harness.core.timeline import Row, rows

STORY_VERSION = 2
EVENTS_SHOWN = 1500
# Along the way of a message: whoever speaks from left to right or from right to left is drawn so.
_WAY = ("discord", "discord-bridge", "homeserver", "telegram-bridge", "telegram")
_LANE_OF_LOG = {"discord-fake": "discord", "telegram-fake": "telegram"}
# What a fake or a client witnessed on the wire was brought by the one part that is connected to it.
_BRINGS = {"discord": "discord-bridge", "telegram": "telegram-bridge", "matrix": "homeserver"}
_MARGIN = 1.0  # seconds of log that are shown before the first event and after the last


@dataclass(frozen=True, slots=True)
class Lane:
    """A column: one network's fake, a part, or one Matrix person's client."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; ``id`` is its first fact's number, ``lanes`` who saw it, in that order.

    ``brought_by`` is the lane of the part that it came from; empty for what our people did.
    """

    id: int
    ms: float
    lanes: tuple[str, ...]
    kind: str
    cause: str
    who: str
    place: str
    text: str
    brought_by: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a part's log, on the same clock as the events."""

    ms: float
    lane: str
    text: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """One message on its way: from the event that said it to the event that is its copy, ``ms`` later."""

    source: int
    target: int
    ms: float


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that a page draws; ``left_out`` counts the earlier events that it doesn't."""

    title: str
    lanes: tuple[Lane, ...]
    events: tuple[Event, ...]
    arrows: tuple[Arrow, ...] = ()
    lines: tuple[Line, ...] = ()
    logs: Mapping[str, str] = field(default_factory=dict)
    left_out: int = 0

    def document(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"v": STORY_VERSION, **asdict(self)}


def tell(
    title: str, facts: Iterable[Fact], account: Account | None = None, logs: Mapping[str, str] | None = None
) -> Story:
    """Draw up a story; with the laws' ``account`` its arrows follow each message to its copies."""
    told = rows(facts)
    happened = told[-EVENTS_SHOWN:]
    start = happened[0].fact.at if happened else 0.0
    events = tuple(_event(row, start) for row in happened)
    shown = {event.id for event in events}
    arrows = tuple(arrow for arrow in _arrows(account) if {arrow.source, arrow.target} <= shown) if account else ()
    until = events[-1].ms / 1000 if events else 0.0
    read = {name: list(log.lines(text)) for name, text in (logs or {}).items()}
    lines = tuple(sorted(_lines(read, start, until), key=lambda line: line.ms))
    texts = {name: "\n".join(line.text for line in of) for name, of in sorted(read.items())}
    return Story(title, _lanes(events, lines), events, arrows, lines, texts, len(told) - len(happened))


def _lanes(events: Sequence[Event], lines: Sequence[Line]) -> tuple[Lane, ...]:
    keys = {lane for event in events for lane in (*event.lanes, event.brought_by)} | {line.lane for line in lines}
    return tuple(Lane(key, key.removeprefix("matrix.")) for key in sorted(keys - {""}, key=_position))


def _position(key: str) -> tuple[int, str]:
    # The parts in the order of the way; then people's clients, then whatever else wrote a log.
    if key in _WAY:
        return (_WAY.index(key), key)
    return (len(_WAY) if "." in key else len(_WAY) + 1, key)


def _lane(fact: Fact, witness: str) -> str:
    # A person's key says the network already; a fake and the harness have one lane each.
    return witness if witness.startswith(f"{fact.network}.") else fact.network


def _event(row: Row, start: float) -> Event:
    fact = row.fact
    return Event(
        id=fact.seq,
        ms=_ms(fact.at, start),
        lanes=tuple(dict.fromkeys(_lane(fact, witness) for witness in row.witnesses)),
        kind=fact.kind,
        cause=fact.cause,
        who=fact.author_name or fact.author,
        place=fact.place,
        text=fact.text or str(fact.detail.get("method") or fact.detail.get("name") or ""),
        brought_by=_BRINGS.get(fact.network, "") if fact.cause == "wire" else "",
        detail=_detail(fact),
    )


def _detail(fact: Fact) -> dict[str, Any]:
    said = {"author": fact.author, "via": fact.via, "ref": fact.ref, "target": fact.target, "scope": fact.scope}
    return {name: value for name, value in said.items() if value} | dict(fact.detail)


def _lines(read: Mapping[str, Sequence[log.Line]], start: float, until: float) -> Iterator[Line]:
    for name, lines in read.items():
        for line in lines:
            if line.at is not None and -_MARGIN <= line.at - start <= until + _MARGIN:
                yield Line(_ms(line.at, start), _LANE_OF_LOG.get(name, name), line.text)


def _arrows(account: Account) -> Iterable[Arrow]:
    for _, owed, copy in account.pairs():
        source, target = owed.origin.first, copy.first
        yield Arrow(source.seq, target.seq, _ms(target.at, source.at))


def _ms(at: float, since: float) -> float:
    return round((at - since) * 1000, 1)
