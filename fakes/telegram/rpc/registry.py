"""What a method's handler is given, and how it is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from fakes.telegram.data_centers import DataCenters
    from fakes.telegram.logins import Logins
    from fakes.telegram.mtproto.client_keys import ClientKey, ClientSession
    from fakes.telegram.mtproto.key_ring import KeyRing
    from fakes.telegram.tl import Codec, TLObject
    from fakes.telegram.views import ChangeViews
    from fakes.telegram.world import Person, World


class RpcError(Exception):
    """An ``rpc_error``; the sentence is for people."""

    def __init__(self, code: int, name: str, sentence: str = "") -> None:
        super().__init__(sentence or name)
        self.code = code
        self.name = name


class Devices(Protocol):
    """The keys of clients, as far as services need them."""

    def keys_of(self, person: Person) -> list[ClientKey]:
        """Return the keys that are logged in to an account."""

    def end(self, key: ClientKey) -> None:
        """Forget a key: its client is logged out."""

    def told_of_token(self, key_id: bytes) -> None:
        """Tell a client that its QR code was read."""


@dataclass(frozen=True)
class Office:
    """All that services work with; ``centers`` are where clients are told to connect."""

    world: World
    views: ChangeViews
    logins: Logins
    centers: DataCenters
    keys: KeyRing
    service: Codec
    devices: Devices


@dataclass(frozen=True)
class Call:
    """One request: its method, its arguments in the inner layer, and who sent it."""

    method: str
    args: TLObject
    client: ClientSession
    office: Office

    def __getitem__(self, field: str) -> Any:
        return self.args[field]

    @property
    def world(self) -> World:
        """The world."""
        return self.office.world

    @property
    def views(self) -> ChangeViews:
        """How accounts see the world."""
        return self.office.views

    @property
    def person(self) -> Person | None:
        """The account that the client is logged in to, if any."""
        account_id = self.client.key.account_id
        return None if account_id is None else self.world.people.get(account_id)

    @property
    def account(self) -> Person:
        """The account; raises AUTH_KEY_UNREGISTERED before log-in."""
        person = self.person
        if person is None:
            raise RpcError(401, "AUTH_KEY_UNREGISTERED")
        return person


Handler = Callable[[Call], Any]


class Service:
    """A group of methods."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.before_login: set[str] = set()
        self.anywhere: set[str] = set()

    def serves(
        self, method: str, *, before_login: bool = False, anywhere: bool = False
    ) -> Callable[[Handler], Handler]:
        """Register the decorated function; ``before_login`` opens the method to everybody.

        ``anywhere`` opens it at every data centre, also where the account doesn't live.
        """

        def register(handler: Handler) -> Handler:
            self.handlers[method] = handler
            if before_login:
                self.before_login.add(method)
            if anywhere:
                self.anywhere.add(method)
            return handler

        return register
