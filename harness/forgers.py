"""Forgers of a running lab: started when a test wants one, under a name that nobody has heard of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from harness.actors.control import Control
from harness.actors.forger import Forger
from harness.actors.lab_access import FORGERS, LabAccess
from harness.actors.person import Stage
from harness.core.journal import Journal
from harness.parts.fakes import ForgerSpec
from harness.runtime.network import Network, Runtime
from harness.runtime.node import Node
from harness.runtime.pki import Leaf
from harness.runtime.ready import http_ready

READY_WITHIN = 30.0  # seconds
ELSEWHERE = 8449
"""A port that nobody finds by chance."""


@dataclass(frozen=True, slots=True)
class Started:
    """A forger that runs, whatever scenes use it."""

    name: str
    control: Control
    node: Node

    def on(self, stage: Stage) -> Forger:
        """Return it as a test holds it."""
        return Forger(self.name, self.control, stage)

    async def stop(self) -> None:
        """Remove it."""
        await self.control.close()
        await self.node.stop()


class Forgers:
    """Starts forgers; ``name`` is in each one's name, and different in each process."""

    def __init__(
        self, access: LabAccess, runtime: Runtime, http: aiohttp.ClientSession, journal: Journal, name: str
    ) -> None:
        self._access = access
        self._runtime = runtime
        self._http = http
        self._journal = journal
        self._name = name
        self._made = 0

    def host(self) -> str:
        """Return a host name that no forger has had."""
        self._made += 1
        return f"f{self._made}-{self._name.replace('.', '-')}.{FORGERS}"

    async def start(self, name: str, host: str, *, certificate: str = "good", **more: Any) -> Started:
        """Start a forger called ``name`` that answers at ``host``; ``more`` is of ``ForgerSpec``.

        ``certificate`` is ``good``, ``expired``, ``wrong-name`` or ``unknown-authority``.
        """
        access = self._access
        shown = access.certificates[certificate]
        leaf = Leaf(shown["certificate"].encode(), shown["key"].encode())
        spec = ForgerSpec(name, (host,), leaf, access.authority.encode(), **more)
        node = await self._runtime.start(spec.node(access.image), Network("lab", access.network))
        url = f"http://{host}:8080"
        await http_ready(self._http, f"{url}/v1/health", deadline=READY_WITHIN, give_up=node.must_run)
        control = Control(self._http, url, self._journal)
        control.follow()
        return Started(name, control, node)


class Discovery:
    """One server to be found, in one test: where it is, and what well-known and DNS say of that.

    ``name`` is its name, without a port; ``target`` another host name, at which it may answer.
    """

    def __init__(self, forgers: Forgers, names: Control, stage: Stage) -> None:
        self.name = forgers.host()
        self.target = forgers.host()
        self._forgers = forgers
        self._names = names
        self._stage = stage
        self._started: list[Started] = []
        self._well_known: Started | None = None

    async def serves(self, host: str = "", *, port: int = 8448, certificate: str = "good") -> Forger:
        """Let the server answer at a host (its own name unless told) and a port."""
        started = await self._starts(host or self.name, port=port, certificate=certificate)
        return started.on(self._stage)

    async def says_well_known(self, delegated: str) -> None:
        """Let ``/.well-known/matrix/server`` of the name say where the server is."""
        self._well_known = await self._starts(self.name, port=443, address=delegated)

    async def spoils_well_known(self, answer: Mapping[str, Any]) -> None:
        """Let well-known say something else: ``status`` and ``body``."""
        assert self._well_known is not None
        await self._well_known.control.act("answer.set", route="well_known", **answer)

    async def says_srv(self, service: str, of: str, *, port: int, host: str) -> None:
        """Let DNS say that a service of a name is at a host and a port."""
        await self._names.act("record.set", name=f"{service}.{of}", type="SRV", values=[f"10 5 {port} {host}."])

    async def close(self) -> None:
        """Remove what was started."""
        for started in self._started:
            await started.stop()

    async def _starts(self, host: str, **more: Any) -> Started:
        started = await self._forgers.start(self.name, host, **more)
        self._started.append(started)
        return started
