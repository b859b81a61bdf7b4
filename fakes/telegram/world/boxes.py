"""Message boxes: numbered messages and a log of changes by pts (https://core.telegram.org/api/updates).

Every account has a box for its private chats and basic groups; every supergroup has one of its own, which its members
share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ChangeKind = Literal["new", "edit", "delete", "pin", "unpin", "read_inbox", "read_outbox"]


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a box: after it the box is at ``pts``; ``ids`` are message numbers in this box."""

    kind: ChangeKind
    ids: tuple[int, ...]
    pts: int
    pts_count: int


@dataclass
class Box:
    """Numbers messages from 1; ``pts`` begins above 0, since a client can't ask for the difference since 0.

    ``pinned`` holds references of messages, the last pinned one last.
    """

    pts: int = 1
    changed_at: float = 0.0
    changes: list[Change] = field(default_factory=list)
    pinned: dict[int, None] = field(default_factory=dict)
    _numbers: dict[int, int] = field(default_factory=dict)
    _refs: dict[int, int] = field(default_factory=dict)
    _all_numbers: dict[int, int] = field(default_factory=dict)

    def number(self, ref: int) -> int | None:
        """Return the message's number in this box; None when it was never here or is deleted."""
        return self._numbers.get(ref)

    def ref(self, number: int) -> int | None:
        """Return the global reference of the message with this number, also when it is deleted here."""
        return self._refs.get(number)

    def former_number(self, ref: int) -> int:
        """Return the message's number in this box, which it keeps when it is deleted; 0 when it was never here."""
        return self._all_numbers.get(ref, 0)

    def numbers(self) -> list[int]:
        """Return the numbers of all messages that are here, oldest first."""
        return list(self._numbers.values())

    def add(self, ref: int, at: float) -> Change:
        """Give a new message its number."""
        number = len(self._refs) + 1
        self._numbers[ref] = self._all_numbers[ref] = number
        self._refs[number] = ref
        return self._log("new", (number,), at)

    def edit(self, ref: int, at: float) -> Change:
        """Note that a message changed."""
        return self._log("edit", (self._numbers[ref],), at)

    def delete(self, refs: list[int], at: float) -> Change:
        """Remove messages; their numbers are never used again."""
        numbers = tuple(self._numbers.pop(ref) for ref in refs)
        for ref in refs:
            self.pinned.pop(ref, None)
        return self._log("delete", numbers, at)

    def pin(self, refs: list[int], at: float, *, pinned: bool) -> Change:
        """Put messages among the pinned ones, which stay in the order of pinning, or take them out."""
        for ref in refs:
            self.pinned.pop(ref, None)
            if pinned:
                self.pinned[ref] = None
        return self._log("pin" if pinned else "unpin", tuple(self._numbers[ref] for ref in refs), at)

    def mark_read(self, ref: int, at: float, *, own: bool) -> Change:
        """Note that messages up to this one were read, by the box's ``own`` account or by others."""
        return self._log("read_inbox" if own else "read_outbox", (self._numbers[ref],), at)

    def skip(self, count: int, at: float) -> None:
        """Count steps that nobody is told of, as Telegram does for what a client doesn't see: its next one is a gap."""
        self.pts += count
        self.changed_at = at

    def since(self, pts: int) -> list[Change]:
        """Return the changes after ``pts``, oldest first."""
        recent = []
        for change in reversed(self.changes):
            if change.pts <= pts:
                break
            recent.append(change)
        return recent[::-1]

    def _log(self, kind: ChangeKind, ids: tuple[int, ...], at: float) -> Change:
        self.pts += len(ids)
        self.changed_at = at
        change = Change(kind, ids, self.pts, len(ids))
        self.changes.append(change)
        return change
