"""Connections that end because a client broke the protocol: each is witnessed by name."""

from random import Random

import pytest

from fakes.telegram.mtproto.connection import HangUp
from fakes.telegram.mtproto.crypto import auth_key_id
from fakes.telegram.tl import tl
from tests.telegram.test_transport import SECRET, obfuscated
from tests.telegram.wire import Client, connected, make_server

REQ_PQ = bytes(8) + Random(1).randbytes(8) + bytes([20, 0, 0, 0]) + b"\xf1\x8e\x7e\xbe" + bytes(16)


def test_a_wrong_proxy_secret_is_witnessed() -> None:
    """Who has another secret is hung up on, and a refusal says so; who has the right one is answered."""
    server, hub = make_server()
    server.proxy_secret = SECRET
    answered: list[bytes] = []
    server.connect(answered.append).feed(obfuscated([REQ_PQ], SECRET))
    assert (len(answered), len(hub.records)) == (1, 0)

    with pytest.raises(HangUp):
        server.connect(answered.append).feed(obfuscated([REQ_PQ], SECRET[::-1]))

    (record,) = hub.records
    assert (record.kind, record.detail["name"], len(answered)) == ("refusal", "TRANSPORT_INVALID", 1)


def test_a_breach_belongs_to_its_account() -> None:
    """Once a connection's key is known, its breach bears the account's scope."""
    server, hub = make_server()
    bot = server.world.people.create("Bot", bot=True, scope="s1")
    client = connected(server).log_in(bot)

    with pytest.raises(HangUp):
        client.send_packet(auth_key_id(client.auth_key) + bytes(16 + 64))

    record = hub.records[-1]
    assert (record.kind, record.detail["name"], record.scope) == ("refusal", "ENVELOPE_INVALID", "s1")


def test_a_broken_handshake_is_witnessed() -> None:
    """A step out of order ends the connection with a refusal of its own name."""
    server, hub = make_server()

    with pytest.raises(HangUp):
        Client(server).plain(tl("mt_set_client_DH_params", nonce=bytes(16), server_nonce=bytes(16), encrypted_data=b""))

    assert [record.detail["name"] for record in hub.records] == ["HANDSHAKE_INVALID"]
