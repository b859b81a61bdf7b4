"""Sessions: salts, ids, parity, replays, containers, acknowledgements and service messages, bytes alone."""

import struct

import pytest

from fakes.telegram.mtproto.connection import HangUp
from fakes.telegram.mtproto.crypto import auth_key_id
from fakes.telegram.mtproto.salts import Salts
from fakes.telegram.mtproto.session import Session
from fakes.telegram.tl import tl
from fakes.telegram.tl.compression import gzip_if_smaller
from fakes.telegram.tl.service import MSG_CONTAINER, RPC_RESULT
from fakes.telegram.world.people import FIRST_PTS
from tests.telegram.wire import NOON, Client, connected, layers, make_server

GET_CONFIG = layers().inner.encode(tl("help.getConfig"))
PING = layers().service.encode(tl("mt_ping", ping_id=5))
ACK = layers().service.encode(tl("mt_msgs_ack", msg_ids=[]))


@pytest.fixture
def client() -> Client:
    return connected(make_server()[0])


def container(*items: tuple[int, int, bytes]) -> bytes:
    inner = b"".join(
        struct.pack("<qii", message_id, sequence, len(body)) + body for message_id, sequence, body in items
    )
    return struct.pack("<Ii", MSG_CONTAINER, len(items)) + inner


def names(client: Client) -> list[str]:
    return [message.name for message in client.services()]


def answers(client: Client) -> int:
    return sum(message.number == RPC_RESULT for message in client.received)


def test_a_wrong_salt_is_corrected_and_not_processed(client: Client) -> None:
    """bad_server_salt names the message and the right salt; with that salt the request is answered."""
    right, client.salt = client.salt, bytes(8)

    message_id = client.send(GET_CONFIG)

    (bad,) = client.services()
    assert (bad.name, bad["bad_msg_id"], bad["error_code"]) == ("mt_bad_server_salt", message_id, 48)
    assert bad["new_server_salt"] == int.from_bytes(right, "little", signed=True)
    client.salt = right
    assert client.result(client.send(GET_CONFIG)).name == "config"


def test_a_new_session_is_announced_once(client: Client) -> None:
    """new_session_created comes before the first answer, and only then."""
    first = client.send(GET_CONFIG)
    client.send(GET_CONFIG)

    (created,) = [message for message in client.services() if message.name == "mt_new_session_created"]
    assert created["first_msg_id"] == first
    assert client.received[0].number == layers().service.schema.by_name["mt_new_session_created"].id


@pytest.mark.parametrize(
    ("seconds", "bits", "code"),
    [(-301, 0, 16), (31, 0, 17), (0, 1, 18), (0, 2, 18)],
    ids=["too old", "too new", "a server's id", "not a multiple of four"],
)
def test_bad_message_ids_are_named(client: Client, seconds: int, bits: int, code: int) -> None:
    """A client's id must be about the server's time, and a multiple of four."""
    message_id = int((NOON + seconds) * 2**32) // 4 * 4 | bits

    client.send(GET_CONFIG, message_id=message_id)

    (bad,) = client.services()
    assert (bad.name, bad["bad_msg_id"], bad["error_code"]) == ("mt_bad_msg_notification", message_id, code)


@pytest.mark.parametrize(("body", "counts", "code"), [(GET_CONFIG, False, 35), (ACK, True, 34)])
def test_parity_must_fit_the_message(client: Client, body: bytes, counts: bool, code: int) -> None:
    """A request that asks for no acknowledgement, or an acknowledgement that does, is refused."""
    client.send(body, counts=counts)

    assert [m["error_code"] for m in client.services() if m.name == "mt_bad_msg_notification"] == [code]


def test_a_replay_is_not_carried_out_again() -> None:
    """The same message twice sends one message to the world, and the answer again."""
    server, _ = make_server()
    alice = server.world.people.create("Alice")
    bot = server.world.people.create("Bot", bot=True)
    chat = server.world.create_chat("group", "Room", alice, [bot])
    client = connected(server).log_in(bot)
    body = layers().inner.encode(
        tl("messages.sendMessage", peer=tl("inputPeerChat", chat_id=chat.id), message="once", random_id=1)
    )
    message_id = client.send(body)
    before, client.received = answers(client), []

    client.send(body, message_id=message_id)

    assert before == 2  # the log-in's and the message's
    assert client.result(message_id).name == "updates"
    assert alice.box.pts == FIRST_PTS + 2  # the chat's creation and one message


def test_a_confirmed_answer_is_not_repeated(client: Client) -> None:
    """Once the client acknowledged an answer, a replay is acknowledged and no more."""
    message_id = client.send(GET_CONFIG)
    client.service_call("mt_msgs_ack", msg_ids=[message.message_id for message in client.received])
    client.received.clear()

    client.send(GET_CONFIG, message_id=message_id)

    assert names(client) == ["mt_msgs_ack"]
    assert answers(client) == 0


def test_requests_in_a_container_are_answered(client: Client) -> None:
    """Each of several messages in one packet gets its own answer."""
    first, second = client.next_id(), client.next_id()

    client.sequence = 2
    client.send(container((first, 1, GET_CONFIG), (second, 3, PING)), counts=False)

    assert client.result(first).name == "config"
    assert [pong["msg_id"] for pong in client.services() if pong.name == "mt_pong"] == [second]


def test_no_container_holds_more_than_clients_take() -> None:
    """An answer that fills a container goes by itself; what is queued around it still comes, in order, and together."""
    service = layers().service
    session = Session(1, service, lambda: NOON, 2, Salts(bytes(256), bytes(8), NOON))
    big = bytes(1024 * 1024)
    for query, body in ((4, GET_CONFIG), (8, GET_CONFIG), (12, big), (16, GET_CONFIG), (20, GET_CONFIG)):
        session.answer(query, body)

    sent = [outgoing.body for outgoing in iter(session.drain, None)]

    assert [struct.unpack_from("<I", body)[0] for body in sent] == [MSG_CONTAINER, RPC_RESULT, MSG_CONTAINER]
    assert [struct.unpack_from("<i", body, 4)[0] for body in sent] == [2, 12, 2]
    assert sent[1].endswith(big)


@pytest.mark.parametrize(
    "body",
    [
        struct.pack("<Ii", MSG_CONTAINER, 2000),
        struct.pack("<Ii", MSG_CONTAINER, -1),
        struct.pack("<Ii", MSG_CONTAINER, 1) + bytes(4),
        struct.pack("<Iiqii", MSG_CONTAINER, 1, 4, 1, 4000),
        container((4, 1, container((8, 1, PING)))),
    ],
    ids=["too many", "negative", "cut head", "too long an item", "nested"],
)
def test_broken_containers_are_named(client: Client, body: bytes) -> None:
    """A container that breaks the rules is answered with code 64."""
    client.send(body, counts=False)

    assert [m["error_code"] for m in client.services() if m.name == "mt_bad_msg_notification"] == [64]


def test_a_packed_request_is_answered(client: Client) -> None:
    """A request may come as gzip_packed."""
    ping = layers().inner.encode(tl("users.getUsers", id=[tl("inputUserSelf")] * 3000))
    packed = gzip_if_smaller(ping)
    assert len(packed) < len(ping)

    message_id = client.send(packed)

    with pytest.raises(Exception, match="AUTH_KEY_UNREGISTERED"):
        client.result(message_id)


def test_server_ids_increase_and_tell_their_kind() -> None:
    """Ids are odd, strictly increasing while the clock stands still, 1 mod 4 for answers and 3 for pushes."""
    client = connected(make_server()[0])

    for _ in range(5):
        client.send(GET_CONFIG)

    ids = [message.message_id for message in client.received]
    assert ids == sorted(set(ids))
    assert {m.message_id % 4 for m in client.received if m.number == RPC_RESULT} == {1}
    assert client.received[0].message_id % 4 == 3


def test_the_state_of_messages_can_be_asked(client: Client) -> None:
    """msgs_state_info says which messages arrived, were confirmed and answered, and which didn't."""
    lost = client.next_id()
    arrived = client.send(GET_CONFIG)

    asked = client.service_call("mt_msgs_state_req", msg_ids=[arrived, lost, arrived + 400])

    (info,) = [message for message in client.services() if message.name == "mt_msgs_state_info"]
    assert (info["req_msg_id"], info["info"]) == (asked, bytes([4 | 8 | 64, 2, 3]))


def test_messages_can_be_asked_for_again(client: Client) -> None:
    """msg_resend_req brings the same message with its old id."""
    client.send(GET_CONFIG)
    (answer,) = [message for message in client.received if message.number == RPC_RESULT]
    client.received.clear()

    client.service_call("mt_msg_resend_req", msg_ids=[answer.message_id])

    assert answer in client.received


def test_future_salts_hold_the_valid_one(client: Client) -> None:
    """get_future_salts isn't wrapped in rpc_result and begins with the salt in force."""
    asked = client.service_call("mt_get_future_salts", num=4)

    (salts,) = [message for message in client.services() if message.name == "mt_future_salts"]
    assert salts["req_msg_id"] == asked
    first, second, *_ = salts["salts"]
    assert first["salt"] == int.from_bytes(client.salt, "little", signed=True)
    assert (len(salts["salts"]), second["valid_since"] - first["valid_since"]) == (4, 1800)


def test_an_unknown_key_is_answered_with_404(client: Client) -> None:
    """A key that the server doesn't have gets the transport's error."""
    client.send_packet(bytes(range(8)) + bytes(48))

    assert client.raw[-1] == (-404).to_bytes(4, "little", signed=True)


def test_a_spoiled_message_ends_the_connection(client: Client) -> None:
    """A packet whose msg_key doesn't match is not looked into any further."""
    with pytest.raises(HangUp, match="msg_key"):
        client.send_packet(auth_key_id(client.auth_key) + bytes(16 + 64))


def test_sessions_of_one_key_are_apart(client: Client) -> None:
    """Another session id begins a session of its own, with its own announcement."""
    client.send(PING)
    client.session_id, client.sequence = 9, 0

    client.send(PING)

    assert names(client).count("mt_new_session_created") == 2
