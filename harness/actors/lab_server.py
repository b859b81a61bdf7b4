"""One homeserver of a lab as a test holds it: its people, and what it shows of a room."""

from __future__ import annotations

from collections.abc import Mapping

from harness.actors.cast import Cast
from harness.actors.lab_access import Make, ServerAccess
from harness.actors.lab_person import LabPerson
from harness.actors.lab_views import View
from harness.core.convergence import Snapshot


class LabServer(Cast[LabPerson]):
    """``a.alice``: fresh people of this test on this server. ``host`` is its alias on the network."""

    def __init__(self, access: ServerAccess, people: Mapping[str, LabPerson], view: View) -> None:
        super().__init__(access.name, people)
        self.name = access.name
        self.host = access.host
        self.url = access.url
        self.container = access.container
        self.make: Make = access.make
        self._view = view

    async def shows(self, room: str) -> Snapshot:
        """Look at a room as the server has it."""
        return await self._view.shows(room)

    async def erases(self, person: LabPerson) -> None:
        """End a person's account and forget what they said; their client ends with it."""
        await person.client.close()
        await self._view.erases(person.id)
