"""MTProto's own requests, as a session answers them by itself.

https://core.telegram.org/mtproto/service_messages and .../service_messages_about_messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.mtproto.message_ids import BadMessage
from fakes.telegram.tl import TLObject, tl

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.telegram.mtproto.session import Session

MOST_IDS = 8192
_TOO_MANY_IDS = 64
_DELIVERED = 4

# What asks for more than a session has: a connection, other sessions, the key.
ERRANDS = frozenset({"mt_ping_delay_disconnect", "mt_destroy_session", "mt_destroy_auth_key", "mt_http_wait"})
# What a client may tell and nobody answers.
SILENT = frozenset({"mt_msgs_state_info", "mt_msg_detailed_info", "mt_msg_new_detailed_info"})


def pong(session: Session, message_id: int, request: TLObject) -> None:
    """Answer a ping, not wrapped in ``rpc_result``."""
    session.tell(tl("mt_pong", msg_id=message_id, ping_id=request["ping_id"]))


def _acknowledged(session: Session, _: int, request: TLObject) -> None:
    for message_id in _ids(request):
        session.departures.confirm(message_id)


def _told_states(session: Session, _: int, request: TLObject) -> None:
    for message_id, state in zip(_ids(request), request["info"], strict=False):
        if state & 7 == _DELIVERED:
            session.departures.confirm(message_id)


def _future_salts(session: Session, message_id: int, request: TLObject) -> None:
    now = session.clock()
    salts = [
        tl("mt_future_salt", valid_since=salt.since, valid_until=salt.until, salt=_number(salt.value))
        for salt in session.salts.future(now, request["num"])
    ]
    session.tell(tl("mt_future_salts", req_msg_id=message_id, now=int(now), salts=salts))


def _states(session: Session, message_id: int, request: TLObject) -> None:
    info = bytes(session.arrivals.state(asked) for asked in _ids(request))
    session.tell(tl("mt_msgs_state_info", req_msg_id=message_id, info=info))


def _resend(session: Session, message_id: int, request: TLObject) -> None:
    """Repeat what is still held; for what isn't, say the state of each message that was asked for."""
    found = [session.departures.find(asked) for asked in _ids(request)]
    for outgoing in found:
        if outgoing is not None:
            session.repeat(outgoing, on_request=True)
    if None in found:
        _states(session, message_id, request)


def _drop_answer(session: Session, message_id: int, request: TLObject) -> None:
    query_id = request["req_msg_id"]
    if session.forget_query(query_id):
        running = tl("mt_rpc_answer_dropped_running")
        session.answer_object(query_id, running)
        session.answer_object(message_id, running)
        return
    answer = session.forget_answer(query_id)
    if answer is None:
        session.answer_object(message_id, tl("mt_rpc_answer_unknown"))
        return
    dropped = {"msg_id": answer.message_id, "seq_no": answer.sequence, "bytes": len(answer.body)}
    session.answer_object(message_id, TLObject("mt_rpc_answer_dropped", dropped))


def _ids(request: TLObject) -> list[int]:
    ids: list[int] = request["msg_ids"]
    if len(ids) > MOST_IDS:
        raise BadMessage(_TOO_MANY_IDS)
    return ids


def _number(salt: bytes) -> int:
    return int.from_bytes(salt, "little", signed=True)


SERVED: dict[str, Callable[[Session, int, TLObject], None]] = {
    "mt_ping": pong,
    "mt_msgs_ack": _acknowledged,
    "mt_msgs_all_info": _told_states,
    "mt_get_future_salts": _future_salts,
    "mt_msgs_state_req": _states,
    "mt_msg_resend_req": _resend,
    "mt_rpc_drop_answer": _drop_answer,
}
