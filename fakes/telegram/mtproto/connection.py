"""One TCP connection without its socket: fed with bytes, it writes bytes through a callback."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from fakes.telegram.mtproto import envelope, services
from fakes.telegram.mtproto.handshake import Handshake, HandshakeError
from fakes.telegram.mtproto.message_ids import REPLY, MessageIds
from fakes.telegram.mtproto.transport import Obfuscated, Transport, TransportError, detect
from fakes.telegram.tl import CodecError, tl

if TYPE_CHECKING:
    from random import Random

    from fakes.telegram.mtproto.client_keys import ClientKey, ClientSession
    from fakes.telegram.mtproto.handshake import NewKey
    from fakes.telegram.mtproto.keys import ServerKey
    from fakes.telegram.mtproto.session import Errand, Query
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


class Desk(Protocol):
    """What a connection needs from the server behind it."""

    server_key: ServerKey
    service: Codec
    rng: Random
    clock: Callable[[], float]
    true_clock: Callable[[], float]  # differs where a test puts the other one wrong
    proxy_secret: bytes | None

    def find(self, key_id: bytes, dc: int) -> ClientKey | None:
        """Return the key of that name in a data centre."""

    def admit(self, new: NewKey, dc: int) -> None:
        """Remember a key that a handshake with a data centre agreed on."""

    def session(self, key: ClientKey, session_id: int) -> ClientSession:
        """Return the session of that number, new if need be."""

    def serve(self, client: ClientSession, query: Query) -> None:
        """Answer an API query into the client's session."""

    def forget(self, key: ClientKey) -> None:
        """Forget a key that its client destroys."""

    def forget_session(self, key: ClientKey, session_id: int) -> bool:
        """End a session; tell whether there was one."""

    def handshake_fault(self) -> str | None:
        """Return ``dh_gen_retry`` or ``dh_gen_fail`` where a handshake is to end so."""

    def refused(self, name: str, sentence: str, key: ClientKey) -> None:
        """Take note of a request that is refused without an answer."""

    def broken_off(self, breach: str, sentence: str, key: ClientKey | None) -> None:
        """Take note that a connection is closed because its client broke the protocol."""


class Connection:
    """Transport, handshake and decryption of one connection to a data centre.

    Raises :class:`HangUp` when it must be closed. One ``in_web`` is a WebSocket.
    """

    def __init__(self, desk: Desk, write: Callable[[bytes], None], dc: int, *, in_web: bool = False) -> None:
        self._desk = desk
        self._dc = dc
        self._in_web = in_web
        self._write = write
        self._start = bytearray()
        self._transport: Transport | None = None
        self._handshake: Handshake | None = None
        self._ids = MessageIds(desk.clock)
        self._clients: set[ClientSession] = set()
        self._key: ClientKey | None = None
        self.deadline: float | None = None  # the true time at which a client asked to be cut off, unless it pings

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
                client.key.salts.current(self._desk.clock()),
                client.session.session_id,
                outgoing.message_id,
                outgoing.sequence,
                outgoing.body,
            )
            sealed = envelope.seal_encrypted(client.key.auth_key, inner, self._desk.rng)
            self._write(self._transport.wrap(sealed))

    def let_go(self, client: ClientSession) -> None:
        """Carry a session no more, because it goes on over another connection or is over."""
        self._clients.discard(client)
        client.connection = None

    def closed(self) -> None:
        """Forget the connection wherever it was the current one."""
        for client in list(self._clients):
            self.let_go(client)

    def _packets(self, data: bytes) -> list[bytes]:
        if self._transport is None:
            self._start += data
            found = detect(bytes(self._start), self._desk.proxy_secret)
            if found is None:
                return []
            self._transport, consumed = found
            if self._in_web and not isinstance(self._transport, Obfuscated):
                raise TransportError("a WebSocket carries nothing but the obfuscated transport")
            data = bytes(self._start[consumed:])
        return self._transport.feed(data)

    def _take(self, packet: bytes) -> None:
        key_id = envelope.key_id_of(packet)
        if key_id == envelope.PLAIN_KEY_ID:
            self._take_plain(packet)
            return
        key = self._desk.find(key_id, self._dc)
        if key is None:
            self._send(_KEY_NOT_FOUND)
            return
        self._key = key
        inner = envelope.open_encrypted(key.auth_key, packet)
        client = self._desk.session(key, inner.session_id)
        self._carry(client)
        for query in client.session.receive(inner):
            self._desk.serve(client, query)
        for errand in client.session.errands:
            self._run(client, errand)
        client.session.errands.clear()
        client.flush()

    def _carry(self, client: ClientSession) -> None:
        if client.connection is self:
            return
        if client.connection is None:
            client.session.resume()
        else:
            client.connection.let_go(client)
        client.connection = self
        self._clients.add(client)

    def _run(self, client: ClientSession, errand: Errand) -> None:
        request, session = errand.request, client.session
        if request.name == "mt_ping_delay_disconnect":
            self.deadline = self._desk.true_clock() + max(0, request["disconnect_delay"])
            services.pong(session, errand.message_id, request)
        elif request.name == "mt_destroy_session":
            other = request["session_id"]
            known = other != session.session_id and self._desk.forget_session(client.key, other)
            session.tell(tl("mt_destroy_session_ok" if known else "mt_destroy_session_none", session_id=other))
        elif request.name == "mt_destroy_auth_key":
            session.tell(tl("mt_destroy_auth_key_ok"))
            client.flush()
            self._desk.forget(client.key)
        else:
            self._desk.refused(
                "HTTP_WAIT_INVALID", "http_wait is for connections by HTTP, and this is none", client.key
            )

    def _take_plain(self, packet: bytes) -> None:
        request = self._desk.service.decode(envelope.open_plain(packet))
        if self._handshake is None or request.name in ("mt_req_pq", "mt_req_pq_multi"):
            desk = self._desk
            self._handshake = Handshake(desk.server_key, desk.service, desk.rng, desk.clock, desk.handshake_fault)
        answer = self._desk.service.encode(self._handshake.answer(request))
        if self._handshake.result is not None:
            self._desk.admit(self._handshake.result, self._dc)
            self._handshake = None
        self._send(envelope.seal_plain(self._ids.next(REPLY), answer))

    def _send(self, packet: bytes) -> None:
        if self._transport is not None:
            self._write(self._transport.wrap(packet))
