"""What stands behind the listeners of a lab's servers: what they keep, and where they listen."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from yarl import URL

from harness.actors.lab_access import ServerAccess
from harness.actors.lab_person import LabPerson
from harness.actors.lab_server import LabServer
from harness.actors.question import WHO_AM_I
from harness.actors.stores import Stores
from harness.core.journal import Journal
from harness.runtime.lookout import listening
from harness.runtime.network import Runtime


@dataclass(frozen=True, slots=True)
class LabPremises:
    """A lab's servers, for whoever may look into them; ``stores`` are theirs by the first part of their hosts."""

    runtime: Runtime
    http: aiohttp.ClientSession
    journal: Journal
    stores: Mapping[str, Stores]

    async def places_of(self, canary: str, *owners: str) -> set[str]:
        """Return where servers (``a``, …) keep a canary."""
        return set().union(*await asyncio.gather(*(self.stores[owner].places_of(canary) for owner in owners)))

    def came_outside(self, canary: str) -> set[str]:
        """Return the requests to forgers and the questions to DNS that had a canary in them."""
        came = (fact for fact in self.journal.facts if fact.network == "federation" and fact.cause == "wire")
        return {str(fact) for fact in came if canary in f"{fact.text} {fact.detail}"}

    async def ports_of(self, server: LabServer | ServerAccess) -> dict[int, bool]:
        """Return every port that a server listens on, and whether it shows a certificate there."""
        table = await self.runtime.exec(server.container, ["cat", "/proc/net/tcp"])
        ports = [int(one.rpartition(":")[2]) for one in listening([("tcp", table)])]
        return {port: await self._shows_certificate(f"{server.host}:{port}") for port in ports}

    async def is_known_at_address(self, server: LabServer, person: LabPerson) -> bool:
        """Tell whether a server answers a person's client, without TLS, where no name led it."""
        address = (await self.runtime.exec(server.container, ["hostname", "-i"])).split()[0]
        headers = {"Authorization": f"Bearer {person.client.nio.access_token}"}
        url = URL(server.url).with_host(address).with_path(WHO_AM_I.path)
        async with self.http.get(url, headers=headers) as answer:
            return person.id in await answer.text()

    async def _shows_certificate(self, address: str) -> bool:
        # A plain HTTP server waits long for the end of what TLS begins with: it is asked in its own way first.
        return not await self._answers(f"http://{address}/") and await self._answers(f"https://{address}/")

    async def _answers(self, url: str) -> bool:
        try:
            async with self.http.get(url, ssl=False):
                return True
        except aiohttp.ClientError:
            return False
