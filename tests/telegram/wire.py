"""A client of our own for tests: MTProto's other half over a connection without sockets."""

from __future__ import annotations

import functools
import itertools
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from random import Random
from typing import Any
from zlib import crc32

from fakes.control import Hub
from fakes.telegram.mtproto.crypto import (
    auth_key_id,
    handshake_key,
    ige_decrypt,
    ige_encrypt,
    message_cipher,
    message_key,
)
from fakes.telegram.mtproto.handshake import DH_PRIME, NewKey
from fakes.telegram.server import Server
from fakes.telegram.tl import INNER_LAYER, Codec, Layers, TLObject, tl
from fakes.telegram.tl.codec import BOOL_FALSE, BOOL_TRUE, VECTOR
from fakes.telegram.tl.compression import gunzip_object
from fakes.telegram.tl.service import GZIP_PACKED, MSG_CONTAINER, RPC_RESULT
from fakes.telegram.world import Person
from tests.telegram.exchange import SEED, encrypt_old, encrypt_rsa_pad, factors, server_key

NOON = 1_700_000_000.0
_CLIENTS = itertools.count(1)


@functools.cache
def layers() -> Layers:
    """Return the schemas, read once."""
    return Layers.from_environment()


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def make_server(
    schemas: Layers | None = None, other_dcs: Mapping[int, int] | None = None, port: int = 443
) -> tuple[Server, Hub]:
    """Return a whole fake without sockets, whose clock stands still, and its witness stream."""
    clock = Clock()
    hub = Hub(clock)
    server = Server(
        layers=schemas or layers(),
        server_key=server_key(),
        hub=hub,
        clock=clock,
        seed=SEED,
        advertise="fake",
        port=port,
        other_dcs=other_dcs,
    )
    return server, hub


@dataclass(frozen=True)
class Received:
    """A message from the server; ``body`` begins with its constructor."""

    message_id: int
    sequence: int
    body: bytes

    @property
    def number(self) -> int:
        """The constructor's number."""
        return int.from_bytes(self.body[:4], "little")


class RpcFailure(Exception):  # noqa: N818 - it is an answer
    """An rpc_error that the client was answered with."""

    def __init__(self, error: TLObject) -> None:
        super().__init__(f"{error['error_code']} {error['error_message']}")
        self.code: int = error["error_code"]
        self.name: str = error["error_message"]


@dataclass
class Client:
    """Speaks the full transport; everything that it may want to get wrong is an attribute."""

    server: Server
    layer: int = INNER_LAYER
    schemas: Layers = field(default_factory=layers)
    rng: Random = field(default_factory=lambda: Random(1))
    auth_key: bytes = b""
    salt: bytes = bytes(8)
    session_id: int = 4242
    sequence: int = 0
    received: list[Received] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    dc: int | None = None
    _frames: int = 0
    _last_id: int = 0

    def __post_init__(self) -> None:
        self.service: Codec = self.server.service
        self.api: Codec = self.schemas.codec(self.layer)
        self.connect()

    def connect(self) -> None:
        """Open a (new) connection."""
        self.connection = self.server.connect(self._read, self.dc)
        self._frames = 0

    def send_packet(self, packet: bytes) -> None:
        """Frame a packet and hand it to the server."""
        frame = struct.pack("<ii", len(packet) + 12, self._frames) + packet
        self._frames += 1
        self.connection.feed(frame + struct.pack("<I", crc32(frame)))

    def plain(self, request: TLObject) -> TLObject:
        """Send a plain request of the handshake and return the answer."""
        body = self.service.encode(request)
        self.send_packet(struct.pack("<8xqi", self.next_id(), len(body)) + body)
        return self.service.decode(self.raw.pop()[20:])

    def shake_hands(self, *, old_padding: bool = False) -> None:
        """Agree on an authorization key."""
        offer = self.plain(tl("mt_req_pq_multi", nonce=self.rng.randbytes(16)))
        nonces = {"nonce": offer["nonce"], "server_nonce": offer["server_nonce"]}
        p, q = factors(int.from_bytes(offer["pq"]))
        new_nonce = self.rng.randbytes(32)
        primes = {"p": p.to_bytes(4), "q": q.to_bytes(4)}
        inner = {**nonces, **primes, "pq": offer["pq"], "new_nonce": new_nonce, "dc": 2}
        if old_padding:
            inner.pop("dc")
        data = self.service.encode(TLObject("mt_p_q_inner_data" if old_padding else "mt_p_q_inner_data_dc", inner))
        encrypted = encrypt_old(data, self.rng) if old_padding else encrypt_rsa_pad(data, self.rng)
        answer = self.plain(
            TLObject(
                "mt_req_DH_params",
                {
                    **nonces,
                    **primes,
                    "public_key_fingerprint": server_key().fingerprint,
                    "encrypted_data": encrypted,
                },
            )
        )
        self._agree(answer, nonces, new_nonce)

    def _agree(self, answer: TLObject, nonces: dict[str, bytes], new_nonce: bytes) -> None:
        key, iv = handshake_key(nonces["server_nonce"], new_nonce)
        theirs = self.service.decode(ige_decrypt(answer["encrypted_answer"], key, iv)[20:])
        secret = self.rng.getrandbits(2048)
        share = pow(theirs["g"], secret, DH_PRIME).to_bytes(256)
        ours = self.service.encode(TLObject("mt_client_DH_inner_data", {**nonces, "retry_id": 0, "g_b": share}))
        plain = sha1(ours).digest() + ours
        plain += bytes(-len(plain) % 16)
        verdict = self.plain(
            TLObject("mt_set_client_DH_params", {**nonces, "encrypted_data": ige_encrypt(plain, key, iv)})
        )
        assert verdict.name == "mt_dh_gen_ok"
        self.auth_key = pow(int.from_bytes(theirs["g_a"]), secret, DH_PRIME).to_bytes(256)
        self.salt = bytes(a ^ b for a, b in zip(new_nonce[:8], nonces["server_nonce"][:8], strict=True))

    def send(self, body: bytes, *, counts: bool = True, message_id: int | None = None) -> int:
        """Encrypt and send one message; return its id."""
        message_id = self.next_id() if message_id is None else message_id
        head = struct.pack("<8sqqii", self.salt, self.session_id, message_id, self.next_sequence(counts), len(body))
        padded = head + body + self.rng.randbytes(12 + -(len(head) + len(body) + 12) % 16)
        msg_key = message_key(self.auth_key, padded, to_client=False)
        cipher = message_cipher(self.auth_key, msg_key, to_client=False)
        self.send_packet(auth_key_id(self.auth_key) + msg_key + ige_encrypt(padded, *cipher))
        return message_id

    def service_call(self, name: str, **fields: Any) -> int:
        """Send one of MTProto's own messages; return its id."""
        return self.send(self.service.encode(tl(name, **fields)), counts=name != "mt_msgs_ack")

    def call(self, method: str, **fields: Any) -> TLObject:
        """Call the API and return the answer; raise :class:`RpcFailure` for an rpc_error."""
        request = self.api.encode(tl(method, **fields))
        return self.result(self.send(struct.pack("<Ii", 0xDA9B0D0D, self.layer) + request))

    def result(self, message_id: int) -> TLObject:
        """Return the answer to a query that was sent before."""
        for message in self.received:
            if message.number == RPC_RESULT and int.from_bytes(message.body[4:12], "little") == message_id:
                return self._decode_result(message.body[12:])
        raise AssertionError("the query has no answer")

    def services(self) -> list[TLObject]:
        """Return MTProto's own messages that came, in order."""
        known = self.service.schema.by_id
        return [self.service.decode(message.body) for message in self.received if message.number in known]

    def updates(self) -> list[TLObject]:
        """Return the single updates that were pushed, in order."""
        pushed = [self._unpacked(message.body) for message in self.received if self._is_api(message)]
        return [update for container in pushed for update in self.api.decode(container)["updates"]]

    def log_in(self, bot: Person) -> Client:
        """Log in to a bot by its token."""
        self.call("auth.importBotAuthorization", flags=0, api_id=1, api_hash="x", bot_auth_token=bot.token)
        return self

    def next_id(self) -> int:
        """Return a fresh client message id."""
        self._last_id = max(int(self.server.clock() * 2**32) // 4 * 4, self._last_id + 4)
        return self._last_id

    def next_sequence(self, counts: bool) -> int:
        """Return the sequence number of the next message."""
        number = self.sequence * 2 + counts
        self.sequence += counts
        return number

    def _read(self, frame: bytes) -> None:
        packet = frame[8:-4]
        self.raw.append(packet)
        if len(packet) < 24 or packet[:8] != (auth_key_id(self.auth_key) if self.auth_key else b""):
            return
        cipher = message_cipher(self.auth_key, packet[8:24], to_client=True)
        padded = ige_decrypt(packet[24:], *cipher)
        assert message_key(self.auth_key, padded, to_client=True) == packet[8:24]
        _, _, message_id, sequence, length = struct.unpack_from("<8sqqii", padded)
        self._take(Received(message_id, sequence, padded[32 : 32 + length]))

    def _take(self, message: Received) -> None:
        if message.number != MSG_CONTAINER:
            self.received.append(message)
            return
        position = 8
        for _ in range(int.from_bytes(message.body[4:8], "little")):
            message_id, sequence, length = struct.unpack_from("<qii", message.body, position)
            self._take(Received(message_id, sequence, message.body[position + 16 : position + 16 + length]))
            position += 16 + length

    def _decode_result(self, body: bytes) -> TLObject:
        body = self._unpacked(body)
        if int.from_bytes(body[:4], "little") in self.service.schema.by_id:
            answer = self.service.decode(body)
            if answer.name == "mt_rpc_error":
                raise RpcFailure(answer)
            return answer
        if int.from_bytes(body[:4], "little") in (BOOL_TRUE, BOOL_FALSE):
            return tl("true" if int.from_bytes(body[:4], "little") == BOOL_TRUE else "false")
        if int.from_bytes(body[:4], "little") == VECTOR:
            return tl("vector", items=self._decode_items(body))
        return self.api.decode(body)

    def _decode_items(self, body: bytes) -> list[TLObject]:
        items, position = [], 8
        for _ in range(int.from_bytes(body[4:8], "little")):
            item, length = self.api.decode_prefix(body[position:])
            items.append(item)
            position += length
        return items

    def _is_api(self, message: Received) -> bool:
        return message.number == GZIP_PACKED or message.number in self.api.schema.by_id

    def _unpacked(self, body: bytes) -> bytes:
        return gunzip_object(body) if int.from_bytes(body[:4], "little") == GZIP_PACKED else body


def connected(server: Server, layer: int = INNER_LAYER, schemas: Layers | None = None, dc: int | None = None) -> Client:
    """Return a client with a key of its own, not logged in; the handshake, tested elsewhere, is left out for speed."""
    client = Client(server, layer, schemas or layers(), dc=dc)
    rng = Random(next(_CLIENTS))
    client.auth_key, client.salt = rng.randbytes(256), rng.randbytes(8)
    server.admit(NewKey(client.auth_key, client.salt, None), dc)
    return client
