"""The table of hostile sequences: each is answered as MTProto's documentation says, and an honest message goes on.

Every row has two controls on the same server: the hostile client before its act, and another client after it, are both
answered.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from hashlib import sha1
from random import Random

import pytest

from fakes.telegram.mtproto.arrivals import REMEMBERED
from fakes.telegram.mtproto.crypto import handshake_key, ige_encrypt
from fakes.telegram.mtproto.handshake import DH_PRIME
from fakes.telegram.mtproto.transport import MAX_PACKET
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.tl.service import GZIP_PACKED, RPC_RESULT
from tests.telegram.exchange import encrypt_rsa_pad, factors, server_key
from tests.telegram.hostile import NEWEST, OLDEST, container, framed, message, packed, seal, verdict
from tests.telegram.wire import NOON, Client, connected, layers, make_server

PING = layers().service.encode(tl("mt_ping", ping_id=5))
ACK = layers().service.encode(tl("mt_msgs_ack", msg_ids=[4]))
GET_CONFIG = layers().inner.encode(tl("help.getConfig"))
Act = Callable[[Client], object]


def at(seconds: float, bits: int = 0) -> int:
    return int((NOON + seconds) * 2**32) // 4 * 4 | bits


def raw(client: Client, plain: bytes, padding: int | None = None, *, spoil_key: bool = False) -> None:
    client.send_packet(seal(client, plain, padding, spoil_key=spoil_key))


def replayed(client: Client) -> None:
    """The same packet twice: the second is acknowledged, and its answer repeated, not made again."""
    plain = message(client, GET_CONFIG)
    raw(client, plain)
    answers = [received for received in client.received if received.number == RPC_RESULT]
    raw(client, plain)
    again = [received for received in client.received if received.number == RPC_RESULT]
    assert again == answers * 2


def wrong_salt(client: Client) -> None:
    client.salt = bytes(8)
    client.send(PING)


def in_container(*numbers: int, body: bytes = PING) -> Act:
    def act(client: Client) -> None:
        ids = [client.next_id() for _ in numbers]
        client.sequence = 50
        client.send(container(*((i, n, body) for i, n in zip(ids, numbers, strict=True))), counts=False)

    return act


def container_replayed(client: Client) -> None:
    client.sequence = 50
    body = container((client.next_id(), 99, PING))
    outer = client.send(body, counts=False)
    client.send(body, counts=False, message_id=outer)


def numbered(sequence: int, body: bytes = PING) -> Act:
    def act(client: Client) -> None:
        client.sequence = 10
        client.send(PING)
        client.sequence = sequence
        client.send(body)

    return act


def overtaking(client: Client) -> None:
    early = client.next_id()
    client.send(PING)
    client.sequence += 5
    client.send(PING, message_id=early)


def older_than_memory(client: Client) -> None:
    early = client.next_id()
    for _ in range(REMEMBERED + 1):
        client.send(PING)
    client.send(PING, message_id=early)


def known_key_for_another(client: Client) -> None:
    client.auth_key = bytes(256)
    client.send(PING)


def frame(*, spoil: bool = False, skip: int = 0) -> Act:
    def act(client: Client) -> None:
        packet = seal(client, message(client, PING))
        client.connection.feed(framed(packet, client._frames + skip, spoil=spoil))

    return act


def half_a_frame(client: Client) -> None:
    whole = framed(seal(client, message(client, PING)), client._frames)
    client.connection.feed(whole[: len(whole) // 2])
    client.connection.closed()


class Shake:
    """A handshake that goes wrong in one step."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.rng = Random(4)
        self.new_nonce = self.rng.randbytes(32)
        offer = client.plain(tl("mt_req_pq_multi", nonce=self.rng.randbytes(16)))
        self.nonces = {"nonce": offer["nonce"], "server_nonce": offer["server_nonce"]}
        p, q = factors(int.from_bytes(offer["pq"]))
        self.primes = {"p": p.to_bytes(4), "q": q.to_bytes(4)}
        self.pq = offer["pq"]

    def ask(self, *, fingerprint: int | None = None, inner_nonce: bytes | None = None) -> None:
        inner = {**self.nonces, **self.primes, "pq": self.pq, "new_nonce": self.new_nonce, "dc": 2}
        inner["nonce"] = inner_nonce or inner["nonce"]
        data = layers().service.encode(TLObject("mt_p_q_inner_data_dc", inner))
        fields = {**self.nonces, **self.primes, "encrypted_data": encrypt_rsa_pad(data, self.rng)}
        fields["public_key_fingerprint"] = fingerprint or server_key().fingerprint
        self.client.plain(TLObject("mt_req_DH_params", fields))

    def share(self, g_b: int) -> None:
        data = layers().service.encode(
            TLObject("mt_client_DH_inner_data", {**self.nonces, "retry_id": 0, "g_b": g_b.to_bytes(256)})
        )
        plain = sha1(data).digest() + data
        key, iv = handshake_key(self.nonces["server_nonce"], self.new_nonce)
        encrypted = ige_encrypt(plain + bytes(-len(plain) % 16), key, iv)
        self.client.plain(TLObject("mt_set_client_DH_params", {**self.nonces, "encrypted_data": encrypted}))


def bad_share(g_b: int) -> Act:
    def act(client: Client) -> None:
        shake = Shake(client)
        shake.ask()
        shake.share(g_b)

    return act


def share_before_asking(client: Client) -> None:
    Shake(client).share(2**2047)


def server_nonce_of_another_handshake(client: Client) -> None:
    first = Shake(client)
    Shake(client)
    first.ask()


def bare(body: bytes) -> Act:
    return lambda client: client.send(body)


def with_id(message_id: int) -> Act:
    return lambda client: client.send(PING, message_id=message_id)


def padded(padding: int) -> Act:
    return lambda client: raw(client, message(client, PING), padding)


def lying(length: int) -> Act:
    return lambda client: raw(client, message(client, PING, length=length))


ENVELOPE, TRANSPORT, HANDSHAKE = (f"hung up: {name}_INVALID" for name in ("ENVELOPE", "TRANSPORT", "HANDSHAKE"))
TABLE: dict[str, tuple[Act, str]] = {
    "replayed message": (replayed, "answered"),
    "wrong salt": (wrong_salt, "refused: 48"),
    "message id too old": (with_id(at(OLDEST)), "refused: 16"),
    "message id too new": (with_id(at(NEWEST)), "refused: 17"),
    "message id of a server": (with_id(at(0, 1)), "refused: 18"),
    "message id not divisible by four": (with_id(at(0, 2)), "refused: 18"),
    "container replayed": (container_replayed, "refused: 19"),
    "message older than all that are remembered": (older_than_memory, "refused: 20"),
    "number below an earlier one": (numbered(3), "refused: 32"),
    "number used twice": (numbered(10), "refused: 32"),
    "number above a later one": (overtaking, "refused: 33"),
    "acknowledgement with an odd number": (bare(ACK), "refused: 34"),
    "request with an even number": (lambda client: client.send(GET_CONFIG, counts=False), "refused: 35"),
    "container in a container": (in_container(1, body=container((4, 1, PING))), "refused: 64"),
    "container of too many": (
        lambda client: client.send(container(*[(4, 1, PING)] * 1025), counts=False),
        "refused: 64",
    ),
    "container cut short": (
        lambda client: client.send(container((4, 1, PING))[:-4], counts=False),
        "refused: 64",
    ),
    "packed container": (bare(packed(container((4, 1, PING)))), "refused: 64"),
    "packed twice": (bare(packed(packed(PING))), "refused: 64"),
    "gzip bomb": (bare(packed(bytes(MAX_PACKET + 1))), "refused: 64"),
    "gzip bomb in a container": (in_container(1, body=packed(bytes(MAX_PACKET + 1))), "refused: 64"),
    "gzip bomb in a gzip bomb": (bare(packed(packed(bytes(MAX_PACKET + 1)))), "refused: 64"),
    "packed rubbish": (bare(struct.pack("<I", GZIP_PACKED) + b"\x0brubbishrubb"), "refused: 64"),
    "truncated service message": (bare(PING[:8]), "refused: 64"),
    "truncated request": (bare(layers().inner.encode(tl("users.getUsers", id=[]))[:8]), "error: INPUT_FETCH_ERROR"),
    "unknown constructor": (bare(b"\x01\x02\x03\x04" * 2), "error: INPUT_METHOD_INVALID_04030201"),
    "unknown layer": (bare(struct.pack("<Ii", 0xDA9B0D0D, 7) + GET_CONFIG), "error: CONNECTION_LAYER_INVALID"),
    "spoiled msg_key": (lambda client: raw(client, message(client, PING), spoil_key=True), ENVELOPE),
    "no padding": (lambda client: raw(client, message(client, PING + PING[:4]), 0), ENVELOPE),
    "padding too short": (padded(4), ENVELOPE),
    "padding too long": (padded(1024 + 4 + 16), ENVELOPE),
    "length beyond the packet": (lying(4000), ENVELOPE),
    "negative length": (lying(-4), ENVELOPE),
    "length that isn't whole words": (lying(11), ENVELOPE),
    "unknown key": (known_key_for_another, "transport: -404"),
    "packet shorter than a key's name": (lambda client: client.send_packet(b"abcd"), ENVELOPE),
    "wrong checksum": (frame(spoil=True), TRANSPORT),
    "gap in the transport's numbers": (frame(skip=1), TRANSPORT),
    "frame too large": (lambda client: client.connection.feed(struct.pack("<i", MAX_PACKET + 13)), TRANSPORT),
    "negative frame": (lambda client: client.connection.feed(struct.pack("<i", -1)), TRANSPORT),
    "half a frame": (half_a_frame, "silence"),
    "wrong fingerprint": (lambda client: Shake(client).ask(fingerprint=1), HANDSHAKE),
    "another nonce inside": (lambda client: Shake(client).ask(inner_nonce=bytes(16)), HANDSHAKE),
    "nonce of an earlier handshake": (server_nonce_of_another_handshake, HANDSHAKE),
    "share before the parameters": (share_before_asking, HANDSHAKE),
    "g_b of one": (bad_share(1), HANDSHAKE),
    "g_b of the prime less one": (bad_share(DH_PRIME - 1), HANDSHAKE),
    "plain message cut short": (
        lambda client: client.send_packet(struct.pack("<8xqi", at(0), 400) + PING),
        ENVELOPE,
    ),
    "plain ping": (lambda client: client.plain(tl("mt_ping", ping_id=1)), HANDSHAKE),
}


@pytest.mark.parametrize("row", TABLE)
def test_hostile_sequences_are_answered_as_documented(row: str) -> None:
    """The hostile act gets what its row says, between two honest messages that are answered."""
    act, expected = TABLE[row]
    server, hub = make_server()
    client, honest = connected(server), connected(server)
    client.service_call("mt_ping", ping_id=1)
    assert "mt_pong" in [said.name for said in client.services()]

    assert verdict(client, hub, act) == expected

    honest.service_call("mt_ping", ping_id=2)
    assert [said["ping_id"] for said in honest.services() if said.name == "mt_pong"] == [2]


def test_the_table_is_long_enough() -> None:
    """At least twenty hostile sequences are in the table."""
    assert len(TABLE) >= 20
