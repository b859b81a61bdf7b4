"""Forgers of a running lab: started when a test wants one, under a name that nobody has heard of."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import Any

import aiohttp

from harness.actors.control import Control
from harness.actors.forger import Forger
from harness.actors.lab_access import FORGERS, TARGETS, LabAccess, ipv6_addresses
from harness.actors.person import Stage
from harness.core.journal import Journal
from harness.core.verdict import Unknown
from harness.core.wanted import Wanted
from harness.parts import fakes
from harness.runtime.network import Network, Runtime
from harness.runtime.node import Node
from harness.runtime.ready import http_ready
from harness.runtime.trouble import TroubleError

READY_WITHIN = 30.0  # seconds
_CONTROL_PORT = 8080
ELSEWHERE = 8449
"""A port that nobody finds by chance."""


@dataclass(frozen=True, slots=True)
class Started:
    """A forger that runs, whatever scenes use it: its address on the network, and the id of the container it is in."""

    name: str
    host: str
    control: Control
    address: str
    container: str
    _ends: Callable[[], Awaitable[object]]

    def on(self, stage: Stage) -> Forger:
        """Return it as a test holds it."""
        return Forger(self.name, self.control, stage)

    async def stop(self) -> None:
        """Remove it."""
        await self.control.close()
        await self._ends()


class Forgers:
    """Starts forgers; ``name`` is in each one's name, and different in each process. ``names`` is the DNS server."""

    def __init__(
        self,
        access: LabAccess,
        runtime: Runtime,
        http: aiohttp.ClientSession,
        journal: Journal,
        names: Control,
        name: str,
    ) -> None:
        self._access = access
        self._runtime = runtime
        self._http = http
        self._journal = journal
        self._names = names
        self._name = name
        self._made = 0
        self._ipv6 = cycle(ipv6_addresses(access.ipv6_subnet))
        self._addresses = iter(access.last_addresses)
        self._street: tuple[Node, Control] | None = None

    def host(self, under: str = FORGERS) -> str:
        """Return a host name that no forger has had."""
        self._made += 1
        return f"f{self._made}-{self._name.replace('.', '-')}.{under}"

    async def start(self, name: str, host: str, *, certificate: str = "good", **more: Any) -> Started:
        """Start a forger called ``name`` that answers at ``host``; ``more`` is of ``ForgerSpec``.

        Without a name, or with a port and its colon alone, it is called after its address on the network.
        ``certificate`` is one of ``LabAccess.certificates``.
        """
        access = self._access
        spec = fakes.ForgerSpec(
            name, (host,), access.leaf(certificate), access.authority.encode(), resolver=access.resolver, **more
        )
        node = await self._runtime.start(spec.node(access.image), Network("lab", access.network))
        address = await node.address(access.network)
        url = f"http://{host}:{_CONTROL_PORT}"
        await self._answers(url, node)
        called = name if name[:1] not in ("", ":") else address + name
        return Started(called, host, self._followed(url), address, node.id, node.stop)

    async def settle(self, name: str, host: str, *, certificate: str = "good", **more: Any) -> Started:
        """Start a forger likewise, in the one container of this process's street; ``more`` is of ``on_street``."""
        node, street = await self._opened_street()
        address = next(self._addresses)
        await self._names.act("record.set", name=host, type="A", values=[address])
        await street.act("forger.start", address=address, arguments=fakes.on_street(name, certificate, **more))
        ends = partial(street.act, "forger.stop", address=address)
        return Started(name, host, self._followed(f"http://{address}:{_CONTROL_PORT}"), address, node.id, ends)

    async def _opened_street(self) -> tuple[Node, Control]:
        if self._street is None:
            access, host = self._access, f"street-{self._name.replace('.', '-')}.{FORGERS}"
            spec = fakes.street(access.image, host, access.certificates, access.authority.encode(), access.resolver)
            node = await self._runtime.start(spec, Network("lab", access.network))
            url = f"http://{host}:{fakes.STREET_PORT}"
            await self._answers(url, node)
            self._street = node, Control(self._http, url, self._journal)
        return self._street

    async def _answers(self, url: str, node: Node) -> None:
        await http_ready(self._http, f"{url}/v1/health", deadline=READY_WITHIN, give_up=node.must_run)

    def _followed(self, url: str) -> Control:
        control = Control(self._http, url, self._journal)
        control.follow()
        return control

    def ipv6_address(self) -> str:
        """Return an address that no forger has had for long, to be given to one that is called after it."""
        return next(self._ipv6)

    def ipv6_network(self, addresses: Mapping[str, str]) -> AbstractAsyncContextManager[None]:
        """Put containers, by their ids, on a network of IPv6 for a block, with these addresses or (empty) any."""
        return self._runtime.ipv6_network("ipv6", self._access.ipv6_subnet, addresses)


class Discovery:
    """One server to be found, in one test: where it is, and what well-known and DNS say of that.

    ``name`` is its name, without a port; ``target`` another host name, at which it may answer. ``seekers`` are the ids
    of the containers from which it is looked for.
    """

    def __init__(self, forgers: Forgers, names: Control, stage: Stage, seekers: Sequence[str]) -> None:
        self.name = forgers.host()
        self.target = forgers.host(TARGETS)
        self._forgers = forgers
        self._names = names
        self._stage = stage
        self._since = stage.journal.mark()
        self._seekers = seekers
        self._started: list[Started] = []
        self._stack = AsyncExitStack()
        self._well_known: Started | None = None

    async def serves(self, host: str = "", *, port: int = 8448, certificate: str = "good") -> Forger:
        """Let the server answer at a host (its own name unless told) and a port."""
        started = await self._settles(self.name, host or self.name, port=port, certificate=certificate)
        return started.on(self._stage)

    async def serves_as_its_address(self, port: str) -> Forger:
        """Let the server be called after its address, with a ``:port`` or without one."""
        started = await self._starts(port, self.name, port=int(port.removeprefix(":") or 8448))
        self.name = started.name
        return started.on(self._stage)

    async def serves_as_its_ipv6_address(self, port: str) -> Forger:
        """Let the server be called after an address of IPv6, likewise; those who look for it have such, too."""
        address = self._forgers.ipv6_address()
        started = await self._starts(f"[{address}]{port}", self.name, port=int(port.removeprefix(":") or 8448))
        everybody = {**dict.fromkeys(self._seekers, ""), started.container: address}
        try:
            await self._stack.enter_async_context(self._forgers.ipv6_network(everybody))
        except TroubleError as trouble:
            raise Unknown(f"there is no network of IPv6 here: {trouble}") from None
        self.name = started.name
        return started.on(self._stage)

    async def says_well_known(self, delegated: str, *, certificate: str = "good") -> None:
        """Let ``/.well-known/matrix/server`` of the name say where the server is."""
        self._well_known = await self._settles(
            self.name, self.name, port=443, address=delegated, certificate=certificate
        )

    async def spoils_well_known(self, answer: Mapping[str, Any]) -> None:
        """Let well-known answer something else, or otherwise: in the words of the forger's ``answer.set``."""
        assert self._well_known is not None
        await self._well_known.control.act("answer.set", route="well_known", **answer)

    def asked_of_well_known(self) -> int:
        """Return how often the name's well-known has been asked."""
        return sum(call["host"] == self.name for call in self._calls("well_known"))

    def called_as(self) -> set[tuple[str, str]]:
        """Return by which names the server was asked to let somebody join: in TLS (SNI), and in the Host header."""
        return {(call["sni"], call["host"]) for call in self._calls("make_join")}

    async def says_srv(self, service: str, of: str, *ports: int, host: str) -> None:
        """Let DNS say that a service of a name is at a host and a port; of several the first is to be tried first."""
        values = [f"{priority} 5 {port} {host}." for priority, port in enumerate(ports)]
        await self._record(f"{service}.{of}", "SRV", *values)

    async def says_alias(self, alias: str, of: Forger) -> None:
        """Let DNS say that a name is another one's alias, and where that is, at which a server answers already."""
        at = next(each for each in self._started if each.name == of.name and each.control is of.control)
        await self._record(alias, "CNAME", f"{at.host}.")
        await self._record(at.host, "A", at.address)

    async def close(self) -> None:
        """Remove what was started."""
        await self._stack.aclose()
        await asyncio.gather(*(started.stop() for started in self._started))

    async def _settles(self, name: str, host: str, **more: Any) -> Started:
        self._started.append(await self._forgers.settle(name, host, **more))
        return self._started[-1]

    async def _starts(self, name: str, host: str, **more: Any) -> Started:
        started = await self._forgers.start(name, host, **more)
        self._started.append(started)
        return started

    async def _record(self, name: str, kind: str, *values: str) -> None:
        await self._names.act("record.set", name=name, type=kind, values=values)

    def _calls(self, method: str) -> list[Mapping[str, str]]:
        """Return the requests of a kind that forgers have served since the test began."""
        served = Wanted(network="federation", kind="call", cause="wire")
        found = self._stage.journal.all(served, since=self._since)
        return [call.detail["request"] for call in found if call.detail.get("method") == method]
