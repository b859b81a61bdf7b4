"""A scene of the lab: what one test has of the servers, and the judgements over all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp

from harness.actors.lab_person import LabPerson
from harness.actors.lab_premises import LabPremises
from harness.actors.lab_server import LabServer
from harness.actors.person import Stage
from harness.core.convergence import Snapshot, differences
from harness.core.fact import Fact
from harness.core.journal import Reader
from harness.core.server_log import sends_to, steps, takes_from
from harness.core.verdict import Unknown
from harness.faults.partition import partition
from harness.runtime.network import Runtime
from harness.runtime.ready import NotReadyError, until

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
    """What one test has for itself on the lab, which it has for itself, too, while it runs."""

    stage: Stage
    servers: Mapping[str, LabServer]
    closed: LabServer | None
    http: aiohttp.ClientSession
    runtime: Runtime
    premises: LabPremises

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
        """Cut the network between these sides while the block runs; every server goes on running."""
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
            if isinstance(late.last, Disagreed | Unknown):
                raise late.last from None
            raise

    async def travels(self, event: Fact, here: LabServer, there: LabServer) -> Journey:
        """Read in the servers' logs how an event went from one to the other: by the first transaction since."""
        sent = await self._step(here, sends_to(there.name), event.at)
        return Journey(sent, await self._step(there, takes_from(here.name), sent.at))

    async def _step(self, server: LabServer, text: str, since: float) -> Fact:
        if server.make != "synapse":
            raise Unknown(f"{server.name} is no Synapse, and nobody here reads another make's log")

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
