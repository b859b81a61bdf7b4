"""The whole fake without sockets: keys and sessions of clients, the world, and what ties them together."""

from __future__ import annotations

from functools import partial
from random import Random
from typing import TYPE_CHECKING, BinaryIO

from fakes.telegram.data_centers import DataCenters
from fakes.telegram.dispatcher import Dispatcher, HeldError
from fakes.telegram.faults import Faults, wrong_by
from fakes.telegram.lines import Lines, at_once
from fakes.telegram.logins import Logins
from fakes.telegram.mtproto.connection import Connection, HangUp
from fakes.telegram.mtproto.key_ring import KeyRing
from fakes.telegram.rpc import Office, all_services
from fakes.telegram.state import Kept, load, save
from fakes.telegram.tl import tl
from fakes.telegram.updates import Courier
from fakes.telegram.views import AccessHashes, ChangeViews
from fakes.telegram.witness import Witness
from fakes.telegram.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fakes.control import Hub
    from fakes.telegram.mtproto.client_keys import ClientKey, ClientSession
    from fakes.telegram.mtproto.handshake import NewKey
    from fakes.telegram.mtproto.keys import ServerKey
    from fakes.telegram.mtproto.session import Query
    from fakes.telegram.tl import Codec, Layers
    from fakes.telegram.world import Person


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
        other_dcs: Mapping[int, int] | None = None,
        proxy_secret: bytes | None = None,
        state: BinaryIO | None = None,
    ) -> None:
        self.server_key = server_key
        self.proxy_secret = proxy_secret
        self.service = layers.service
        self.faults = Faults(clock)
        self.true_clock, self._lines = clock, Lines(self.faults, clock)
        self.clock = clock = wrong_by(clock, self.faults)
        self._seed, self._environment = seed, {"clock": clock, "service": self.service}
        self.centers = DataCenters(dc, advertise, {dc: port, **(other_dcs or {})})
        kept = load(state, seed, self._environment) if state is not None else _fresh(seed, dc, clock, self.service)
        self.centers.check(person.dc for person in kept.world.people)
        self._kept, self.rng = kept, kept.rng
        self.world, self.logins, self.keys = kept.world, kept.logins, kept.keys
        self.later: Callable[[float, Callable[[], None]], object] = at_once
        self.cut_off: Callable[[int], None] = lambda _: None
        self.keep: Callable[[], None] | None = None
        self.views = views = ChangeViews(self.world, AccessHashes(seed))
        office = Office(self.world, views, self.logins, self.centers, self.keys, self.service, self)
        self._witness = witness = Witness(hub, self.world)
        self.dispatcher = Dispatcher(office, layers, all_services(), self.faults, witness.called)
        self.courier = Courier(views, layers, self.sessions_of, self.faults, self.dispatcher.cannot_push)
        self.world.listen(witness.happened)
        self.world.listen(self.courier.deliver)

    def save(self, out: BinaryIO) -> None:
        """Write what outlives the process: a server that is given it as ``state`` goes on from it."""
        save(self._kept, self._seed, self._environment, out)

    def connect(self, write: Callable[[bytes], None], dc: int | None = None, *, in_web: bool = False) -> Connection:
        """Return the state machine of a new connection (by a WebSocket, if ``in_web``) to a data centre.

        It answers through ``write``. Raise HangUp where the data centre is gone.
        """
        home = dc or self.centers.home
        if self.faults.is_gone(home):
            raise HangUp(f"data centre {home} is gone")
        return Connection(self, write, home, in_web=in_web)

    def find(self, key_id: bytes, dc: int) -> ClientKey | None:
        """Return the key of that name in a data centre."""
        key = self.keys.find(key_id)
        return key if key is not None and key.dc == dc else None

    def admit(self, new: NewKey, dc: int | None = None) -> None:
        """Remember a key that a handshake with a data centre (the home one, unless said) agreed on."""
        self.keys.admit(new, dc or self.centers.home)

    def seed_key(self, person: Person, auth_key: bytes) -> ClientKey:
        """Log an account in by a key (256 bytes) that its client was given without a handshake."""
        return self.keys.seed(person.id, auth_key, person.dc)

    def session(self, key: ClientKey, session_id: int) -> ClientSession:
        """Return the session of that number, new if need be."""
        return self.keys.session(key, session_id)

    def forget_session(self, key: ClientKey, session_id: int) -> bool:
        """End a session; tell whether there was one."""
        return self.keys.forget_session(key, session_id)

    def forget(self, key: ClientKey) -> None:
        """Forget a key, with its sessions."""
        self.keys.forget(key)

    def handshake_fault(self) -> str | None:
        """Return how a handshake's last step is to fail, if a test has set that."""
        return self.faults.handshake()

    def refused(self, name: str, sentence: str, key: ClientKey) -> None:
        """Witness a request that is refused without an answer."""
        self._witness.broken_off(name, sentence, key.account_id)

    def serve(self, client: ClientSession, query: Query) -> None:
        """Answer an API query into the client's session, perhaps later."""
        client.query_id = query.message_id
        try:
            answer = self.dispatcher.answer(client, query.body)
        except HeldError as held:
            held.fault.held.append(partial(self._serve_at_last, client, query))
            return
        person_id = client.key.account_id
        person = None if person_id is None else self.world.people.find(person_id)
        delay = self._lines.delay(client.method, max(len(query.body), len(answer)), person)
        if not delay:
            client.session.answer(query.message_id, answer)
            return

        def arrive() -> None:
            client.session.answer(query.message_id, answer)
            client.flush()

        self.later(delay, arrive)

    def _serve_at_last(self, client: ClientSession, query: Query) -> None:
        self.serve(client, query)
        client.flush()

    def broken_off(self, breach: str, sentence: str, key: ClientKey | None) -> None:
        """Witness that a connection is closed because its client broke the protocol."""
        self._witness.broken_off(breach, sentence, key.account_id if key is not None else None)

    def sessions_of(self, person: Person) -> Iterator[ClientSession]:
        """Yield the connected sessions of an account that want updates."""
        return self.keys.connected(person.id, person.dc)

    def keys_of(self, person: Person) -> list[ClientKey]:
        """Return the keys that are logged in to an account."""
        return self.keys.of_account(person.id)

    def end(self, key: ClientKey) -> None:
        """Log a key's client out, as if from elsewhere: its calls are answered SESSION_REVOKED."""
        self.keys.log_in(key, None)
        self.logins.revoked.add(key.key_id)

    def told_of_token(self, key_id: bytes) -> None:
        """Push ``updateLoginToken`` to the client that shows a QR code."""
        key = self.keys.find(key_id)
        for client in list(key.sessions.values()) if key is not None else ():
            self.courier.push_alone(client, tl("updateLoginToken"))

    def revoke_keys(self, person: Person) -> int:
        """Forget every key of an account, as if its sessions were ended elsewhere; return how many."""
        revoked = self.keys.of_account(person.id)
        for key in revoked:
            self.keys.forget(key)
        return len(revoked)


def _fresh(seed: int, dc: int, clock: Callable[[], float], service: Codec) -> Kept:
    rngs = (Random(f"telegram-{purpose}-{seed}") for purpose in ("world", "logins", "wire"))  # noqa: S311 - no secrets
    for_world, for_logins, for_wire = rngs
    world = World(clock, for_world, dc)
    return Kept(world, Logins(world.people, for_logins, clock), KeyRing(service, clock, for_wire), for_wire)
