"""Perfect forward secrecy: temporary keys, their binding to a permanent one, and their end."""

import struct
from hashlib import sha1
from random import Random
from typing import Any, cast

import pytest

from fakes.telegram.mtproto.binding import old_message_cipher
from fakes.telegram.mtproto.crypto import auth_key_id, ige_encrypt
from fakes.telegram.mtproto.handshake import NewKey
from fakes.telegram.server import Server
from fakes.telegram.tl import TLObject, tl
from tests.telegram.wire import Client, Clock, RpcFailure, connected, make_server

NOT_FOUND = (-404).to_bytes(4, "little", signed=True)
DAY = 86400


def number(key: bytes) -> int:
    return int.from_bytes(auth_key_id(key), "little", signed=True)


class Pair:
    """A client that is logged in with its permanent key, and one with a temporary key."""

    def __init__(self) -> None:
        self.server: Server = make_server()[0]
        bot = self.server.world.people.create("Bot", bot=True)
        self.permanent = connected(self.server).log_in(bot)
        self.bot = bot
        self.temporary = self.temporary_client()

    def temporary_client(self, seed: int = 5) -> Client:
        rng = Random(f"temporary {seed}")
        client = Client(self.server, auth_key=rng.randbytes(256), salt=rng.randbytes(8))
        self.server.admit(NewKey(client.auth_key, client.salt, DAY))
        return client

    def bind(self, client: Client | None = None, **changed: Any) -> TLObject:
        """Bind; ``changed`` replaces fields of the inner object, or those outside that begin with ``outer_``."""
        client = client or self.temporary
        inner = {
            "nonce": 7,
            "temp_auth_key_id": number(client.auth_key),
            "perm_auth_key_id": number(self.permanent.auth_key),
            "temp_session_id": client.session_id,
            "expires_at": int(self.server.clock()) + DAY,
        }
        outer = {name: inner[name] for name in ("nonce", "perm_auth_key_id", "expires_at")}
        outer |= {name.removeprefix("outer_"): value for name, value in changed.items() if name.startswith("outer_")}
        inner |= {name: value for name, value in changed.items() if name in inner}
        message_id = client.next_id()
        proof = self._sealed(inner, changed.get("message_id", message_id), spoil=changed.get("spoil", False))
        request = TLObject("auth.bindTempAuthKey", {**outer, "encrypted_message": proof})
        client.send(struct.pack("<Ii", 0xDA9B0D0D, client.layer) + client.api.encode(request), message_id=message_id)
        return client.result(message_id)

    def _sealed(self, inner: dict[str, int], message_id: int, *, spoil: bool) -> bytes:
        key = self.permanent.auth_key
        body = self.server.service.encode(TLObject("mt_bind_auth_key_inner", inner))
        plain = struct.pack("<16sqii", bytes(16), message_id, 0, len(body)) + body
        msg_key = sha1(plain).digest()[4:20]
        cipher = ige_encrypt(plain + bytes(-len(plain) % 16), *old_message_cipher(key, msg_key))
        return auth_key_id(key) + msg_key + (cipher[::-1] if spoil else cipher)

    def me(self, client: Client) -> int:
        answer = client.call("users.getUsers", id=[tl("inputUserSelf")])
        return int(answer["items"][0]["id"])


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_a_bound_key_acts_for_the_permanent_one(pair: Pair) -> None:
    """Before it is bound a temporary key is nobody's; after that it is logged in."""
    with pytest.raises(RpcFailure, match="401 AUTH_KEY_PERM_EMPTY"):
        pair.me(pair.temporary)

    assert pair.bind().name == "true"

    assert pair.me(pair.temporary) == pair.bot.id


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": 8},
        {"temp_auth_key_id": 1},
        {"perm_auth_key_id": 1},
        {"temp_session_id": 1},
        {"expires_at": 1},
        {"message_id": 4},
        {"spoil": True},
        {"outer_perm_auth_key_id": 1},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_proof_must_fit(pair: Pair, changed: dict[str, Any]) -> None:
    """Each field of the encrypted message is checked, and so are its key, its id and its msg_key."""
    with pytest.raises(RpcFailure, match="400 ENCRYPTED_MESSAGE_INVALID"):
        pair.bind(**changed)


def test_both_keys_are_of_one_data_centre(pair: Pair) -> None:
    """To another data centre the permanent key is unknown."""
    permanent = pair.server.keys.find(auth_key_id(pair.permanent.auth_key))
    assert permanent is not None
    permanent.dc = 4

    with pytest.raises(RpcFailure, match="400 ENCRYPTED_MESSAGE_INVALID"):
        pair.bind()


def test_only_temporary_keys_are_bound(pair: Pair) -> None:
    """A permanent key can't be bound to another."""
    with pytest.raises(RpcFailure, match="400 TEMP_AUTH_KEY_EMPTY"):
        pair.bind(pair.permanent)


def test_a_binding_lies_in_the_future(pair: Pair) -> None:
    """A binding that has ended before it begins is refused."""
    past = int(pair.server.clock())

    with pytest.raises(RpcFailure, match="400 EXPIRES_AT_INVALID"):
        pair.bind(expires_at=past, outer_expires_at=past)


def test_a_temporary_key_serves_one_permanent_key(pair: Pair) -> None:
    """Binding again to the same key is fine, and to another one isn't."""
    pair.bind()
    pair.bind()
    pair.permanent = connected(pair.server).log_in(pair.bot)

    with pytest.raises(RpcFailure, match="400 TEMP_AUTH_KEY_ALREADY_BOUND"):
        pair.bind()


def test_a_temporary_key_expires(pair: Pair) -> None:
    """A day later nobody knows it any more; the permanent key lives on."""
    pair.bind()
    cast("Clock", pair.server.true_clock).now += DAY

    pair.temporary.service_call("mt_ping", ping_id=1)
    pair.permanent.service_call("mt_ping", ping_id=1)

    assert pair.temporary.raw[-1] == NOT_FOUND
    assert pair.permanent.raw[-1] != NOT_FOUND


def test_temporary_keys_can_be_dropped(pair: Pair) -> None:
    """All but those that are named; the permanent key's own end takes the rest along."""
    kept, dropped = pair.temporary, pair.temporary_client(6)
    pair.bind(kept)
    pair.bind(dropped)

    pair.permanent.call("auth.dropTempAuthKeys", except_auth_keys=[number(kept.auth_key)])

    assert pair.me(kept) == pair.bot.id
    dropped.service_call("mt_ping", ping_id=1)
    assert dropped.raw[-1] == NOT_FOUND
    pair.permanent.service_call("mt_destroy_auth_key")
    kept.service_call("mt_ping", ping_id=1)
    assert kept.raw[-1] == NOT_FOUND
