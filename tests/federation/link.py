"""Forgers joined by function calls: no sockets, a clock that stands still, seeded randomness."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from fakes.control import Hub
from fakes.control.order import Order
from fakes.federation.answering import answer
from fakes.federation.control import operations
from fakes.federation.keys import KeyRing, make_key
from fakes.federation.peer import Peer
from fakes.federation.wire import Answer, Request, UnreachableError

NOW = 1_700_000_000.0


class Link:
    """A network of forgers by name."""

    def __init__(self, *names: str) -> None:
        self.now = NOW
        self.peers: dict[str, Peer] = {}
        self.hubs: dict[str, Hub] = {}
        for name in names:
            rng = Random(name)
            self.hubs[name] = Hub(lambda: self.now)
            keys = KeyRing(name, make_key(rng, "a"), rng)
            self.peers[name] = Peer(keys, self.hubs[name], self.carry, lambda: self.now, rng)

    async def carry(self, server: str, request: Request) -> Answer:
        """Hand a request over."""
        if server not in self.peers:
            raise UnreachableError(f"there is no {server}")
        return await answer(self.peers[server], request)

    async def act(self, server: str, operation: str, **order: Any) -> Mapping[str, Any]:
        """Carry an order out."""
        return await operations(self.peers[server])[operation](Order(order))

    def seen(self, server: str, kind: str) -> list[Any]:
        """Return a server's records of a kind."""
        return [record for record in self.hubs[server].records if record.kind == kind]
