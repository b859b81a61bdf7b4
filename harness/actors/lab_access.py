"""Everything that is needed in order to use a running lab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Literal

from harness.runtime.pki import Leaf

FORGERS = "evil.test"
"""Forgers are called by names under this one."""
TARGETS = "elsewhere.test"
"""Hosts to which well-known or DNS lead are called by names under this one."""

_AWAY, _SOME = 0x1000, 16

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


def ipv6_addresses(subnet: str) -> list[str]:
    """Return some addresses of a subnet, away from its begin, where an engine takes from."""
    first = ip_network(subnet)[_AWAY]
    return [str(first + number) for number in range(_SOME)]


@dataclass(frozen=True, slots=True)
class LabAccess:
    """A lab's servers, all reached through ``door`` (a SOCKS5 URL), and what more of them is made with.

    ``sealed``, where there is one, stands among them and is as closed as a superbridge's. ``network`` is the engine's
    name of theirs, ``database`` the id of their database server's container, and ``authority`` (PEM) vouches for all
    of them. Of ``certificates`` the ``good`` one is for every name under ``FORGERS`` and ``TARGETS``, for the network's
    addresses and for some of ``ipv6_subnet``, of which a network may be opened beside it; those of the ``name`` and of
    the ``target`` are for the one and the other, and the rest are no good. ``image`` is what forgers run from,
    ``homeserver`` what homeservers do, and ``resolver`` the address of the DNS server.
    ``last_addresses`` are the network's, which the engine gives nobody before all others are given.
    """

    door: str
    servers: tuple[ServerAccess, ...]
    sealed: ServerAccess | None
    network: str
    database: str
    authority: str
    certificates: Mapping[str, Leaf] = field(repr=False)
    image: str
    homeserver: str
    resolver: str
    last_addresses: tuple[str, ...]
    ipv6_subnet: str

    def leaf(self, name: str) -> Leaf:
        """Return one of ``certificates``."""
        return self.certificates[name]
