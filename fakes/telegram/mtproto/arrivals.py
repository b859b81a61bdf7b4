"""What a session remembers of its client's messages, and which it therefore refuses.

https://core.telegram.org/mtproto/service_messages_about_messages: codes 19, 20, 32 and 33, and the states of messages.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from fakes.telegram.mtproto.message_ids import BadMessage

REMEMBERED = 1000
_CONTAINER_ID_USED, _TOO_OLD_TO_TELL, _SEQUENCE_TOO_LOW, _SEQUENCE_TOO_HIGH = 19, 20, 32, 33
_UNKNOWN, _NOT_RECEIVED, _NOT_YET, _RECEIVED = 1, 2, 3, 4
_ACKNOWLEDGED, _NEEDS_NO_ACKNOWLEDGEMENT, _ANSWERED = 8, 16, 64


@dataclass
class _Arrival:
    sequence: int
    is_answered: bool = False


class Arrivals:
    """The newest thousand messages of a client, in order of their ids."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._by_id: dict[int, _Arrival] = {}
        self._forgotten = 0  # every id up to this one may have come or not

    def __contains__(self, message_id: int) -> bool:
        return message_id in self._by_id

    def add(self, message_id: int, sequence: int) -> None:
        """Remember a message; raise :class:`BadMessage` where its number doesn't fit between its neighbours'."""
        if message_id <= self._forgotten:
            raise BadMessage(_TOO_OLD_TO_TELL)
        place = bisect_left(self._ids, message_id)
        if place and _contradicts(self._sequence(place - 1), sequence, sequence):
            raise BadMessage(_SEQUENCE_TOO_LOW)
        if place < len(self._ids) and _contradicts(sequence, self._sequence(place), sequence):
            raise BadMessage(_SEQUENCE_TOO_HIGH)
        self._ids.insert(place, message_id)
        self._by_id[message_id] = _Arrival(sequence)
        if len(self._ids) > REMEMBERED:
            self._forgotten = self._ids.pop(0)
            del self._by_id[self._forgotten]

    def add_container(self, message_id: int, sequence: int) -> None:
        """Remember a container, whose id must be new even where a plain message might come again."""
        if message_id in self._by_id:
            raise BadMessage(_CONTAINER_ID_USED)
        self.add(message_id, sequence)

    def answered(self, message_id: int) -> None:
        """Note that the answer to a message is made."""
        if message_id in self._by_id:
            self._by_id[message_id].is_answered = True

    def state(self, message_id: int) -> int:
        """Return the byte that ``msgs_state_info`` has for a message."""
        arrival = self._by_id.get(message_id)
        if arrival is None:
            if message_id <= self._forgotten:
                return _UNKNOWN
            return _NOT_YET if not self._ids or message_id > self._ids[-1] else _NOT_RECEIVED
        confirmed = _ACKNOWLEDGED if arrival.sequence % 2 else _NEEDS_NO_ACKNOWLEDGEMENT
        return _RECEIVED | confirmed | (_ANSWERED if arrival.is_answered else 0)

    def _sequence(self, place: int) -> int:
        return self._by_id[self._ids[place]].sequence


def _contradicts(earlier: int, later: int, judged: int) -> bool:
    return earlier > later or (earlier == later and judged % 2 == 1)
