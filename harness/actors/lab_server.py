"""One homeserver of a lab as a test holds it: its people, and what it shows of a room."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from harness.actors.cast import Cast
from harness.actors.lab_access import ServerAccess
from harness.actors.lab_client import LabClient, path
from harness.actors.lab_person import LabPerson
from harness.actors.matrix_client import MatrixRefusedError
from harness.core.convergence import Snapshot, snapshot

_ROOM = "/_synapse/admin/v1/rooms/{}/"
_PAGE = 500  # events


class LabServer(Cast[LabPerson]):
    """``a.alice``: fresh people of this test on this server. ``host`` is its alias on the network."""

    def __init__(self, access: ServerAccess, people: Mapping[str, LabPerson], observer: LabClient) -> None:
        super().__init__(access.name, people)
        self.name = access.name
        self.host = access.host
        self.url = access.url
        self.container = access.container
        self._observer = observer

    async def shows(self, room: str) -> Snapshot:
        """Look at a room as the server has it, whoever of its people is in there (Synapse's admin API)."""
        state, extremities, history = await asyncio.gather(
            self._asks(room, "state"), self._asks(room, "forward_extremities"), self._history(room)
        )
        return snapshot(self.name, state.get("state", ()), extremities.get("results", ()), history)

    async def erases(self, person: LabPerson) -> None:
        """End a person's account and forget what they said (Synapse's admin API); their client ends with it."""
        await person.client.close()
        await self._observer.ask("POST", path("/_synapse/admin/v1/deactivate/{}", person.id), {"erase": True})

    async def _history(self, room: str) -> list[dict[str, Any]]:
        page = await self._asks(room, "messages", dir="b", limit=_PAGE)
        events: list[dict[str, Any]] = page.get("chunk", [])
        while page.get("chunk") and "end" in page:
            onward = {"from": page["end"]}
            page = await self._asks(room, "messages", dir="b", limit=_PAGE, **onward)
            events += page["chunk"]
        return events

    async def _asks(self, room: str, what: str, **query: Any) -> dict[str, Any]:
        """Return the answer, or nothing where the server doesn't know the room."""
        try:
            return await self._observer.ask("GET", path(_ROOM, room) + what, **query)
        except MatrixRefusedError as refused:
            if refused.status == 404:
                return {}
            raise
