"""Networks without a way out, and the one door through which the test process reaches the parts.

A container on an internal network can publish no port, and its address can't be reached from where Docker runs in a
virtual machine or on another host. So a small SOCKS proxy stands on the stack's network and on an outer one, with one
published port. Names are resolved on its side. It wants a password, so the parts can't leave through it, and the outer
network doesn't masquerade, so nothing that it sent out would ever be answered.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Network
from itertools import islice
from typing import Any, TypeVar

import aiohttp
from aiohttp_socks import ProxyConnector

from harness.runtime import lookout
from harness.runtime.attached import Attached
from harness.runtime.docker import Container, Engine, is_podman, plainly
from harness.runtime.node import Node, NodeSpec
from harness.runtime.ready import until
from harness.runtime.run import Run
from harness.runtime.trouble import TroubleError

T = TypeVar("T")

_SOCKS_PORT = 1080
_DOOR_DEADLINE = 20.0
_LET_GO_DEADLINE = 10.0
_FIRST = 254  # more parts than any stack has
_GREETING = b"\x05\x01\x02"  # version 5; one method, a user name with a password
_WANTS_PASSWORD = b"\x05\x02"
# Without an address on the bridge, the host itself can't be reached from inside either.
_CLOSED = {"com.docker.network.bridge.inhibit_ipv4": "true"}
_UNMASQUERADED = {"com.docker.network.bridge.enable_ip_masquerade": "false"}


@dataclass(frozen=True)
class Network:
    """A network of a run; `docker_name` is unique, `name` is for people."""

    name: str
    docker_name: str


@dataclass(frozen=True)
class Door:
    """A SOCKS5 proxy onto a stack's network: `url` is `socks5://user:password@host:port`, names resolved behind it."""

    url: str

    def connector(self) -> ProxyConnector:
        """Make an aiohttp connector through the door; the session that takes it closes it."""
        return ProxyConnector.from_url(self.url, rdns=True)

    def session(self) -> aiohttp.ClientSession:
        """Make an aiohttp session whose host names are the aliases of the stack's network."""
        return aiohttp.ClientSession(connector=self.connector())


class Runtime:
    """What one process of a run starts: networks, nodes, doors."""

    def __init__(self, run: Run, engine: Engine, tools_image: str) -> None:
        self.run = run
        self.engine = engine
        self._tools_image = tools_image
        self._outer: asyncio.Future[Network] | None = None
        self._networks: list[Network] = []
        self._starts: list[asyncio.Future[Container]] = []
        self._attached: dict[tuple[str, tuple[str, ...]], Attached] = {}

    async def open_network(self, name: str) -> Network:
        """Open a network from which nothing leads out, not even to the host."""
        return await self._open(name, internal=True)

    @asynccontextmanager
    async def ipv6_network(self, name: str, subnet: str, addresses: Mapping[str, str]) -> AsyncIterator[None]:
        """Let running containers be on one more network for a block, which has IPv6 addresses of ``subnet``.

        ``addresses`` has theirs by their ids, where an empty one is any. Nothing is routed from there; the host alone
        can be reached, at its own address on it.
        """
        more = {"enable_ipv6": True, "ipam": {"Config": [{"Subnet": subnet}]}}
        network = await self._open(name, internal=True, **more)
        try:
            for container, address in addresses.items():
                chosen = {"ipv6_address": address} if address else {}
                await self._call(partial(self.engine.connect, network.docker_name, container, **chosen))
            yield
        finally:
            for container in addresses:
                await self._call(partial(self.engine.disconnect, network.docker_name, container))
            await self.remove_network(network)
            self._networks.remove(network)

    async def first_addresses(self, network: Network) -> list[str]:
        """Return the addresses that containers get first: a certificate for each is good wherever a part will be."""
        return [str(address) for address in islice((await self._subnet(network)).hosts(), _FIRST)]

    async def last_addresses(self, network: Network) -> tuple[str, ...]:
        """Return the addresses that containers get last, beginning with the very last."""
        end = (await self._subnet(network)).broadcast_address
        return tuple(str(end - number) for number in range(1, _FIRST))

    async def start(self, node: NodeSpec, network: Network) -> Node:
        """Start a node on a network; returns when the container runs, which is before the part is ready."""
        container = await self._started(lambda: self.engine.start(node, network.docker_name))
        return Node(node, self.engine, container)

    async def start_watched(self, node: NodeSpec, network: Network) -> Node:
        """Start a node with a look-out, which sees what leaves it from its first packet on.

        Under Podman it starts without one: names are resolved there in a way that look-outs don't read.
        """
        if is_podman():
            return await self.start(node, network)
        spec = NodeSpec(
            name=f"{lookout.PREFIX}{node.name}",
            image=self._tools_image,
            entrypoint=("python3", lookout.PATH),
            aliases=node.aliases,
            files={lookout.PATH: lookout.script()},
            capabilities=("NET_ADMIN", "NET_RAW"),
            resolver=node.resolver,
        )
        owner = await self._started(lambda: self.engine.start(spec, network.docker_name))
        await self._call(lambda: self.engine.await_line(owner, lookout.READY))
        inside = owner.get_container_id()
        container = await self._started(lambda: self.engine.start(node, network.docker_name, inside=inside))
        return Node(node, self.engine, container, owner)

    async def start_published(self, node: NodeSpec, port: int) -> tuple[Node, tuple[str, int]]:
        """Start a node that is no part of a stack, and publish one port of it: the node, and where to reach it."""
        container, address = await self._published(node, port)
        return Node(node, self.engine, container), address

    async def open_door(self, network: Network) -> Door:
        """Open a door onto a network; ready when this returns."""
        password = secrets.token_hex(12)
        node = NodeSpec(
            name=f"door-{network.name}",
            image=self._tools_image,
            entrypoint=("microsocks",),
            command=("-p", str(_SOCKS_PORT), "-u", "door", "-P", password),
        )
        container, (host, port) = await self._published(node, _SOCKS_PORT)
        door = Node(node, self.engine, container)
        await self._call(lambda: self.engine.connect(network.docker_name, door.id))

        await until(lambda: _knock(host, port), deadline=_DOOR_DEADLINE, what="the door", give_up=door.must_run)
        return Door(f"socks5://door:{password}@{host}:{port}")

    async def exec(self, container: str, argv: Sequence[str]) -> str:
        """Run a program in a container of the run, whoever started it; return what it wrote. Raises `TroubleError`."""
        code, written = await self._call(lambda: self.engine.exec(container, argv))
        if code:
            raise TroubleError(f"{' '.join(argv)} ended with exit code {code}", f"It wrote:\n{written}")
        return written

    async def ask(self, container: str, argv: tuple[str, ...], line: str) -> str:
        """Return what a program in a container of the run answers to a line; it starts when it is asked first."""
        return await self._call(lambda: self._asked(container, argv, line))

    def _asked(self, container: str, argv: tuple[str, ...], line: str) -> str:
        key = container, argv
        if key not in self._attached:
            with plainly(f"running {argv[0]} in a part"):
                self._attached[key] = Attached(self.engine.sdk, container, argv)
        try:
            return self._attached[key].ask(line)
        except TroubleError:
            del self._attached[key]
            raise

    async def log(self, container: str) -> str:
        """Read all that a container of the run has written, whoever started it."""
        return await self._call(lambda: self.engine.log(container))

    async def remove_network(self, network: Network) -> None:
        """Remove a network whose nodes are gone, or are just going: Docker calls some gone that still hold on to it."""
        removal = partial(self._call, lambda: self.engine.remove_network(network.docker_name))
        await until(removal, deadline=_LET_GO_DEADLINE, what=f"the end of network {network.name}")

    async def clear(self) -> None:
        """Remove every node, door and network that was started here; the rest of the run goes on.

        Starts that were cancelled go on in their threads: they are awaited, and what they started goes too.
        """
        landed = await asyncio.gather(*self._starts, return_exceptions=True)
        containers = [each for each in landed if not isinstance(each, BaseException)]
        await asyncio.gather(*(self._call(partial(self.engine.remove, each)) for each in containers))
        if self._outer is not None:
            await asyncio.wait([self._outer])
        await asyncio.gather(*(self.remove_network(network) for network in self._networks))
        self._networks.clear()
        self._starts.clear()
        self._attached.clear()
        self._outer = None

    async def close(self) -> None:
        """End this process's part; in the run's owner remove everything that bears the run's label."""
        await asyncio.to_thread(self.engine.finish)
        if self.run.owner:
            await asyncio.to_thread(self.engine.remove_everything)
        await asyncio.to_thread(self.engine.close)

    async def _published(self, node: NodeSpec, port: int) -> tuple[Container, tuple[str, int]]:
        outer = await self._outer_network()
        container = await self._started(lambda: self.engine.start(node, outer.docker_name, publish=port))
        return container, await self._call(lambda: self.engine.address(container, port))

    async def _subnet(self, network: Network) -> IPv4Network:
        return IPv4Network(await self._call(lambda: self.engine.subnet(network.docker_name)))

    async def _outer_network(self) -> Network:
        if self._outer is None:
            self._outer = asyncio.ensure_future(self._open("outside", internal=False))
        return await asyncio.shield(self._outer)

    async def _open(self, name: str, *, internal: bool, **more: Any) -> Network:
        options = _CLOSED if internal else _UNMASQUERADED
        opens = partial(self.engine.open_network, name, internal=internal, options=options, **more)
        docker_name = await self._call(opens)
        self._networks.append(Network(name, docker_name))
        return self._networks[-1]

    async def _started(self, start: Callable[[], Container]) -> Container:
        """Start a container; when the caller is cancelled meanwhile, it still lands, and `clear` removes it."""
        self._starts.append(asyncio.ensure_future(self._call(start)))
        return await asyncio.shield(self._starts[-1])

    async def _call(self, action: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.engine.threads, action)


async def _knock(host: str, port: int) -> None:
    """Greet the door as RFC 1928 has it; an engine's proxy may accept before anybody listens, and then hangs up."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(_GREETING)
        if await reader.readexactly(2) != _WANTS_PASSWORD:
            raise ConnectionError("what answers is no door")
    finally:
        writer.close()
