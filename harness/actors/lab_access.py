"""Everything that a process needs in order to use a running lab; it travels between processes as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from harness.runtime.pki import Leaf

FORGERS = "evil.test"
"""Forgers are called by names under this one."""
TARGETS = "elsewhere.test"
"""Hosts to which well-known or DNS lead are called by names under this one."""


Make = Literal["synapse", "dendrite"]


@dataclass(frozen=True, slots=True)
class ServerAccess:
    """One homeserver of a lab: its name, its alias on the network, where clients reach it, its container's id."""

    name: str
    host: str
    url: str
    registration_secret: str = field(repr=False)
    container: str
    make: Make = "synapse"


@dataclass(frozen=True, slots=True)
class LabAccess:
    """A lab's servers, all reached through ``door`` (a SOCKS5 URL), and what more of them is made with.

    ``sealed``, where there is one, stands among them and is as closed as a superbridge's. ``network`` is the engine's
    name of theirs, ``database`` the id of their database server's container, and ``authority`` (PEM) vouches for all
    of them. ``certificates`` have a ``certificate`` and a ``key`` (PEM) each: the ``good`` one is for every name under
    ``FORGERS`` and ``TARGETS`` and for the network's addresses, those of the ``name`` and of the ``target`` for the one
    and the other, and the rest are no good. ``image`` is what forgers run from, ``homeserver`` what homeservers do, and
    ``resolver`` the address of the DNS server.
    """

    door: str
    servers: tuple[ServerAccess, ...]
    sealed: ServerAccess | None
    network: str
    database: str
    authority: str
    certificates: Mapping[str, Mapping[str, str]] = field(repr=False)
    image: str
    homeserver: str
    resolver: str

    def leaf(self, name: str) -> Leaf:
        """Return one of ``certificates``."""
        shown = self.certificates[name]
        return Leaf(shown["certificate"].encode(), shown["key"].encode())

    def to_json(self) -> dict[str, Any]:
        """Return the access as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> LabAccess:
        """Read what ``to_json`` wrote."""
        servers = tuple(ServerAccess(**server) for server in document["servers"])
        sealed = ServerAccess(**document["sealed"]) if document["sealed"] else None
        return cls(**{**document, "servers": servers, "sealed": sealed})
