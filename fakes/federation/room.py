"""One room as its servers tell it: events, what follows what, and the state before each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fakes.federation import pdu
from fakes.federation.wire import Raw

if TYPE_CHECKING:
    from fakes.federation.pdu import Event
    from fakes.federation.versions import RoomVersion

# (type, state key) → event id
State = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Kept:
    """An event that the room has; ``text`` is its form on the wire where that isn't plain JSON of it."""

    id: str
    event: Event
    before: State
    text: str = ""

    @property
    def wire(self) -> Event | Raw:
        """What to put into an answer or a transaction."""
        return Raw(self.text) if self.text else self.event

    @property
    def key(self) -> tuple[str, str] | None:
        """The key of the state that it sets, if it does."""
        return (self.event["type"], self.event["state_key"]) if "state_key" in self.event else None

    @property
    def after(self) -> State:
        """The state behind it."""
        return self.before if self.key is None else {**self.before, self.key: self.id}


@dataclass(slots=True)
class Room:
    """A room of ``version``. ``outliers`` have no known place in its history; ``tips`` are what nothing follows."""

    id: str
    version: RoomVersion
    scope: str = ""
    events: dict[str, Kept] = field(default_factory=dict)
    outliers: dict[str, Kept] = field(default_factory=dict)
    tips: dict[str, None] = field(default_factory=dict)

    def find(self, identifier: str) -> Kept | None:
        """Return the event of that id."""
        return self.events.get(identifier) or self.outliers.get(identifier)

    def add(self, event: Event, *, before: State | None = None, text: str = "", tip: bool = True) -> Kept:
        """Put an event into history; ``before`` is the state before it where its predecessors don't tell."""
        previous = pdu.references(event, "prev_events")
        known = before if before is not None else self.state_of(previous)
        kept = Kept(pdu.event_id(event, self.version), event, known, text)
        self.events[kept.id] = kept
        self.outliers.pop(kept.id, None)
        if tip:
            for identifier in previous:
                self.tips.pop(identifier, None)
            self.tips[kept.id] = None
        return kept

    def add_outlier(self, event: Event) -> Kept:
        """Keep an event that state or an auth chain named."""
        kept = Kept(pdu.event_id(event, self.version), event, {})
        return self.events.get(kept.id) or self.outliers.setdefault(kept.id, kept)

    @property
    def state(self) -> State:
        """The state now."""
        return self.state_of(self.tips)

    def state_of(self, identifiers: Iterable[str]) -> State:
        """Merge the states behind these events; of two values the deeper event's holds, then the later one's."""
        merged: dict[tuple[str, str], str] = {}
        for identifier in identifiers:
            kept = self.events.get(identifier)
            for key, value in (kept.after if kept is not None else {}).items():
                merged[key] = max(merged.get(key, value), value, key=self._weight)
        return merged

    def get(self, kind: str, key: str = "") -> Event | None:
        """Return the event of the state now, with its content."""
        return self.get_in(self.state, kind, key)

    def get_in(self, state: State, kind: str, key: str = "") -> Event | None:
        """Return the event of a state."""
        kept = self.find(state.get((kind, key), ""))
        return kept.event if kept is not None else None

    def depth(self, previous: Iterable[str]) -> int:
        """Return the depth of an event that follows these."""
        found = (self.find(identifier) for identifier in previous)
        return 1 + max((int(kept.event.get("depth", 0)) for kept in found if kept is not None), default=0)

    def auth_chain(self, identifiers: Iterable[str]) -> list[Kept]:
        """Return every event that these need, directly or not, these not included unless another needs them."""
        return list(self._closure(identifiers, "auth_events"))

    def earlier(self, identifiers: Iterable[str], limit: int, stop: frozenset[str] = frozenset()) -> list[Kept]:
        """Return these events and what came before them, newest first, at most ``limit``, not going past ``stop``."""
        found: dict[str, Kept] = {}
        waiting = list(identifiers)
        while waiting and len(found) < limit:
            waiting.sort(key=self._weight)
            kept = self.events.get(waiting.pop())
            if kept is not None and kept.id not in found and kept.id not in stop:
                found[kept.id] = kept
                waiting += pdu.references(kept.event, "prev_events")
        return list(found.values())

    def members(self, membership: str = "join", state: State | None = None) -> list[str]:
        """Return the users of that membership."""
        found = []
        for (kind, user), identifier in (self.state if state is None else state).items():
            kept = self.find(identifier)
            if kind == "m.room.member" and kept is not None and kept.event["content"].get("membership") == membership:
                found.append(user)
        return sorted(found)

    def membership(self, user: str) -> str:
        """Return a user's membership now; ``leave`` for who never was there."""
        event = self.get("m.room.member", user)
        return str(event["content"].get("membership", "leave")) if event is not None else "leave"

    def servers(self) -> list[str]:
        """Return the servers with a joined user."""
        return sorted({pdu.server_of(user) for user in self.members()})

    def _closure(self, identifiers: Iterable[str], field_name: str) -> Iterator[Kept]:
        seen: set[str] = set()
        waiting = list(identifiers)
        while waiting:
            kept = self.find(waiting.pop())
            for identifier in pdu.references(kept.event, field_name) if kept is not None else ():
                needed = self.find(identifier)
                if identifier not in seen and needed is not None:
                    seen.add(identifier)
                    waiting.append(identifier)
                    yield needed

    def _weight(self, identifier: str) -> tuple[int, int, str]:
        kept = self.find(identifier)
        event: Mapping[str, Any] = kept.event if kept is not None else {}
        return int(event.get("depth", 0)), int(event.get("origin_server_ts", 0)), identifier
