"""MTProto's own messages: order, salts over time, dropped answers, ended sessions and keys."""

import struct
from typing import cast

import pytest

from fakes.telegram.mtproto.arrivals import REMEMBERED
from fakes.telegram.mtproto.crypto import auth_key_id
from fakes.telegram.mtproto.services import MOST_IDS
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.tl.service import RPC_RESULT
from tests.telegram.test_session import GET_CONFIG, PING, container
from tests.telegram.wire import Client, Clock, RpcFailure, connected, layers, make_server

NOT_FOUND = (-404).to_bytes(4, "little", signed=True)


@pytest.fixture
def client() -> Client:
    return connected(make_server()[0])


def named(client: Client, name: str) -> list[TLObject]:
    return [message for message in client.services() if message.name == name]


def complaints(client: Client) -> list[tuple[int, int]]:
    return [(bad["bad_msg_id"], bad["error_code"]) for bad in named(client, "mt_bad_msg_notification")]


def wait(client: Client, seconds: float) -> None:
    cast("Clock", client.server.true_clock).now += seconds


def test_a_number_below_an_earlier_messages_is_too_low(client: Client) -> None:
    """Code 32: a later message counts on from the earlier ones."""
    client.sequence = 5
    client.send(PING)
    client.sequence = 3

    late = client.send(PING)

    assert complaints(client) == [(late, 32)]


def test_a_number_twice_is_too_low(client: Client) -> None:
    """Code 32 also for two messages with the same odd number."""
    client.send(PING)
    client.sequence = 0

    again = client.send(PING)

    assert complaints(client) == [(again, 32)]


def test_a_number_above_a_later_messages_is_too_high(client: Client) -> None:
    """Code 33: what was made earlier and comes later has a lower number."""
    early = client.next_id()
    client.send(PING)
    client.sequence = 7

    client.send(PING, message_id=early)

    assert complaints(client) == [(early, 33)]


def test_an_overtaken_message_is_taken(client: Client) -> None:
    """Messages may overtake each other as long as ids and numbers agree."""
    early = client.next_id()
    client.sequence = 1
    client.send(PING)
    client.sequence = 0

    client.send(PING, message_id=early)

    assert complaints(client) == []
    assert [pong["msg_id"] for pong in named(client, "mt_pong")][-1] == early


def test_a_containers_id_is_never_used_twice(client: Client) -> None:
    """Code 19; and what the replayed container holds isn't carried out again."""
    inside = client.next_id()
    client.sequence = 1
    body = container((inside, 1, PING))
    outer = client.send(body, counts=False)
    client.received.clear()

    client.send(body, counts=False, message_id=outer)

    assert complaints(client) == [(outer, 19)]
    assert named(client, "mt_pong") == []


def test_what_is_older_than_memory_is_refused(client: Client) -> None:
    """Code 20: the server can't tell whether such a message came before."""
    ancient = client.next_id()
    for _ in range(REMEMBERED + 1):
        client.send(PING)

    client.send(PING, message_id=ancient)

    assert complaints(client) == [(ancient, 20)]


def test_one_bad_message_in_a_container_spoils_no_other(client: Client) -> None:
    """Each message in a container is judged by itself."""
    good, bad = client.next_id(), client.next_id() + 4
    client._last_id = bad
    client.sequence = 2

    client.send(container((good, 1, PING), (bad, 2, GET_CONFIG)), counts=False)

    assert complaints(client) == [(bad, 35)]
    assert [pong["msg_id"] for pong in named(client, "mt_pong")] == [good]


def test_contents_are_older_than_their_container(client: Client) -> None:
    """Code 64: a container's id is above those in it."""
    outer = client.next_id()
    client.sequence = 1

    client.send(container((outer + 4, 1, PING)), counts=False, message_id=outer)

    assert complaints(client) == [(outer, 64)]


def test_salts_change_each_half_hour(client: Client) -> None:
    """A salt holds for an hour; then bad_server_salt brings the one that get_future_salts foretold."""
    client.service_call("mt_get_future_salts", num=3)
    (foretold,) = named(client, "mt_future_salts")
    wait(client, 3599)
    client.service_call("mt_ping", ping_id=1)
    assert named(client, "mt_bad_server_salt") == []

    wait(client, 2)
    client.service_call("mt_ping", ping_id=2)

    (bad,) = named(client, "mt_bad_server_salt")
    assert bad["new_server_salt"] == foretold["salts"][2]["salt"]
    client.salt = struct.pack("<q", bad["new_server_salt"])
    client.service_call("mt_ping", ping_id=3)
    assert [pong["ping_id"] for pong in named(client, "mt_pong")] == [1, 3]


@pytest.mark.parametrize(("asked", "given"), [(-1, 0), (0, 0), (1000, 64)])
def test_future_salts_are_bounded(client: Client, asked: int, given: int) -> None:
    """At most 64 salts are given, and none for a number below one."""
    client.service_call("mt_get_future_salts", num=asked)

    (salts,) = named(client, "mt_future_salts")
    assert len(salts["salts"]) == given


def test_an_answer_can_be_dropped(client: Client) -> None:
    """Before it is confirmed an answer is dropped, with its id and size; after that it is unknown."""
    query = client.send(GET_CONFIG)
    (answer,) = [message for message in client.received if message.number == RPC_RESULT]

    dropped = client.result(client.service_call("mt_rpc_drop_answer", req_msg_id=query))
    unknown = client.result(client.service_call("mt_rpc_drop_answer", req_msg_id=query))

    assert (dropped.name, dropped["msg_id"], dropped["bytes"]) == (
        "mt_rpc_answer_dropped",
        answer.message_id,
        len(answer.body),
    )
    assert unknown.name == "mt_rpc_answer_unknown"


def test_a_query_can_be_dropped_before_it_runs(client: Client) -> None:
    """In one packet with its query, rpc_drop_answer comes first: both are answered, and nothing is called."""
    query, drop = client.next_id(), client.next_id()
    client.sequence = 2
    body = layers().service.encode(tl("mt_rpc_drop_answer", req_msg_id=query))

    client.send(container((query, 1, GET_CONFIG), (drop, 3, body)), counts=False)

    assert [client.result(asked).name for asked in (query, drop)] == ["mt_rpc_answer_dropped_running"] * 2


def test_another_session_can_be_ended(client: Client) -> None:
    """destroy_session forgets another session of the key, once; never the one that asks."""
    client.send(PING)
    client.session_id, client.sequence = 77, 0

    for session_id in (4242, 4242, 77):
        client.service_call("mt_destroy_session", session_id=session_id)

    ended = [message.name for message in client.services() if message.name.startswith("mt_destroy_session")]
    assert ended == ["mt_destroy_session_ok", "mt_destroy_session_none", "mt_destroy_session_none"]


def test_a_key_can_be_destroyed(client: Client) -> None:
    """destroy_auth_key is confirmed with the key, which nobody knows afterwards."""
    client.service_call("mt_destroy_auth_key")
    assert len(named(client, "mt_destroy_auth_key_ok")) == 1

    client.service_call("mt_ping", ping_id=1)

    assert client.raw[-1] == NOT_FOUND


def test_a_client_can_ask_to_be_cut_off(client: Client) -> None:
    """ping_delay_disconnect is answered, and sets the time at which the connection ends."""
    client.service_call("mt_ping_delay_disconnect", ping_id=9, disconnect_delay=75)

    assert [pong["ping_id"] for pong in named(client, "mt_pong")] == [9]
    assert client.connection.deadline == client.server.clock() + 75


def test_http_wait_is_refused_by_name() -> None:
    """Over TCP nobody waits by HTTP; the client gets no answer, and the witness a refusal."""
    server, hub = make_server()
    client = connected(server)

    client.send(client.service.encode(tl("mt_http_wait", max_delay=0, wait_after=0, max_wait=1)), counts=False)

    assert hub.records[-1].detail["name"] == "HTTP_WAIT_INVALID"


@pytest.mark.parametrize("name", ["mt_msgs_ack", "mt_msgs_state_req", "mt_msg_resend_req"])
def test_lists_of_ids_are_bounded(client: Client, name: str) -> None:
    """8,192 ids are taken, and not one more (code 64)."""
    client.service_call(name, msg_ids=[4] * MOST_IDS)
    assert complaints(client) == []

    too_many = client.service_call(name, msg_ids=[4] * (MOST_IDS + 1))

    assert complaints(client) == [(too_many, 64)]


def test_confirmed_states_confirm(client: Client) -> None:
    """msgs_all_info says what the client has; it isn't kept for a resend any longer."""
    client.send(GET_CONFIG)
    answer = client.received[-1].message_id

    client.send(client.service.encode(tl("mt_msgs_all_info", msg_ids=[answer], info=b"\x04")), counts=False)
    client.received.clear()
    client.service_call("mt_msg_resend_req", msg_ids=[answer])

    assert [message.name for message in client.services()] == ["mt_msgs_state_info", "mt_msgs_ack"]


def test_long_answers_are_announced_before_they_are_repeated(client: Client) -> None:
    """A replayed query with a long answer gets msg_detailed_info; the answer comes when it is asked for."""
    query = client.send(PING)  # any counted message will do
    key = client.server.keys.find(auth_key_id(client.auth_key))
    assert key is not None
    key.sessions[client.session_id].session.answer(query, bytes(100_000))
    client.service_call("mt_ping", ping_id=1)
    client.received.clear()

    client.send(PING, message_id=query)

    (info,) = named(client, "mt_msg_detailed_info")
    assert info["msg_id"] == query
    client.service_call("mt_msg_resend_req", msg_ids=[info["answer_msg_id"]])
    assert len(next(m for m in client.received if m.message_id == info["answer_msg_id"]).body) == 100_012


def test_unconfirmed_messages_come_again_on_the_next_connection(client: Client) -> None:
    """A session that goes on over another connection gets what it never confirmed, with the old ids."""
    client.send(GET_CONFIG)
    before, client.received = client.received, []
    client.connection.closed()
    client.connect()

    client.service_call("mt_ping", ping_id=1)

    counted = [message for message in before if message.sequence % 2]
    assert [message for message in client.received if message in counted] == counted


def after(client: Client, *earlier: int) -> int:
    query = tl("help.getNearestDc")
    wrapped = tl("invokeAfterMsgs", msg_ids=list(earlier), query=query)
    if len(earlier) == 1:
        wrapped = tl("invokeAfterMsg", msg_id=earlier[0], query=query)
    return client.send(client.api.encode(wrapped))


def test_queries_can_wait_for_others(client: Client) -> None:
    """After messages that were answered a query runs; after a failed or a missing one it is refused."""
    fine, failed = client.send(GET_CONFIG), client.send(client.api.encode(tl("updates.getState")))

    assert client.result(after(client, fine)).name == "nearestDc"
    with pytest.raises(RpcFailure, match="MSG_WAIT_FAILED"):
        client.result(after(client, fine, failed))
    with pytest.raises(RpcFailure, match="MSG_WAIT_TIMEOUT"):
        client.result(after(client, fine + 4000))
