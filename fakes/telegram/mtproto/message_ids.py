"""Message identifiers and sequence numbers: how they are made and which are refused.

https://core.telegram.org/mtproto/description#message-identifier-msg-id and
https://core.telegram.org/mtproto/service_messages_about_messages (the error codes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.tl.service import MSG_CONTAINER

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.telegram.tl.schema import Schema

REPLY, PUSH = 1, 3
_TOO_LOW, _TOO_HIGH, _NOT_MULTIPLE_OF_FOUR = 16, 17, 18
_EVEN_EXPECTED, _ODD_EXPECTED = 34, 35
_PAST, _FUTURE = 300, 30  # seconds
# Confirmations don't need confirming; of pings and the rest the document leaves the parity to the client.
_NEVER_CONTENT = {"mt_msgs_ack", "mt_http_wait", "mt_msgs_state_info", "mt_msgs_all_info"}


class BadMessage(Exception):  # noqa: N818 - named after bad_msg_notification
    """A message that is refused with ``code``."""

    def __init__(self, code: int) -> None:
        super().__init__(f"bad_msg_notification {code}")
        self.code = code


class MessageIds:
    """Strictly increasing server message ids, about the Unix time times 2^32."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def next(self, kind: int) -> int:
        """Return the next id: :data:`REPLY` to a client's message, or :data:`PUSH`."""
        base = max(int(self._clock() * 2**32) & ~3, (self._last & ~3) + 4)
        self._last = base | kind
        return self._last


def check_message_id(message_id: int, now: float) -> None:
    """Raise :class:`BadMessage` for an id that isn't a client's, or is too far from the server's clock."""
    if message_id % 4:
        raise BadMessage(_NOT_MULTIPLE_OF_FOUR)
    sent_at = message_id >> 32
    if sent_at < now - _PAST:
        raise BadMessage(_TOO_LOW)
    if sent_at > now + _FUTURE:
        raise BadMessage(_TOO_HIGH)


def check_contained_id(message_id: int) -> None:
    """Raise :class:`BadMessage` for an id in a container that isn't a client's; it may be an old one, sent again."""
    if message_id % 4:
        raise BadMessage(_NOT_MULTIPLE_OF_FOUR)


def check_sequence(sequence: int, number: int, service: Schema) -> None:
    """Raise :class:`BadMessage` where the parity contradicts the message: odd asks for an acknowledgement."""
    definition = service.by_id.get(number)
    if number == MSG_CONTAINER:
        if sequence % 2:
            raise BadMessage(_EVEN_EXPECTED)
    elif definition is None:
        if sequence % 2 == 0:
            raise BadMessage(_ODD_EXPECTED)
    elif definition.name in _NEVER_CONTENT and sequence % 2:
        raise BadMessage(_EVEN_EXPECTED)
