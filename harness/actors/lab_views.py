"""How a homeserver of the lab shows a room, each make in its own way, and what else it lets one do or doesn't."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

from harness.actors.lab_client import LabClient, path
from harness.actors.matrix_client import MatrixRefusedError
from harness.core.convergence import Snapshot, snapshot
from harness.core.verdict import Unknown

_CLIENT_ROOM = "/_matrix/client/v3/rooms/{}/"
_ADMINS_ROOM = "/_synapse/admin/v1/rooms/{}/"
_PAGE = 500  # events


class View(Protocol):
    """What a server lets one see and do of its own beside the Client-Server API."""

    async def shows(self, room: str) -> Snapshot:
        """Look at a room as the server has it."""

    async def erases(self, user_id: str) -> None:
        """End an account and forget what its owner said."""

    async def close(self) -> None:
        """Let go of what looks."""


class SynapseView:
    """Synapse's admin API, in the hands of ``observer``: every room, whoever of the server's people is in there."""

    def __init__(self, server: str, observer: LabClient) -> None:
        self._server = server
        self._observer = observer

    async def shows(self, room: str) -> Snapshot:
        """Look at a room as the server has it."""
        state, extremities, history = await asyncio.gather(
            self._asks(room, "state"),
            self._asks(room, "forward_extremities"),
            _history(lambda **query: self._asks(room, "messages", **query)),
        )
        return snapshot(self._server, state.get("state", ()), extremities.get("results", ()), history)

    async def erases(self, user_id: str) -> None:
        """End an account and forget what its owner said."""
        await self._observer.ask("POST", path("/_synapse/admin/v1/deactivate/{}", user_id), {"erase": True})

    async def close(self) -> None:
        """Hang up."""
        await self._observer.close()

    async def _asks(self, room: str, what: str, **query: Any) -> dict[str, Any]:
        """Return the answer, or nothing where the server doesn't know the room."""
        try:
            return await self._observer.ask("GET", path(_ADMINS_ROOM, room) + what, **query)
        except MatrixRefusedError as refused:
            if refused.status == 404:
                return {}
            raise


class DendriteView:
    """What Dendrite, which shows its admins no rooms, shows those of ``people`` who are in there.

    ``extremities`` returns a room's forward extremities as the server's database has them: no API tells those.
    """

    def __init__(
        self, server: str, people: Iterable[LabClient], extremities: Callable[[str], Awaitable[list[str]]]
    ) -> None:
        self._server = server
        self._people = tuple(people)
        self._extremities = extremities

    async def shows(self, room: str) -> Snapshot:
        """Look at a room through somebody in it; ``Unknown`` where nobody is."""
        member = await self._member_of(room)
        ends = await self._extremities(room)
        events, history = await asyncio.gather(
            member.everything_of(room),
            _history(lambda **query: member.ask("GET", path(_CLIENT_ROOM, room) + "messages", **query)),
        )
        return snapshot(self._server, events, ({"event_id": end} for end in ends), history)

    async def erases(self, user_id: str) -> None:
        """Say that it can't."""
        raise Unknown(f"{self._server} is a Dendrite, which forgets nothing of {user_id}: it can end an account only")

    async def close(self) -> None:
        """Leave the people to those whose they are."""

    async def _member_of(self, room: str) -> LabClient:
        for person in self._people:
            if room in (await person.ask("GET", "/_matrix/client/v3/joined_rooms"))["joined_rooms"]:
                return person
        raise Unknown(f"nobody of {self._server} is in the room, and a Dendrite shows rooms to those alone who are")


async def _history(page: Callable[..., Awaitable[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the whole timeline, page by page backwards."""
    shown = await page(dir="b", limit=_PAGE)
    events: list[dict[str, Any]] = shown.get("chunk", [])
    while shown.get("chunk") and "end" in shown:
        onward = {"from": shown["end"]}
        shown = await page(dir="b", limit=_PAGE, **onward)
        events += shown["chunk"]
    return events
