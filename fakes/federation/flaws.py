"""What a flaw is: a name, what the specification demands of whoever meets it, and where that stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from fakes.control import BadOrderError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.federation.versions import RoomVersion


class Effect(Enum):
    """What must become of something flawed. What is refused never shows, to clients or to other servers."""

    REFUSED = "refused"
    REDACTED = "redacted"  # taken in, without its content
    ACCEPTED = "accepted"  # as if nothing were wrong with it


@dataclass(frozen=True, slots=True)
class Flaw:
    """A row of the table; ``since`` is the trait of room versions that the effect needs, else it is accepted."""

    name: str
    effect: Effect
    says: str
    source: str
    since: str = ""

    def effect_in(self, version: RoomVersion) -> Effect:
        """Return the effect in rooms of that version."""
        if self.since and not getattr(version, self.since):
            return Effect.ACCEPTED
        return self.effect

    def told(self) -> dict[str, Any]:
        """Return the row for programs."""
        return {
            "name": self.name,
            "effect": self.effect.value,
            "says": self.says,
            "source": self.source,
            "since": self.since,
        }


def named(name: str, table: Mapping[str, Flaw], what: str) -> Flaw:
    """Find a flaw; raises ``BadOrderError`` naming those that there are."""
    if name not in table:
        raise BadOrderError(f"there is no flaw {name!r} of {what}; there are: {', '.join(sorted(table))}")
    return table[name]
