"""Every authorization key that the server knows, with its sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.mtproto.client_keys import ClientKey, ClientSession
from fakes.telegram.mtproto.salts import Salts
from fakes.telegram.mtproto.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from fakes.telegram.mtproto.handshake import NewKey
    from fakes.telegram.tl import Codec

_IDLE_SESSIONS = 16  # of each key; clients open a new one at every connection
_SESSIONS = 64  # of each key in all


class KeyRing:
    """Keys by the eight bytes that name them; a temporary one is forgotten once it has expired."""

    def __init__(self, service: Codec, clock: Callable[[], float], rng: Random) -> None:
        self._service = service
        self._clock = clock
        self._rng = rng
        self._keys: dict[bytes, ClientKey] = {}
        self._by_account: dict[int | None, list[ClientKey]] = {}  # empty when it is to be made anew

    def find(self, key_id: bytes) -> ClientKey | None:
        """Return the key of that name."""
        key = self._keys.get(key_id)
        if key is not None and key.expires_at is not None and key.expires_at <= self._clock():
            self.forget(key)
            return None
        return key

    def admit(self, new: NewKey, dc: int) -> ClientKey:
        """Remember a key that a handshake with a data centre agreed on."""
        expires_at = None if new.lifetime is None else self._clock() + new.lifetime
        key = ClientKey(new.auth_key, Salts(new.auth_key, new.salt, self._clock()), dc, expires_at=expires_at)
        self._add(key)
        return key

    def seed(self, account_id: int, auth_key: bytes, dc: int) -> ClientKey:
        """Remember a key (256 bytes) that an account's client was given without a handshake."""
        salts = Salts(auth_key, self._rng.randbytes(8), self._clock())
        key = ClientKey(auth_key, salts, dc, own_account=account_id)
        self._add(key)
        return key

    def log_in(self, key: ClientKey, account_id: int | None) -> None:
        """Log a key's client in to an account; with None it is logged out."""
        (key.bound_to or key).own_account = account_id
        self._by_account.clear()

    def bind(self, key: ClientKey, permanent: ClientKey) -> None:
        """Let a temporary key act for a permanent one."""
        key.bound_to = permanent
        self._by_account.clear()

    def forget(self, key: ClientKey) -> None:
        """Forget a key, its sessions and the temporary keys that act for it."""
        self._keys.pop(key.key_id, None)
        self._by_account.clear()
        for session_id in list(key.sessions):
            self.forget_session(key, session_id)
        for other in self.temporary(key):
            self.forget(other)

    def temporary(self, key: ClientKey) -> list[ClientKey]:
        """Return the temporary keys that are bound to ``key``."""
        return [other for other in self._keys.values() if other.bound_to is key]

    def of_account(self, account_id: int) -> list[ClientKey]:
        """Return the keys that are logged in to an account."""
        if not self._by_account:
            for key in self._keys.values():
                self._by_account.setdefault(key.account_id, []).append(key)
        return list(self._by_account.get(account_id, ()))

    def session(self, key: ClientKey, session_id: int) -> ClientSession:
        """Return the session of that number, new if need be."""
        client = key.sessions.pop(session_id, None)
        if client is None:
            self._make_room(key)
            unique_id = self._rng.getrandbits(63)
            client = ClientSession(key, Session(session_id, self._service, self._clock, unique_id, key.salts))
        key.sessions[session_id] = client  # last in the dict: the one used last
        return client

    def forget_session(self, key: ClientKey, session_id: int) -> bool:
        """End a session; tell whether there was one."""
        client = key.sessions.pop(session_id, None)
        if client is not None and client.connection is not None:
            client.connection.let_go(client)
        return client is not None

    def connected(self, account_id: int, dc: int) -> Iterator[ClientSession]:
        """Yield the connected sessions that want an account's updates, which only its home data centre ``dc`` sends."""
        for key in (key for key in self.of_account(account_id) if key.dc == dc):
            for client in list(key.sessions.values()):
                if client.connection is not None and client.wants_updates:
                    yield client

    def _add(self, key: ClientKey) -> None:
        self._keys[key.key_id] = key
        self._by_account.clear()

    def _make_room(self, key: ClientKey) -> None:
        idle = [number for number, client in key.sessions.items() if client.connection is None]
        for number in [*idle[:-_IDLE_SESSIONS], *list(key.sessions)[:-_SESSIONS]]:
            self.forget_session(key, number)
