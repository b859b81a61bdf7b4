"""Starting a lab: homeservers that federate with each other, all side by side, on one Postgres."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from secrets import token_hex

from harness.actors.lab_access import FORGERS, TARGETS, LabAccess, Make, ServerAccess, ipv6_addresses
from harness.choice import SERVER_B, Chosen
from harness.parts import database, fakes
from harness.parts.dendrite import Dendrite
from harness.parts.homeserver import Homeserver
from harness.parts.open_homeserver import FEDERATION_PORT, OpenHomeserver
from harness.runtime.network import Door, Network, Runtime
from harness.runtime.node import Node, NodeSpec, explained
from harness.runtime.pki import Authority, Leaf
from harness.runtime.ready import http_ready, until
from harness.runtime.trouble import TroubleError
from harness.spec import LabSpec

PARTS = ("postgres", "synapse", "fakes", "tools", "reaper", SERVER_B)  # the images that a lab runs from
READY_WITHIN = 90.0  # seconds for any one server, with others booting beside it
TAIL = 15  # lines of each log when a start fails


@dataclass(frozen=True, slots=True)
class _Beside:
    """What starts beside the homeservers, for them to wait for."""

    door: asyncio.Task[Door]
    names: asyncio.Task[str]
    database: asyncio.Task[Node]


class LabStart:
    """One start of a lab. ``chosen`` says which image serves each part; ``say`` takes a line of progress."""

    def __init__(self, spec: LabSpec, runtime: Runtime, chosen: Chosen, say: Callable[[str], None]) -> None:
        self.runtime = runtime
        self.chosen = chosen
        self._say = say
        self._nodes: list[Node] = []
        self._began = time.monotonic()
        self._authority = Authority.create()
        # Of the unique local addresses (RFC 4193): whoever makes one up at random has it for themselves.
        self._ipv6_subnet = f"fd{token_hex(1)}:{token_hex(2)}:{token_hex(2)}::/64"
        self._servers = [self._homeserver(host, spec) for host in spec.hosts]
        # Its name bears the port where it would be asked, were it open.
        named, own = f"{spec.sealed}:{FEDERATION_PORT}", spec.sealed.replace(".", "_")
        self._sealed = Homeserver(named, (), spec.sealed, own, spec.mistakes) if spec.sealed else None

    async def lab(self) -> LabAccess:
        """Start everything; return how to use it. A failure removes what runs, and shows every log's tail."""
        try:
            network = await self.runtime.open_network("lab")
            return await self._everything(network)
        except BaseException as error:
            trouble = await explained("lab", error, self._nodes, TAIL)
            with suppress(TroubleError):
                await self.remove()
            raise trouble from error

    async def remove(self) -> None:
        """Remove everything that was started here."""
        await self.runtime.clear()

    async def _everything(self, network: Network) -> LabAccess:
        closed = [self._sealed] if self._sealed else []
        databases = [*(server.database for server in self._servers), *(server.database for server in closed)]
        async with asyncio.TaskGroup() as parts:
            door = parts.create_task(self.runtime.open_door(network))
            names = parts.create_task(self._names(network))
            kept = parts.create_task(self._runs(database.node(self.chosen.ref("postgres"), databases), network))
            beside = _Beside(door, names, kept)
            servers = [parts.create_task(self._server(server, network, beside)) for server in self._servers]
            sealed = [parts.create_task(self._server(server, network, beside)) for server in closed]
        return LabAccess(
            door=door.result().url,
            servers=tuple(server.result() for server in servers),
            sealed=next((server.result() for server in sealed), None),
            network=network.docker_name,
            database=kept.result().id,
            authority=self._authority.pem.decode(),
            certificates=self._certificates(await self.runtime.first_addresses(network)),
            image=self.chosen.ref("fakes"),
            homeserver=self.chosen.ref("synapse"),
            resolver=names.result(),
            last_addresses=await self.runtime.last_addresses(network),
            ipv6_subnet=self._ipv6_subnet,
        )

    def _certificates(self, addresses: Sequence[str]) -> dict[str, Leaf]:
        """Issue what forgers may show; they may be called after these addresses."""
        every = [f"*.{FORGERS}", f"*.{TARGETS}", *addresses, *ipv6_addresses(self._ipv6_subnet)]
        return {
            "good": self._authority.issue(every),
            "name": self._authority.issue([f"*.{FORGERS}"]),
            "target": self._authority.issue([f"*.{TARGETS}"]),
            "expired": self._authority.issue(every, ago=timedelta(days=30)),
            "wrong-name": self._authority.issue(["nowhere.test"]),
            "unknown-authority": Authority.create().issue(every),
        }

    async def _names(self, network: Network) -> str:
        """Start the DNS server; return its address."""
        node = await self._runs(fakes.dns(self.chosen.ref("fakes")), network)
        return await node.address(network.docker_name)

    def _homeserver(self, host: str, spec: LabSpec) -> OpenHomeserver | Dendrite:
        leaf = self._authority.issue([host])
        if host in spec.dendrites:
            return Dendrite(host, leaf, self._authority.pem)
        return OpenHomeserver(host, leaf, self._authority.pem, spec.uncheckable)

    async def _server(
        self, server: OpenHomeserver | Homeserver | Dendrite, network: Network, beside: _Beside
    ) -> ServerAccess:
        make: Make = "dendrite" if isinstance(server, Dendrite) else "synapse"
        if make == "dendrite":  # it waits for nothing by itself
            await until(partial(_answers, await beside.database), deadline=READY_WITHIN, what="the database")
        image = self.chosen.ref(SERVER_B if make == "dendrite" else "synapse")
        node = await self._runs(server.node(image, await beside.names), network)
        async with (await beside.door).session() as http:
            asked = f"{server.url}/_matrix/client/versions"
            await http_ready(http, asked, deadline=READY_WITHIN, give_up=node.must_run)
        self._say(f"{node.name} is ready after {time.monotonic() - self._began:.1f} s")
        return ServerAccess(server.server_name, server.host, server.url, server.registration_secret, node.id, make)

    async def _runs(self, spec: NodeSpec, network: Network) -> Node:
        node = await self.runtime.start(spec, network)
        self._nodes.append(node)
        return node


async def _answers(database_server: Node) -> None:
    code, told = await database_server.exec(database.ASKS)
    if code:
        raise ConnectionError(told)
