"""What stands behind a superbridge's listeners: its parts' containers, what they keep, and the look-outs in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import aiohttp

from harness.actors.lookouts import Lookouts
from harness.actors.stores import Stores
from harness.core.fact import Fact
from harness.core.journal import Journal
from harness.runtime.network import Runtime

_GET = """
import sys, urllib.request
url, token = sys.argv[1:]
request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
print(urllib.request.urlopen(request, timeout=10).read().decode())
"""


class Premises:
    """The parts of a running superbridge, for whoever may look into them; ``watched`` ones have look-outs.

    ``containers`` are the engine's ids by the parts' names.
    """

    def __init__(
        self,
        runtime: Runtime,
        containers: Mapping[str, str],
        stores: Stores,
        http: aiohttp.ClientSession,
        journal: Journal,
        watched: Iterable[str],
        trespass: Callable[[Fact], str],
    ) -> None:
        self._runtime = runtime
        self._containers = containers
        self._stores = stores
        self._journal = journal
        self.lookouts = Lookouts(http, journal, watched, trespass, self.log)

    async def log(self, part: str) -> str:
        """Read all that a part has written."""
        return await self._runtime.log(self._containers[part])

    async def address(self, part: str) -> str:
        """Return a part's IP address, as its own hosts file has it."""
        return (await self._runs(part, "hostname", "-i")).split()[0]

    async def resolves(self, part: str, name: str) -> bool:
        """Tell whether a name leads anywhere for a part."""
        return "leads" in await self._runs(part, "sh", "-c", f"getent hosts {name} > /dev/null && echo leads; true")

    async def asks_from(self, part: str, url: str, token: str) -> str:
        """Have somebody in a part's place ask for ``url`` with a token; return the answer's text."""
        return await self._runs(part, "python3", "-c", _GET, url, token)

    async def places_of(self, canary: str) -> set[str]:
        """Return every place where a canary is found: stores, services' wires, packets, names that were asked for.

        A fact of the harness's own tells them, too.
        """
        places = await self._stores.places_of(canary) | self._wires(canary) | await self._packets(canary)
        text = f"{canary} is found in: {', '.join(sorted(places)) or 'nothing'}"
        self._journal.append(Fact(0, "harness", "note", "the harness", text=text))
        return places

    def _wires(self, canary: str) -> set[str]:
        services = (fact for fact in self._journal.facts if fact.network in ("discord", "telegram"))
        return {f"{fact.network}'s wire" for fact in services if canary in f"{fact.text} {fact.detail}"}

    async def _packets(self, canary: str) -> set[str]:
        asked = {fact.author for fact in await self.lookouts.looks() if canary in fact.text}
        ways = await self.lookouts.carried(canary)
        return {f"packets {way}" for way in ways} | {f"names that {part} asked for" for part in asked}

    async def _runs(self, part: str, *argv: str) -> str:
        return await self._runtime.exec(self._containers[part], argv)
