"""One TCP connection without its socket: fed with bytes, it writes bytes through a callback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from fakes.telegram.mtproto import envelope
from fakes.telegram.mtproto.crypto import auth_key_id
from fakes.telegram.mtproto.handshake import Handshake, HandshakeError
from fakes.telegram.mtproto.message_ids import REPLY, MessageIds
from fakes.telegram.mtproto.transport import Transport, TransportError, detect
from fakes.telegram.tl import CodecError

if TYPE_CHECKING:
    from random import Random

    from fakes.telegram.mtproto.handshake import NewKey
    from fakes.telegram.mtproto.keys import ServerKey
    from fakes.telegram.mtproto.session import Query, Session
    from fakes.telegram.tl import Codec

_KEY_NOT_FOUND = (-404).to_bytes(4, "little", signed=True)


_BREACHES = (
    (TransportError, "TRANSPORT_INVALID"),
    (envelope.EnvelopeError, "ENVELOPE_INVALID"),
    (HandshakeError, "HANDSHAKE_INVALID"),
    (CodecError, "PLAIN_MESSAGE_INVALID"),
)


class HangUp(Exception):  # noqa: N818 - an event, not an error of ours
    """The client broke the protocol in a way that Telegram answers by closing the connection."""


@dataclass
class ClientKey:
    """An authorization key, and what the server knows of whoever holds it."""

    auth_key: bytes
    salt: bytes
    layer: int | None = None
    account_id: int | None = None
    sessions: dict[int, ClientSession] = field(default_factory=dict)

    @property
    def key_id(self) -> bytes:
        """The eight bytes that name the key on the wire."""
        return auth_key_id(self.auth_key)


@dataclass(eq=False)
class ClientSession:
    """A session of a key, and the connection that carries it at the moment."""

    key: ClientKey
    session: Session
    connection: Connection | None = None
    wants_updates: bool = True

    def flush(self) -> None:
        """Send what is queued, where a connection is up; otherwise it waits for the next one."""
        if self.connection is not None:
            self.connection.flush(self)


class Desk(Protocol):
    """What a connection needs from the server behind it."""

    server_key: ServerKey
    service: Codec
    rng: Random
    clock: Callable[[], float]
    proxy_secret: bytes | None

    def find(self, key_id: bytes) -> ClientKey | None:
        """Return the key of that name."""

    def admit(self, new: NewKey) -> None:
        """Remember a key that a handshake agreed on."""

    def session(self, key: ClientKey, session_id: int) -> ClientSession:
        """Return the session of that number, new if need be."""

    def serve(self, client: ClientSession, query: Query) -> None:
        """Answer an API query into the client's session."""

    def broken_off(self, breach: str, sentence: str, key: ClientKey | None) -> None:
        """Take note that a connection is closed because its client broke the protocol."""


class Connection:
    """Transport, handshake and decryption of one connection; raises :class:`HangUp` when it must be closed."""

    def __init__(self, desk: Desk, write: Callable[[bytes], None]) -> None:
        self._desk = desk
        self._write = write
        self._start = bytearray()
        self._transport: Transport | None = None
        self._handshake: Handshake | None = None
        self._ids = MessageIds(desk.clock)
        self._clients: set[ClientSession] = set()
        self._key: ClientKey | None = None

    def feed(self, data: bytes) -> None:
        """Take in what the socket read."""
        try:
            for packet in self._packets(data):
                self._take(packet)
        except tuple(kind for kind, _ in _BREACHES) as error:
            breach = next(name for kind, name in _BREACHES if isinstance(error, kind))
            self._desk.broken_off(breach, str(error), self._key)
            raise HangUp(str(error)) from error

    def flush(self, client: ClientSession) -> None:
        """Encrypt and write everything that the client's session has queued."""
        while (outgoing := client.session.drain()) is not None and self._transport is not None:
            inner = envelope.Inner(
                client.key.salt,
                client.session.session_id,
                outgoing.message_id,
                outgoing.sequence,
                outgoing.body,
            )
            sealed = envelope.seal_encrypted(client.key.auth_key, inner, self._desk.rng)
            self._write(self._transport.wrap(sealed))

    def closed(self) -> None:
        """Forget the connection wherever it was the current one."""
        for client in self._clients:
            if client.connection is self:
                client.connection = None

    def _packets(self, data: bytes) -> list[bytes]:
        if self._transport is None:
            self._start += data
            found = detect(bytes(self._start), self._desk.proxy_secret)
            if found is None:
                return []
            self._transport, consumed = found
            data = bytes(self._start[consumed:])
        return self._transport.feed(data)

    def _take(self, packet: bytes) -> None:
        key_id = envelope.key_id_of(packet)
        if key_id == envelope.PLAIN_KEY_ID:
            self._take_plain(packet)
            return
        key = self._desk.find(key_id)
        if key is None:
            self._send(_KEY_NOT_FOUND)
            return
        self._key = key
        inner = envelope.open_encrypted(key.auth_key, packet)
        client = self._desk.session(key, inner.session_id)
        client.connection = self
        self._clients.add(client)
        for query in client.session.receive(inner, key.salt):
            self._desk.serve(client, query)
        client.flush()

    def _take_plain(self, packet: bytes) -> None:
        request = self._desk.service.decode(envelope.open_plain(packet))
        if self._handshake is None or request.name in ("mt_req_pq", "mt_req_pq_multi"):
            desk = self._desk
            self._handshake = Handshake(desk.server_key, desk.service, desk.rng, desk.clock)
        answer = self._desk.service.encode(self._handshake.answer(request))
        if self._handshake.result is not None:
            self._desk.admit(self._handshake.result)
            self._handshake = None
        self._send(envelope.seal_plain(self._ids.next(REPLY), answer))

    def _send(self, packet: bytes) -> None:
        if self._transport is not None:
            self._write(self._transport.wrap(packet))
