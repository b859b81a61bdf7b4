"""Authorization keys as the server keeps them, and the sessions that clients open with each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fakes.telegram.mtproto.crypto import auth_key_id

if TYPE_CHECKING:
    from fakes.telegram.mtproto.connection import Connection
    from fakes.telegram.mtproto.salts import Salts
    from fakes.telegram.mtproto.session import Session


@dataclass(eq=False)
class ClientKey:
    """A key of the data centre ``dc``, and what is known of whoever holds it.

    A temporary key (``expires_at`` in Unix seconds) has no account of its own: it acts for the key that it is bound to.
    """

    auth_key: bytes
    salts: Salts
    dc: int
    layer: int | None = None
    own_account: int | None = None
    expires_at: float | None = None
    bound_to: ClientKey | None = None
    sessions: dict[int, ClientSession] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, object]:
        """Return all but the sessions, which end with the process."""
        return {**vars(self), "sessions": {}}

    @property
    def key_id(self) -> bytes:
        """The eight bytes that name the key on the wire."""
        return auth_key_id(self.auth_key)

    @property
    def account_id(self) -> int | None:
        """The account that is logged in."""
        return self.bound_to.account_id if self.bound_to is not None else self.own_account


@dataclass(eq=False)
class ClientSession:
    """A session of a key, the connection that carries it at the moment, and the query that is served: id and method."""

    key: ClientKey
    session: Session
    connection: Connection | None = None
    wants_updates: bool = True
    query_id: int = 0
    method: str = ""

    def flush(self) -> None:
        """Send what is queued, where a connection is up; otherwise it waits for the next one."""
        if self.connection is not None:
            self.connection.flush(self)
