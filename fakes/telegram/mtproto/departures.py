"""What a session has sent and its client hasn't confirmed, with the answers that may be asked for again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

_REMEMBERED = 1000
_HELD_BYTES = 8 * 1024 * 1024  # of answers that a client never confirms


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way, by the id and number that it keeps when it is sent again."""

    message_id: int
    sequence: int
    body: bytes


class Departures:
    """Messages that ask for an acknowledgement, until it comes; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._sent: OrderedDict[int, Outgoing] = OrderedDict()
        self._answers: OrderedDict[int, int] = OrderedDict()  # ids of answers, by their queries'
        self._failed: OrderedDict[int, None] = OrderedDict()
        self._bytes = 0

    def add(self, outgoing: Outgoing) -> None:
        """Hold a message until it is confirmed."""
        self._sent[outgoing.message_id] = outgoing
        self._bytes += len(outgoing.body)
        while len(self._sent) > _REMEMBERED or (self._bytes > _HELD_BYTES and len(self._sent) > 1):
            self.confirm(next(iter(self._sent)))

    def confirm(self, message_id: int) -> None:
        """Let go of a message."""
        outgoing = self._sent.pop(message_id, None)
        if outgoing is not None:
            self._bytes -= len(outgoing.body)

    def find(self, message_id: int) -> Outgoing | None:
        """Return a message that wasn't confirmed."""
        return self._sent.get(message_id)

    def unconfirmed(self) -> list[Outgoing]:
        """Return everything that wasn't confirmed, in order."""
        return list(self._sent.values())

    def answered(self, query_id: int, answer_id: int, *, failed: bool) -> None:
        """Note which message answers a query, and whether by an error."""
        self._answers[query_id] = answer_id
        if failed:
            self._failed[query_id] = None
        for memory in (self._answers, self._failed):
            while len(memory) > _REMEMBERED:
                memory.popitem(last=False)

    def answer_to(self, query_id: int) -> Outgoing | None:
        """Return the answer to a query, unless it was confirmed."""
        return self._sent.get(self._answers.get(query_id, 0))

    def is_answered(self, query_id: int) -> bool:
        """Tell whether a query was answered."""
        return query_id in self._answers

    def has_failed(self, query_id: int) -> bool:
        """Tell whether a query was answered by an error."""
        return query_id in self._failed
