"""The whole fake without sockets: keys and sessions of clients, the world, and what ties them together."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from fakes.telegram.dispatcher import Dispatcher
from fakes.telegram.faults import Faults
from fakes.telegram.logins import Logins
from fakes.telegram.mtproto.client_keys import ClientKey, ClientSession
from fakes.telegram.mtproto.connection import Connection
from fakes.telegram.mtproto.salts import Salts
from fakes.telegram.mtproto.session import Session
from fakes.telegram.rpc import Office, all_services
from fakes.telegram.updates import Courier
from fakes.telegram.views import AccessHashes, ChangeViews
from fakes.telegram.witness import Witness
from fakes.telegram.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fakes.control import Hub
    from fakes.telegram.mtproto.handshake import NewKey
    from fakes.telegram.mtproto.keys import ServerKey
    from fakes.telegram.mtproto.session import Query
    from fakes.telegram.tl import Layers
    from fakes.telegram.world import Person

_IDLE_SESSIONS = 16  # of each key; clients open a new one at every connection
_SESSIONS = 64  # of each key in all


class Server:
    """Implements :class:`fakes.telegram.mtproto.connection.Desk`.

    Ids of people and chats come from one stream of the seed's random numbers, and the wire's padding and nonces from
    another, so that what clients do doesn't change the ids that tests get.
    """

    def __init__(
        self,
        *,
        layers: Layers,
        server_key: ServerKey,
        hub: Hub,
        clock: Callable[[], float],
        seed: int,
        advertise: str,
        port: int,
        dc: int = 2,
        proxy_secret: bytes | None = None,
    ) -> None:
        self.server_key = server_key
        self.proxy_secret = proxy_secret
        self.service = layers.service
        self.clock = clock
        self.rng = Random(f"telegram-wire-{seed}")  # noqa: S311 - a test double keeps no secrets
        self.world = World(clock, Random(f"telegram-world-{seed}"))  # noqa: S311
        self.logins = Logins(self.world.people, Random(f"telegram-logins-{seed}"))  # noqa: S311
        self.faults = Faults()
        self._keys: dict[bytes, ClientKey] = {}
        self.views = views = ChangeViews(self.world, AccessHashes(seed))
        office = Office(self.world, views, self.logins, advertise, port, dc)
        self._witness = witness = Witness(hub, self.world)
        self.dispatcher = Dispatcher(office, layers, all_services(), self.faults, witness.called)
        drops, refuse = self.faults.drops_updates_of, self.dispatcher.cannot_push
        courier = Courier(views, layers, self.sessions_of, drops, refuse)
        self.world.listen(witness.happened)
        self.world.listen(courier.deliver)

    def connect(self, write: Callable[[bytes], None]) -> Connection:
        """Return the state machine of a new connection, which answers through ``write``."""
        return Connection(self, write)

    def find(self, key_id: bytes) -> ClientKey | None:
        """Return the key of that name."""
        return self._keys.get(key_id)

    def admit(self, new: NewKey) -> None:
        """Remember a key that a handshake agreed on."""
        expires_at = None if new.lifetime is None else self.clock() + new.lifetime
        key = ClientKey(new.auth_key, Salts(new.auth_key, new.salt, self.clock()), expires_at=expires_at)
        self._keys[key.key_id] = key

    def seed_key(self, person: Person, auth_key: bytes) -> ClientKey:
        """Log an account in by a key (256 bytes) that its client was given without a handshake."""
        salts = Salts(auth_key, self.rng.randbytes(8), self.clock())
        key = ClientKey(auth_key, salts, own_account=person.id)
        self._keys[key.key_id] = key
        return key

    def session(self, key: ClientKey, session_id: int) -> ClientSession:
        """Return the session of that number, new if need be."""
        client = key.sessions.pop(session_id, None)
        if client is None:
            self._make_room(key)
            unique_id = self.rng.getrandbits(63)
            client = ClientSession(key, Session(session_id, self.service, self.clock, unique_id, key.salts))
        key.sessions[session_id] = client  # last in the dict: the one used last
        return client

    def _make_room(self, key: ClientKey) -> None:
        idle = [number for number, client in key.sessions.items() if client.connection is None]
        for number in [*idle[:-_IDLE_SESSIONS], *list(key.sessions)[:-_SESSIONS]]:
            self.forget_session(key, number)

    def forget_session(self, key: ClientKey, session_id: int) -> bool:
        """End a session; tell whether there was one."""
        client = key.sessions.pop(session_id, None)
        if client is not None and client.connection is not None:
            client.connection.let_go(client)
        return client is not None

    def forget(self, key: ClientKey) -> None:
        """Forget a key, with its sessions."""
        self._keys.pop(key.key_id, None)
        for session_id in list(key.sessions):
            self.forget_session(key, session_id)

    def refused(self, name: str, sentence: str, key: ClientKey) -> None:
        """Witness a request that is refused without an answer."""
        self._witness.broken_off(name, sentence, key.account_id)

    def serve(self, client: ClientSession, query: Query) -> None:
        """Answer an API query into the client's session."""
        client.session.answer(query.message_id, self.dispatcher.answer(client, query.body))

    def broken_off(self, breach: str, sentence: str, key: ClientKey | None) -> None:
        """Witness that a connection is closed because its client broke the protocol."""
        self._witness.broken_off(breach, sentence, key.account_id if key is not None else None)

    def sessions_of(self, person: Person) -> Iterator[ClientSession]:
        """Yield the connected sessions of an account that want updates."""
        for key in list(self._keys.values()):
            if key.account_id == person.id:
                for client in list(key.sessions.values()):
                    if client.connection is not None and client.wants_updates:
                        yield client

    def revoke_keys(self, person: Person) -> int:
        """Forget every key of an account, as if its sessions were ended elsewhere; return how many."""
        revoked = [key_id for key_id, key in self._keys.items() if key.account_id == person.id]
        for key_id in revoked:
            del self._keys[key_id]
        return len(revoked)
