"""One process's use of a running lab, and the scenes that its tests get: fresh people on each server, fresh rooms."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import aiohttp
from aiohttp_socks import ProxyConnector

from harness.actors.control import Control
from harness.actors.forger import Forger
from harness.actors.lab_access import TARGETS, LabAccess, ServerAccess
from harness.actors.lab_client import LabClient, LabReader
from harness.actors.lab_person import LabPerson
from harness.actors.lab_premises import LabPremises
from harness.actors.lab_server import LabServer
from harness.actors.lab_views import DendriteView, SynapseView, View
from harness.actors.matrix_client import register, register_own
from harness.actors.person import Stage
from harness.actors.pool import Pool
from harness.actors.stores import Stores, dendrite_extremities
from harness.core.journal import Journal
from harness.faults.switch import switched
from harness.forgers import Discovery, Forgers, Started
from harness.lab_scene import PEOPLE, LabScene
from harness.late_server import late_server
from harness.opening import Ground, Opened, opened
from harness.parts import homeserver, names, unchecked
from harness.parts.appservice import Registration
from harness.parts.open_homeserver import FEDERATION_PORT, OpenHomeserver
from harness.runtime.network import Runtime


class Lab:
    """A running lab as one process uses it. ``name`` begins the scopes of its scenes: different in each process."""

    def __init__(self, access: LabAccess, runtime: Runtime, name: str) -> None:
        self.access = access
        self.journal = Journal(time.time)
        self._runtime = runtime
        self._name = name
        self._made = 0
        self.pool = Pool(self._scene)
        self._shared: Started | None = None
        self._http = aiohttp.ClientSession(connector=ProxyConnector.from_url(access.door, rdns=True))
        self._names = Control(self._http, names.NAMES_CONTROL_URL, self.journal)
        self._forgers = Forgers(access, runtime, self._http, self.journal, self._names, name)
        stores = {_short(server): self._stores_of(server) for server in self._all}
        self._premises = LabPremises(runtime, self._http, self.journal, stores)
        self._views: dict[str, SynapseView] = {}

    async def open(self) -> None:
        """Make an observer on each Synapse, who may look into every room there; begin to witness what DNS is asked."""
        self._names.follow()
        for server in self._all:
            if server.make == "synapse":
                self._views[server.name] = await self._observed(server, "")

    async def close(self) -> None:
        """Let go of every connection; the lab itself goes on."""
        await self.pool.close()
        await asyncio.gather(*(view.close() for view in self._views.values()))
        await self._names.close()
        if self._shared is not None:
            await self._shared.control.close()
        await self._http.close()

    @asynccontextmanager
    async def scene(self, on: frozenset[str] = frozenset("abc")) -> AsyncIterator[LabScene]:
        """Give fresh people to a block; only one such runs at a time, for it may cut the network.

        ``on`` names the servers that get people, by the first part of their hosts.
        """
        scene = await self.pool.take(on)
        try:
            yield scene
        finally:
            await scene.close()

    async def _scene(self, on: frozenset[str]) -> LabScene:
        self._made += 1
        scope = f"{self._name}.{self._made}"
        stage = Stage.unbridged(scope, self.journal)
        servers = await asyncio.gather(*(self._server(server, stage, on) for server in self._all))
        short = {_short(server): server for server in servers}
        closed = short.pop("sealed", None)
        return LabScene(stage, short, closed, self._http, self._runtime, self._premises)

    @asynccontextmanager
    async def leaves_out(self, check: str) -> AsyncIterator[None]:
        """Let the open servers leave out one of ``unchecked.CHECKS`` while the block runs.

        It was started so that they can: ``LabSpec.uncheckable``.
        """
        if check not in unchecked.CHECKS:
            raise ValueError(f"there is no check {check!r}; there are: {', '.join(unchecked.CHECKS)}")
        containers = [server.container for server in self.access.servers]
        async with switched(self._runtime, containers, unchecked.SWITCH, check):
            yield

    async def forger(self, scene: LabScene) -> Forger:
        """Return this process's own forger, which all its tests share, as a scene has it; the first test starts it."""
        return (await self._own()).on(scene.stage)

    @asynccontextmanager
    async def fresh_forger(self, scene: LabScene) -> AsyncIterator[Forger]:
        """Start a forger of a name that nobody has heard of, for a scene that changes what is known of it."""
        host = self._forgers.host()
        started = await self._forgers.settle(f"{host}:8448", host)
        try:
            yield started.on(scene.stage)
        finally:
            await started.stop()

    @asynccontextmanager
    async def trusting(self, scene: LabScene, notary: Forger) -> AsyncIterator[LabServer]:
        """Start one more server, where dora lives, which asks ``notary`` for others' keys before it asks them."""
        settings = {**homeserver.OWN_DATABASE, "trusted_key_servers": [await notary.as_notary()]}
        host, access = self._forgers.host(TARGETS), self.access
        open_one = OpenHomeserver(host, access.leaf("good"), access.authority.encode(), settings=settings)
        async with late_server(access, self._runtime, self._http, open_one) as (server, _):
            view = await self._observed(server, scene.stage.scope)
            dora = await self._person(server, "dora", scene.stage)
            try:
                yield LabServer(server, {"dora": dora}, view)
            finally:
                await asyncio.gather(dora.client.close(), view.close())

    @asynccontextmanager
    async def bridged(self, scene: LabScene) -> AsyncIterator[LabServer]:
        """Start one more server, on which there is a bridge; bridget is its own user, whom it made."""
        host, access = self._forgers.host(TARGETS), self.access
        service = Registration("bridge", "", "bridget", "ghost_", f"{host}:{FEDERATION_PORT}")
        leaf, own = access.leaf("good"), homeserver.OWN_DATABASE
        home = OpenHomeserver(host, leaf, access.authority.encode(), settings=own, registrations=[service])
        async with late_server(access, self._runtime, self._http, home) as (server, _):
            reader = LabReader("matrix.bridget", scene.stage.scope, self._is_ours)
            who = await register_own(self._http, server.url, service.as_token, service.bot)
            client = LabClient(server.url, access.door, *who, self.journal, reader)
            bridget = LabPerson("matrix.bridget", "bridget", scene.stage, client)
            view = await self._observed(server, scene.stage.scope)
            try:
                yield LabServer(server, {"bridget": bridget}, view)
            finally:
                await asyncio.gather(client.close(), view.close())

    @asynccontextmanager
    async def opening(self, scene: LabScene) -> AsyncIterator[Callable[[str], Awaitable[Opened]]]:
        """Return who opens a closed server, where dora lives, without a step that is named or with all (none named)."""
        ground = Ground(self.access, self._runtime, self._http, self._forgers, self._names)
        async with AsyncExitStack() as stack:

            async def opens(without: str = "") -> Opened:
                running = await stack.enter_async_context(opened(ground, without))
                dora = await self._person(running.home, "dora", scene.stage)
                stack.push_async_callback(dora.client.close)
                dora.arrives()
                return Opened(running, dora, scene)

            yield opens

    @asynccontextmanager
    async def discovery(self, scene: LabScene) -> AsyncIterator[Discovery]:
        """Begin with a server's name that leads nowhere yet."""
        seekers = [self.access.servers[0].container, (await self._own()).container]
        discovery = Discovery(self._forgers, self._names, scene.stage, seekers)
        try:
            yield discovery
        finally:
            await discovery.close()

    async def _own(self) -> Started:
        if self._shared is None:
            host = self._forgers.host()
            self._shared = await self._forgers.start(f"{host}:8448", host)
        return self._shared

    def _stores_of(self, server: ServerAccess) -> Stores:
        owner, container = server.name, server.container
        databases, files = {owner: _database(server)}, {owner: (container, homeserver.MEDIA)}
        return Stores(self._runtime, self.access.database, databases, files, {owner: container})

    async def _server(self, server: ServerAccess, stage: Stage, on: Collection[str]) -> LabServer:
        short = _short(server)
        called = PEOPLE[short] if short in on else ()
        people = await asyncio.gather(*(self._person(server, name, stage) for name in called))
        clients = [person.client for person in people]
        return LabServer(server, dict(zip(called, people, strict=True)), self._view(server, clients))

    def _view(self, server: ServerAccess, people: list[LabClient]) -> View:
        if server.make == "synapse":
            return self._views[server.name]
        where = partial(dendrite_extremities, self._runtime, self.access.database, _database(server))
        return DendriteView(server.name, people, where)

    async def _observed(self, server: ServerAccess, scope: str) -> SynapseView:
        return SynapseView(server.name, await self._client(server, "observer", scope, admin=True))

    async def _person(self, server: ServerAccess, name: str, stage: Stage) -> LabPerson:
        client = await self._client(server, name, stage.scope)
        return LabPerson(f"matrix.{name}", name, stage, client)

    async def _client(self, server: ServerAccess, name: str, scope: str, *, admin: bool = False) -> LabClient:
        localpart = f"{name}-{scope or self._name}"
        secret = server.registration_secret
        user_id, token = await register(self._http, server.url, secret, localpart, name, admin=admin)
        reader = LabReader(f"matrix.{name}", scope, self._is_ours)
        return LabClient(server.url, self.access.door, user_id, token, self.journal, reader)

    def _is_ours(self, user_id: str) -> bool:
        return user_id.partition(":")[2] in {server.name for server in self._all}

    @property
    def _all(self) -> tuple[ServerAccess, ...]:
        return (*self.access.servers, *([self.access.sealed] if self.access.sealed else []))


def _database(server: ServerAccess) -> str:
    return server.host.replace(".", "_")


def _short(server: ServerAccess | LabServer) -> str:
    """Return the first part of a server's host, by which tests call it."""
    return server.host.partition(".")[0]
