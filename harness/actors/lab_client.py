"""A Matrix client of the lab: it sees rooms that it was thrown out of, and asks what nio doesn't know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import nio

from harness.actors.matrix_client import MatrixClient, MatrixRefusedError
from harness.actors.matrix_facts import MatrixReader
from harness.core.fact import Fact


def path(template: str, *names: str) -> str:
    """Fill names into a path, each made safe for it."""
    return template.format(*(quote(name, safe="") for name in names))


class LabReader(MatrixReader):
    """Reads every change of state."""

    def read(self, room: str, event: Mapping[str, Any]) -> Fact | None:
        """Return the fact in ``event``, or None where it is nothing that people see."""
        fact = super().read(room, event)
        if fact is None and "state_key" in event:
            return self._fact(room, event, "note", text=str(event["type"]), target=event["state_key"])
        return fact


class LabClient(MatrixClient):
    """One logged-in session on a server of the lab."""

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, **query: Any) -> dict[str, Any]:
        """Call any endpoint as this user; an error is raised as MatrixRefusedError with its status and code."""
        address = f"{path}?{urlencode(query, doseq=True)}" if query else path
        headers = {"Authorization": f"Bearer {self.nio.access_token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        async with await self.nio.send(method, address, data, headers, timeout=60) as response:
            answer: dict[str, Any] = await response.json()
        if response.status != 200:
            told = f"{response.status} {answer.get('errcode')} {answer.get('error')}"
            raise MatrixRefusedError(f"{self.user_id}, {method} {path}: {told}", response.status)
        return answer

    def shows(self, room: str, events: Iterable[Mapping[str, Any]]) -> None:
        """Write down events of a room that came by another way than a sync."""
        for event in events:
            if fact := self._reader.read(room, event):
                self._journal.append(fact)

    def _shown(self, answer: nio.SyncResponse) -> Iterator[tuple[str, Mapping[str, Any]]]:
        yield from super()._shown(answer)
        for room_id, room in answer.rooms.leave.items():
            yield from ((room_id, event.source) for event in room.timeline.events)
