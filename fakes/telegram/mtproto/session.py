"""One session: message ids, sequence numbers, acknowledgements and containers.

https://core.telegram.org/mtproto/description. Requests come out of :meth:`Session.receive`; answers and pushes go in by
:meth:`Session.answer` and :meth:`Session.push` and leave, packed, by :meth:`Session.drain`. What the session can't do
by itself (to end a connection, another session or a key) it leaves in :attr:`Session.errands`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.telegram.mtproto.arrivals import Arrivals
from fakes.telegram.mtproto.departures import Departures, Outgoing
from fakes.telegram.mtproto.message_ids import (
    PUSH,
    REPLY,
    BadMessage,
    MessageIds,
    check_contained_id,
    check_message_id,
    check_sequence,
)
from fakes.telegram.mtproto.services import ERRANDS, SERVED, SILENT
from fakes.telegram.tl import CodecError, TLObject, tl
from fakes.telegram.tl.compression import GZIP_PACKED, GzipError, gunzip_object
from fakes.telegram.tl.service import MSG_CONTAINER, RPC_RESULT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fakes.telegram.mtproto.envelope import Inner
    from fakes.telegram.mtproto.salts import Salts
    from fakes.telegram.tl import Codec

_ITEM = struct.Struct("<qii")
_MAX_ITEMS = 1024
_CONTAINED = 1024 * 1024  # bytes of all that a container holds; clients refuse more, so a big part of a file goes alone
_BAD_SALT = 48
_BAD_CONTAINER = 64
_LONG_ANSWER = 65536  # bytes; longer ones are announced and not repeated


@dataclass(frozen=True, slots=True)
class Query:
    """A request that isn't MTProto's own: the API's to answer."""

    message_id: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Errand:
    """A service request for whoever has the connection and the keys."""

    message_id: int
    request: TLObject


class Session:
    """The server's half of a session; ``unique_id`` tells the client that the server forgot an older one."""

    def __init__(
        self, session_id: int, service: Codec, clock: Callable[[], float], unique_id: int, salts: Salts
    ) -> None:
        self.session_id = session_id
        self.unique_id = unique_id
        self.salts = salts
        self.clock = clock
        self.arrivals = Arrivals()
        self.departures = Departures()
        self.errands: list[Errand] = []
        self._service = service
        self._error_id = service.schema.by_name["mt_rpc_error"].id.to_bytes(4, "little")
        self._ids = MessageIds(clock)
        self._sequence = 0
        self._outbox: list[Outgoing] = []
        self._acks: list[int] = []
        self._queries: list[Query] = []
        self._announced = False

    def receive(self, inner: Inner) -> list[Query]:
        """Take a decrypted message in; return the API's queries in it, in order."""
        now = self.clock()
        if not self.salts.accepts(inner.salt, now):
            self._reject(BadMessage(_BAD_SALT), inner.message_id, inner.sequence)
            return []
        try:
            check_message_id(inner.message_id, now)
            self._announce(inner.message_id)
            if inner.body[:4] == MSG_CONTAINER.to_bytes(4, "little"):
                self._take_container(inner)
            else:
                self._take(inner.message_id, inner.sequence, inner.body)
        except BadMessage as bad:
            self._reject(bad, inner.message_id, inner.sequence)
        queries, self._queries = self._queries, []
        return queries

    def answer(self, query_id: int, body: bytes) -> None:
        """Queue the result (or error) of a query."""
        answer_id = self._queue(struct.pack("<Iq", RPC_RESULT, query_id) + body, REPLY, counts=True)
        self.departures.answered(query_id, answer_id, failed=body[:4] == self._error_id)
        self.arrivals.answered(query_id)

    def answer_object(self, query_id: int, result: TLObject) -> None:
        """Queue one of MTProto's own objects as the result of a query."""
        self.answer(query_id, self._service.encode(result))

    def push(self, body: bytes) -> None:
        """Queue updates that the client didn't ask for."""
        self._queue(body, PUSH, counts=True)

    def tell(self, message: TLObject, *, counts: bool = False, kind: int = REPLY) -> None:
        """Queue one of MTProto's own messages."""
        self._queue(self._service.encode(message), kind, counts=counts)

    def repeat(self, outgoing: Outgoing, query_id: int | None = None, *, on_request: bool = False) -> None:
        """Send a message again; a long one is only announced, unless the client asked for it."""
        if on_request or len(outgoing.body) <= _LONG_ANSWER:
            if outgoing not in self._outbox:
                self._outbox.append(outgoing)
            return
        about = {"answer_msg_id": outgoing.message_id, "bytes": len(outgoing.body), "status": 0}
        if query_id is None:
            self.tell(TLObject("mt_msg_new_detailed_info", about))
        else:
            self.tell(TLObject("mt_msg_detailed_info", {"msg_id": query_id, **about}))

    def resume(self) -> None:
        """Repeat what the client never confirmed, because it has come back over another connection."""
        for outgoing in self.departures.unconfirmed():
            self.repeat(outgoing)

    def forget_answer(self, query_id: int) -> Outgoing | None:
        """Drop the answer to a query that its client doesn't want; return it, unless it was confirmed or never made."""
        answer = self.departures.answer_to(query_id)
        if answer is not None:
            self.departures.confirm(answer.message_id)
            self._outbox = [outgoing for outgoing in self._outbox if outgoing is not answer]
        return answer

    def forget_query(self, query_id: int) -> bool:
        """Drop a query that came in the same packet and wasn't begun; tell whether there was one."""
        before = len(self._queries)
        self._queries = [query for query in self._queries if query.message_id != query_id]
        return len(self._queries) < before

    def drain(self) -> Outgoing | None:
        """Return what was queued first: a message by itself, or a container of as many as it holds."""
        if self._acks:
            acks, self._acks = self._acks, []
            self.tell(tl("mt_msgs_ack", msg_ids=acks))
        outbox, self._outbox = self._outbox, []
        if len(outbox) < 2:
            return outbox[0] if outbox else None
        count = _fitting(outbox)
        first, self._outbox = outbox[:count], outbox[count:]
        if count == 1:
            return first[0]
        items = b"".join(_ITEM.pack(item.message_id, item.sequence, len(item.body)) + item.body for item in first)
        body = struct.pack("<Ii", MSG_CONTAINER, len(first)) + items
        return Outgoing(self._ids.next(PUSH), self._sequence * 2, body)

    def _announce(self, first_message_id: int) -> None:
        if self._announced:
            return
        self._announced = True
        salt = int.from_bytes(self.salts.current(self.clock()), "little", signed=True)
        created = tl(
            "mt_new_session_created", first_msg_id=first_message_id, unique_id=self.unique_id, server_salt=salt
        )
        self.tell(created, counts=True, kind=PUSH)

    def _take(self, message_id: int, sequence: int, body: bytes) -> None:
        if message_id in self.arrivals:
            self._take_again(message_id)
            return
        number, body = _opened(body)
        check_sequence(sequence, number, self._service.schema)
        self.arrivals.add(message_id, sequence)
        if sequence % 2:
            self._acks.append(message_id)
        if number in self._service.schema.by_id:
            self._serve(message_id, body)
        else:
            self._queries.append(Query(message_id, body))

    def _take_again(self, message_id: int) -> None:
        """Acknowledge a replay without carrying it out again; repeat an answer that wasn't confirmed."""
        self._acks.append(message_id)
        answer = self.departures.answer_to(message_id)
        if answer is not None:
            self.repeat(answer, message_id)

    def _take_container(self, inner: Inner) -> None:
        """Take a container's messages, each judged by itself."""
        check_sequence(inner.sequence, MSG_CONTAINER, self._service.schema)
        items = list(_items(inner))
        self.arrivals.add_container(inner.message_id, inner.sequence)
        for message_id, sequence, body in items:
            try:
                check_contained_id(message_id)
                self._take(message_id, sequence, body)
            except BadMessage as bad:
                self._reject(bad, message_id, sequence)

    def _serve(self, message_id: int, body: bytes) -> None:
        try:
            request = self._service.decode(body)
        except CodecError as error:
            raise BadMessage(_BAD_CONTAINER) from error
        if request.name in SERVED:
            SERVED[request.name](self, message_id, request)
        elif request.name in ERRANDS:
            self.errands.append(Errand(message_id, request))
        elif request.name not in SILENT:
            self._queries.append(Query(message_id, body))

    def _reject(self, bad: BadMessage, message_id: int, sequence: int) -> None:
        about = {"bad_msg_id": message_id, "bad_msg_seqno": sequence, "error_code": bad.code}
        if bad.code == _BAD_SALT:
            salt = int.from_bytes(self.salts.current(self.clock()), "little", signed=True)
            self.tell(TLObject("mt_bad_server_salt", {**about, "new_server_salt": salt}))
        else:
            self.tell(TLObject("mt_bad_msg_notification", about))

    def _queue(self, body: bytes, kind: int, *, counts: bool) -> int:
        outgoing = Outgoing(self._ids.next(kind), self._sequence * 2 + counts, body)
        self._outbox.append(outgoing)
        if counts:
            self._sequence += 1
            self.departures.add(outgoing)
        return outgoing.message_id


def _fitting(outbox: list[Outgoing]) -> int:
    """Return how many of the first messages go together; one that a container doesn't hold goes by itself."""
    size = 0
    for count, outgoing in enumerate(outbox[:_MAX_ITEMS]):
        size += _ITEM.size + len(outgoing.body)
        if size > _CONTAINED:
            return max(1, count)
    return min(len(outbox), _MAX_ITEMS)


def _opened(body: bytes) -> tuple[int, bytes]:
    """Return a message's constructor and its bytes, unpacked where it was packed."""
    number = int.from_bytes(body[:4], "little")
    if number == GZIP_PACKED:
        try:
            body = gunzip_object(body)
        except GzipError as error:
            raise BadMessage(_BAD_CONTAINER) from error
        number = int.from_bytes(body[:4], "little")
    if number == MSG_CONTAINER:  # in a container, or packed
        raise BadMessage(_BAD_CONTAINER)
    return number, body


def _items(inner: Inner) -> Iterator[tuple[int, int, bytes]]:
    """Yield a container's messages; raise :class:`BadMessage` where it isn't whole."""
    body = inner.body
    if len(body) < 8:
        raise BadMessage(_BAD_CONTAINER)
    (count,) = struct.unpack_from("<i", body, 4)
    position = 8
    if not 0 <= count <= _MAX_ITEMS:
        raise BadMessage(_BAD_CONTAINER)
    for _ in range(count):
        if position + _ITEM.size > len(body):
            raise BadMessage(_BAD_CONTAINER)
        message_id, sequence, length = _ITEM.unpack_from(body, position)
        position += _ITEM.size
        is_inside = 4 <= length <= len(body) - position
        if not is_inside or length % 4 or message_id >= inner.message_id:
            raise BadMessage(_BAD_CONTAINER)
        yield message_id, sequence, body[position : position + length]
        position += length
