"""One process's use of a running lab, and the scenes that its tests get: fresh people on each server, fresh rooms."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
from aiohttp_socks import ProxyConnector

from harness.actors.control import Control
from harness.actors.forger import Forger
from harness.actors.lab_access import TARGETS, LabAccess, ServerAccess
from harness.actors.lab_client import LabClient, LabReader
from harness.actors.lab_person import LabPerson
from harness.actors.lab_premises import LabPremises
from harness.actors.lab_server import LabServer
from harness.actors.matrix_client import register
from harness.actors.person import Stage
from harness.actors.stores import Stores
from harness.core.convergence import Snapshot, differences
from harness.core.fact import Fact
from harness.core.journal import Journal, Reader
from harness.core.server_log import sends_to, steps, takes_from
from harness.faults.partition import partition
from harness.faults.switch import switched
from harness.forgers import Discovery, Forgers, Started
from harness.late_server import late_server
from harness.parts import homeserver, names, unchecked
from harness.runtime.network import Runtime
from harness.runtime.ready import NotReadyError, until
from harness.runtime.turns import Turns

# Who lives where, by the first part of the server's name: nobody is taken for another's neighbour.
PEOPLE = {"a": ("alice", "anna"), "b": ("bob", "ben"), "c": ("carol", "chris"), "sealed": ("sara", "sam")}


class Disagreed(AssertionError):  # noqa: N818 - what happened, in the words of a test
    """Servers show a room differently, and go on doing so; the text says in what."""


@dataclass(frozen=True, slots=True)
class Journey:
    """How an event went from server to server: sent by the one, taken by the other."""

    sent: Fact
    taken: Fact


@dataclass
class LabScene:
    """What one test has for itself on the shared lab; ``alone`` says that no other test uses the lab meanwhile."""

    stage: Stage
    servers: Mapping[str, LabServer]
    closed: LabServer | None
    http: aiohttp.ClientSession
    runtime: Runtime
    premises: LabPremises
    alone: bool

    @property
    def sealed(self) -> LabServer:
        """The server that is closed, which most labs have."""
        if self.closed is None:
            raise RuntimeError("this lab was started without a sealed server")
        return self.closed

    @property
    def facts(self) -> Reader:
        """What was witnessed of this scene, and of no other."""
        return self.stage.facts

    @property
    def room(self) -> str:
        """The room in which everybody is."""
        return self.stage.places["matrix"]

    def person_on(self, server: str) -> LabPerson:
        """Return the first person of a server that a test names by parameter."""
        return getattr(self.servers[server], PEOPLE[server][0])  # type: ignore[no-any-return]

    def moves_to(self, room: str) -> None:
        """Let everybody speak and listen in another room from now on."""
        self.stage.places["matrix"] = room

    async def gathers(self, *people: LabPerson, version: str = "11", **options: Any) -> str:
        """Have the first of ``people`` make a public room and the others join it by way of the first's server."""
        first, *others = people
        room = await first.makes_room(version=version, **options)
        for other in others:
            await other.joins(room, via=first.server)
        await asyncio.gather(*(first.sees_member(other, "join") for other in others))
        return room

    @asynccontextmanager
    async def cut(self, *sides: LabServer | Sequence[LabServer]) -> AsyncIterator[None]:
        """Cut the network between these sides while the block runs; every server goes on running.

        The test must be marked ``alone``, or others would suffer from it.
        """
        if not self.alone:
            raise RuntimeError("a test that cuts the network is marked `alone`, so that it has the lab for itself")
        async with partition(self.runtime, *([side] if isinstance(side, LabServer) else side for side in sides)):
            yield

    async def settles(self, *people: LabPerson) -> None:
        """Wait until all that was said has come to each of ``people``: each in turn says a fence that the others see.

        The last fence follows everything that its server had, so that the room's history has one end again.
        """
        for speaker in people:
            fence = self.stage.next_fence()
            await speaker.says(fence)
            await asyncio.gather(*(other.sees(fence, by=speaker) for other in people if other is not speaker))

    async def agrees(self, *servers: LabServer, history: bool = True) -> Snapshot:
        """Return what all of ``servers`` (or all there are) show of the room: state, extremities and history alike.

        Every look at it goes into the journal, and what is there is compared. ``Disagreed`` says in what they differ.
        Without ``history`` timelines may differ: what one server refused, another may have shown before.
        """
        asked = servers or tuple(self.servers.values())

        async def look() -> Snapshot:
            shown = await asyncio.gather(*(server.shows(self.room) for server in asked))
            facts = [replace(each.fact(self.room), scope=self.stage.scope) for each in shown]
            found = [Snapshot.from_fact(self.stage.journal.append(fact)) for fact in facts]
            if wrong := differences(found, history=history):
                raise Disagreed("\n".join([f"the servers disagree about {self.room}:", *wrong]))
            return found[0]

        try:
            return await until(look, deadline=self.stage.patience, what="agreement")
        except NotReadyError as late:
            if isinstance(late.last, Disagreed):
                raise late.last from None
            raise

    async def travels(self, event: Fact, here: LabServer, there: LabServer) -> Journey:
        """Read in the servers' logs how an event went from one to the other: the first transaction since it was made.

        The test must be marked ``alone``: a log's lines don't say whose events they are about.
        """
        sent = await self._step(here, sends_to(there.name), event.at)
        return Journey(sent, await self._step(there, takes_from(here.name), sent.at))

    async def _step(self, server: LabServer, text: str, since: float) -> Fact:
        async def look() -> Fact:
            logged = steps(server.name, await self.runtime.log(server.container))
            return min((each for each in logged if each.text == text and each.at >= since), key=lambda each: each.at)

        step = await until(look, deadline=self.stage.patience, what=f"{server.name} {text}, in its log")
        return self.stage.journal.append(replace(step, scope=self.stage.scope))

    def unverified(self) -> list[str]:
        """Return, as sentences, what real servers sent the forger here that isn't signed and hashed in order."""
        return [
            f"{fact.detail['by']} brought {fact.ref or 'an event'} from {fact.detail['server']}: {problem}"
            for fact in self.facts.facts
            if fact.network == "federation" and fact.cause == "wire"
            for problem in fact.detail.get("problems", ())
        ]

    async def close(self) -> None:
        """Close everybody's clients."""
        servers = [*self.servers.values(), *([self.closed] if self.closed else [])]
        everybody = [person for server in servers for person in server]
        await asyncio.gather(*(person.client.close() for person in everybody))


class Lab:
    """A running lab as one process uses it. ``name`` begins the scopes of its scenes: different in each process."""

    def __init__(self, access: LabAccess, runtime: Runtime, name: str) -> None:
        self.access = access
        self.journal = Journal(time.time)
        self._runtime = runtime
        self._name = name
        self._made = 0
        self._shared: Started | None = None
        self._turns = Turns(runtime.run.directory, access.network)
        self._http = aiohttp.ClientSession(connector=ProxyConnector.from_url(access.door, rdns=True))
        self._names = Control(self._http, names.NAMES_CONTROL_URL, self.journal)
        self._forgers = Forgers(access, runtime, self._http, self.journal, name)
        stores = {_short(server): self._stores_of(server) for server in self._all}
        self._premises = LabPremises(runtime, self._http, self.journal, stores)
        self._observers: dict[str, LabClient] = {}

    async def open(self) -> None:
        """Make an observer on each server, who may look into every room there; begin to witness what DNS is asked."""
        self._names.follow()
        for server in self._all:
            self._observers[server.name] = await self._client(server, "observer", "", admin=True)

    async def close(self) -> None:
        """Let go of every connection; the lab itself goes on."""
        await asyncio.gather(*(observer.close() for observer in self._observers.values()))
        await self._names.close()
        if self._shared is not None:
            await self._shared.control.close()
        await self._http.close()

    @asynccontextmanager
    async def scene(self, *, alone: bool = False, on: Collection[str] = "abc") -> AsyncIterator[LabScene]:
        """Make fresh people, for a block in which no other test has the lab ``alone``, and none at all if this has.

        ``on`` names the servers that get people, by the first part of their hosts.
        """
        async with self._turns.turn(alone=alone):
            self._made += 1
            scope = f"{self._name}.{self._made}"
            stage = Stage.unbridged(scope, self.journal)
            servers = await asyncio.gather(*(self._server(server, stage, on) for server in self._all))
            short = {_short(server): server for server in servers}
            closed = short.pop("sealed", None)
            scene = LabScene(stage, short, closed, self._http, self._runtime, self._premises, alone)
            try:
                yield scene
            finally:
                await scene.close()

    @asynccontextmanager
    async def leaves_out(self, check: str) -> AsyncIterator[None]:
        """Let the open servers leave out one of ``unchecked.CHECKS`` while the block runs; nobody else uses the lab.

        It was started so that they can: ``LabSpec.uncheckable``.
        """
        if check not in unchecked.CHECKS:
            raise ValueError(f"there is no check {check!r}; there are: {', '.join(unchecked.CHECKS)}")
        containers = [server.container for server in self.access.servers]
        async with switched(self._runtime, containers, unchecked.SWITCH, check):
            yield

    async def forger(self, scene: LabScene) -> Forger:
        """Return this process's own forger, which all its tests share, as a scene has it; the first test starts it."""
        if self._shared is None:
            self._shared = await self._starts_forger()
        return self._shared.on(scene.stage)

    @asynccontextmanager
    async def fresh_forger(self, scene: LabScene) -> AsyncIterator[Forger]:
        """Start a forger of a name that nobody has heard of, for a scene that changes what is known of it."""
        started = await self._starts_forger()
        try:
            yield started.on(scene.stage)
        finally:
            await started.stop()

    @asynccontextmanager
    async def trusting(self, scene: LabScene, notary: Forger) -> AsyncIterator[LabServer]:
        """Start one more server, where dora lives, which asks ``notary`` for others' keys before it asks them."""
        settings = {"trusted_key_servers": [await notary.as_notary()]}
        host = self._forgers.host(TARGETS)
        async with late_server(self.access, self._runtime, self._http, host, settings) as server:
            observer = await self._client(server, "observer", scene.stage.scope, admin=True)
            dora = await self._person(server, "dora", scene.stage)
            try:
                yield LabServer(server, {"dora": dora}, observer)
            finally:
                await asyncio.gather(dora.client.close(), observer.close())

    @asynccontextmanager
    async def discovery(self, scene: LabScene) -> AsyncIterator[Discovery]:
        """Begin with a server's name that leads nowhere yet."""
        discovery = Discovery(self._forgers, self._names, scene.stage)
        try:
            yield discovery
        finally:
            await discovery.close()

    async def _starts_forger(self) -> Started:
        host = self._forgers.host()
        return await self._forgers.start(f"{host}:8448", host)

    def _stores_of(self, server: ServerAccess) -> Stores:
        owner, container = server.name, server.container
        databases, files = {owner: server.host.replace(".", "_")}, {owner: (container, homeserver.MEDIA)}
        return Stores(self._runtime, self.access.database, databases, files, {owner: container})

    async def _server(self, server: ServerAccess, stage: Stage, on: Collection[str]) -> LabServer:
        short = _short(server)
        called = PEOPLE[short] if short in on else ()
        people = await asyncio.gather(*(self._person(server, name, stage) for name in called))
        return LabServer(server, dict(zip(called, people, strict=True)), self._observers[server.name])

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


def _short(server: ServerAccess | LabServer) -> str:
    """Return the first part of a server's host, by which tests call it."""
    return server.host.partition(".")[0]
