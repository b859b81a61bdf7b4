"""One session: message ids, sequence numbers, salts, acknowledgements, containers and service messages.

https://core.telegram.org/mtproto/description and .../service_messages. Bytes of requests come out of
:meth:`Session.receive`; answers and pushes go in by :meth:`Session.answer` and :meth:`Session.push` and leave,
packed, by :meth:`Session.drain`.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fakes.telegram.mtproto.message_ids import PUSH, REPLY, BadMessage, MessageIds, check_message_id, check_sequence
from fakes.telegram.tl import CodecError, TLObject, tl
from fakes.telegram.tl.compression import GZIP_PACKED, GzipError, gunzip_object
from fakes.telegram.tl.service import MSG_CONTAINER, RPC_RESULT

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.telegram.mtproto.envelope import Inner
    from fakes.telegram.tl import Codec

_ITEM = struct.Struct("<qii")
_MAX_ITEMS = 1024
_REMEMBERED = 1000
_BAD_SALT = 48
_BAD_CONTAINER = 64
_SALT_LIFETIME = 3600
_RECEIVED = 4  # a state byte of msgs_state_info
_UNKNOWN = 1


@dataclass(frozen=True, slots=True)
class Query:
    """A request that isn't MTProto's own: the API's to answer."""

    message_id: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way: ``counts`` says whether it must be acknowledged."""

    message_id: int
    sequence: int
    body: bytes


class Session:
    """The server's half of a session; ``unique_id`` tells the client that the server forgot an older one."""

    def __init__(self, session_id: int, service: Codec, clock: Callable[[], float], unique_id: int) -> None:
        self.session_id = session_id
        self.unique_id = unique_id
        self._service = service
        self._clock = clock
        self._ids = MessageIds(clock)
        self._sequence = 0
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._sent: OrderedDict[int, Outgoing] = OrderedDict()
        self._outbox: list[Outgoing] = []
        self._acks: list[int] = []
        self._queries: list[Query] = []
        self._announced = False
        self._salt = bytes(8)
        self._answers: OrderedDict[int, int] = OrderedDict()

    def receive(self, inner: Inner, salt: bytes) -> list[Query]:
        """Take a decrypted message in; return the API's queries in it, in order."""
        self._salt = salt
        if inner.salt != salt:
            self._reject(BadMessage(_BAD_SALT), inner.message_id, inner.sequence, salt)
            return []
        try:
            check_message_id(inner.message_id, self._clock())
            self._announce(inner.message_id, salt)
            self._take(inner.message_id, inner.sequence, inner.body)
        except BadMessage as bad:
            self._reject(bad, inner.message_id, inner.sequence, salt)
        queries, self._queries = self._queries, []
        return queries

    def answer(self, query_id: int, body: bytes) -> None:
        """Queue the result (or error) of a query."""
        self._answers[query_id] = self._queue(struct.pack("<Iq", RPC_RESULT, query_id) + body, REPLY, counts=True)
        _bound(self._answers)

    def push(self, body: bytes) -> None:
        """Queue updates that the client didn't ask for."""
        self._queue(body, PUSH, counts=True)

    def drain(self) -> Outgoing | None:
        """Return everything queued as one message: by itself, or a container of several."""
        if self._acks:
            acks, self._acks = self._acks, []
            self._service_message(tl("mt_msgs_ack", msg_ids=acks), counts=False)
        outbox, self._outbox = self._outbox, []
        if len(outbox) < 2:
            return outbox[0] if outbox else None
        first, rest = outbox[:_MAX_ITEMS], outbox[_MAX_ITEMS:]
        self._outbox = rest
        items = b"".join(_ITEM.pack(item.message_id, item.sequence, len(item.body)) + item.body for item in first)
        body = struct.pack("<Ii", MSG_CONTAINER, len(first)) + items
        return Outgoing(self._ids.next(PUSH), self._sequence * 2, body)

    def _announce(self, first_message_id: int, salt: bytes) -> None:
        if self._announced:
            return
        self._announced = True
        created = tl(
            "mt_new_session_created",
            first_msg_id=first_message_id,
            unique_id=self.unique_id,
            server_salt=int.from_bytes(salt, "little", signed=True),
        )
        self._service_message(created, counts=True, kind=PUSH)

    def _take(self, message_id: int, sequence: int, body: bytes, *, contained: bool = False) -> None:
        number = int.from_bytes(body[:4], "little")
        if number == MSG_CONTAINER:
            self._take_container(body, contained=contained)
            return
        if message_id in self._seen:
            self._take_again(message_id)
            return
        self._remember(message_id)
        if number == GZIP_PACKED:
            try:
                body = gunzip_object(body)
            except GzipError as error:
                raise BadMessage(_BAD_CONTAINER) from error
            number = int.from_bytes(body[:4], "little")
        check_sequence(sequence, number, self._service.schema)
        if sequence % 2:
            self._acks.append(message_id)
        if number in self._service.schema.by_id:
            self._serve(message_id, body)
        else:
            self._queries.append(Query(message_id, body))

    def _take_again(self, message_id: int) -> None:
        """Acknowledge a replay without carrying it out again; repeat an answer that wasn't confirmed."""
        self._acks.append(message_id)
        answer = self._sent.get(self._answers.get(message_id, 0))
        if answer is not None:
            self._outbox.append(answer)

    def _take_container(self, body: bytes, *, contained: bool) -> None:
        if contained or len(body) < 8:
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
            if length < 0 or length % 4 or position + length > len(body):
                raise BadMessage(_BAD_CONTAINER)
            self._take(message_id, sequence, body[position : position + length], contained=True)
            position += length

    def _serve(self, message_id: int, body: bytes) -> None:
        try:
            request = self._service.decode(body)
        except CodecError as error:
            raise BadMessage(_BAD_CONTAINER) from error
        handler = _SERVED.get(request.name)
        if handler is not None:
            handler(self, message_id, request)

    def _ping(self, message_id: int, request: TLObject) -> None:
        self._service_message(tl("mt_pong", msg_id=message_id, ping_id=request["ping_id"]), counts=False)

    def _acknowledged(self, _: int, request: TLObject) -> None:
        for message_id in request["msg_ids"]:
            self._sent.pop(message_id, None)

    def _future_salts(self, message_id: int, request: TLObject) -> None:
        now = int(self._clock())
        salt = int.from_bytes(self._salt, "little", signed=True)
        salts = [tl("mt_future_salt", valid_since=now, valid_until=now + _SALT_LIFETIME, salt=salt)]
        answer = tl("mt_future_salts", req_msg_id=message_id, now=now, salts=salts[: max(0, request["num"])])
        self._service_message(answer, counts=False)

    def _states(self, message_id: int, request: TLObject) -> None:
        info = bytes(_RECEIVED if asked in self._seen else _UNKNOWN for asked in request["msg_ids"])
        self._service_message(tl("mt_msgs_state_info", req_msg_id=message_id, info=info), counts=False)

    def _resend(self, message_id: int, request: TLObject) -> None:
        known = [self._sent[asked] for asked in request["msg_ids"] if asked in self._sent]
        self._outbox += known
        if len(known) < len(request["msg_ids"]):
            self._states(message_id, request)

    def _drop_answer(self, message_id: int, _: TLObject) -> None:
        self.answer(message_id, self._service.encode(tl("mt_rpc_answer_unknown")))

    def _destroy_session(self, _: int, request: TLObject) -> None:
        self._service_message(tl("mt_destroy_session_none", session_id=request["session_id"]), counts=False)

    def _reject(self, bad: BadMessage, message_id: int, sequence: int, salt: bytes) -> None:
        about = {"bad_msg_id": message_id, "bad_msg_seqno": sequence, "error_code": bad.code}
        if bad.code == _BAD_SALT:
            new_salt = int.from_bytes(salt, "little", signed=True)
            self._service_message(TLObject("mt_bad_server_salt", {**about, "new_server_salt": new_salt}), counts=False)
        else:
            self._service_message(TLObject("mt_bad_msg_notification", about), counts=False)

    def _remember(self, message_id: int) -> None:
        self._seen[message_id] = None
        _bound(self._seen)

    def _service_message(self, message: TLObject, *, counts: bool, kind: int = REPLY) -> None:
        self._queue(self._service.encode(message), kind, counts=counts)

    def _queue(self, body: bytes, kind: int, *, counts: bool) -> int:
        outgoing = Outgoing(self._ids.next(kind), self._sequence * 2 + counts, body)
        self._outbox.append(outgoing)
        if counts:
            self._sequence += 1
            self._sent[outgoing.message_id] = outgoing
            _bound(self._sent)
        return outgoing.message_id


def _bound(memory: OrderedDict[int, Any]) -> None:
    while len(memory) > _REMEMBERED:
        memory.popitem(last=False)


_SERVED = {
    "mt_ping": Session._ping,
    "mt_ping_delay_disconnect": Session._ping,
    "mt_msgs_ack": Session._acknowledged,
    "mt_get_future_salts": Session._future_salts,
    "mt_msgs_state_req": Session._states,
    "mt_msg_resend_req": Session._resend,
    "mt_rpc_drop_answer": Session._drop_answer,
    "mt_destroy_session": Session._destroy_session,
}
