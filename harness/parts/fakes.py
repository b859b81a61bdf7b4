"""The fakes as nodes: the real services' names and ports, and a control API each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.parts import names
from harness.runtime.node import NodeSpec
from harness.runtime.pki import Leaf


def discord(image: str, leaf: Leaf, seed: int, limits: str = "real") -> NodeSpec:
    """Return the fake Discord; ``leaf`` vouches for ``names.DISCORD_HOSTS``, ``limits`` on rates are real or loose."""
    return NodeSpec(
        name=names.DISCORD_FAKE,
        image=image,
        entrypoint=("python", "-m", "fakes.discord"),
        command=(
            *("--host", "0.0.0.0", "--port", "443", "--control-port", "8080", "--seed", str(seed)),  # noqa: S104
            *("--cert", "/superbridge/discord.pem", "--key", "/superbridge/discord.key", "--limits", limits),
        ),
        aliases=(names.DISCORD_FAKE, *names.DISCORD_HOSTS),
        files={"/superbridge/discord.pem": leaf.cert_pem, "/superbridge/discord.key": leaf.key_pem},
    )


_BY_NAME = 'exec python -m fakes.federation --name "$0" "$@"'
_BY_ADDRESS = 'exec python -m fakes.federation --name "$(hostname -i)$0" "$@"'


@dataclass(frozen=True, slots=True)
class ForgerSpec:
    """A scripted homeserver: its name, where it listens, and what its well-known says (NAME:8448 unless told).

    A name that is empty, or a port with its colon, follows the address that it gets on the network. ``clients`` is the
    URL that it tells clients, none unless told. ``aliases`` are its names on the network, and ``resolver`` is the
    address of the DNS server that it asks.
    """

    name: str
    aliases: tuple[str, ...]
    leaf: Leaf
    authority: bytes
    seed: int = 0
    port: int = 8448
    address: str = ""
    clients: str = ""
    resolver: str = ""

    def node(self, image: str) -> NodeSpec:
        """Return it as a node."""
        # Without a host it listens on addresses of either kind, also on those that it gets later.
        own = ("--host", "", "--port", str(self.port), "--control-port", "8080")
        return NodeSpec(
            name=self.aliases[0],
            image=image,
            entrypoint=("sh", "-c", _BY_ADDRESS if self.name[:1] in ("", ":") else _BY_NAME),
            resolver=self.resolver,
            command=(
                *(self.name, *own, "--seed", str(self.seed), "--address", self.address),
                *("--client-address", self.clients),
                *("--cert", "/superbridge/tls.pem", "--cert-key", "/superbridge/tls.key", "--ca", names.CA_PATH),
            ),
            aliases=self.aliases,
            files={
                "/superbridge/tls.pem": self.leaf.cert_pem,
                "/superbridge/tls.key": self.leaf.key_pem,
                names.CA_PATH: self.authority,
            },
        )


STREET_PORT = 8081
"""Of a street's own control API: its forgers have theirs at 8080, each at its own address."""


def street(image: str, name: str, leaves: Mapping[str, Leaf], authority: bytes, resolver: str) -> NodeSpec:
    """Return a node where forgers live that are started by order, and show one of ``leaves``."""
    files = {f"/superbridge/{called}.pem": leaf.cert_pem for called, leaf in leaves.items()}
    files |= {f"/superbridge/{called}.key": leaf.key_pem for called, leaf in leaves.items()}
    return NodeSpec(
        name=name,
        image=image,
        entrypoint=("python", "-m", "fakes.federation", "street"),
        command=("--host", "0.0.0.0", "--control-port", str(STREET_PORT)),  # noqa: S104
        aliases=(name,),
        files={**files, names.CA_PATH: authority},
        capabilities=("NET_ADMIN",),  # it gives itself addresses
        resolver=resolver,
    )


def on_street(name: str, leaf: str, *, port: int = 8448, address: str = "") -> Sequence[str]:
    """Return the command line of a forger on a street, as ``ForgerSpec`` has it; ``leaf`` is one of the street's."""
    own = ("--name", name, "--port", str(port), "--control-port", "8080", "--address", address)
    return (*own, "--cert", f"/superbridge/{leaf}.pem", "--cert-key", f"/superbridge/{leaf}.key", "--ca", names.CA_PATH)


def dns(image: str) -> NodeSpec:
    """Return a DNS server that knows what it is told."""
    return NodeSpec(
        name=names.NAMES_FAKE,
        image=image,
        entrypoint=("python", "-m", "fakes.names"),
        command=("--host", "0.0.0.0", "--port", "53", "--control-port", "8080"),  # noqa: S104
        aliases=(names.NAMES_FAKE,),
    )


def telegram(image: str, seed: int, mtproxy_secret: str = "") -> NodeSpec:
    """Return the fake Telegram; it makes its own RSA key from ``seed`` and tells it by its control API.

    With ``mtproxy_secret`` (hexadecimal) it also takes the connections of clients that think it an MTProxy.
    """
    return NodeSpec(
        name=names.TELEGRAM_FAKE,
        image=image,
        entrypoint=("python", "-m", "fakes.telegram"),
        command=(
            *("--host", "0.0.0.0", "--port", "443", "--control-port", "8080", "--seed", str(seed)),  # noqa: S104
            *("--advertise", names.TELEGRAM_FAKE),
            *(("--mtproxy-secret", mtproxy_secret) if mtproxy_secret else ()),
        ),
        aliases=(names.TELEGRAM_FAKE,),
    )
