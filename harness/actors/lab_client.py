"""A Matrix client of the lab: it sees rooms that it was thrown out of, and asks what nio doesn't know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import nio

from harness.actors.matrix_client import MatrixClient, MatrixRefusedError
from harness.actors.matrix_facts import MatrixReader
from harness.core.fact import Fact

TO_DEVICE, DEVICES = "to device", "devices changed"
"""How notes begin that tell of messages to devices and of changes of devices."""


def path(template: str, *names: str) -> str:
    """Fill names into a path, each made safe for it."""
    return template.format(*(quote(name, safe="") for name in names))


class LabReader(MatrixReader):
    """Reads every change of state, and what is told to and of devices.

    What a change took the place of stands in its detail as ``before``.
    """

    def read(self, room: str, event: Mapping[str, Any]) -> Fact | None:
        """Return the fact in ``event``, or None where it is nothing that people see."""
        fact = super().read(room, event)
        if fact is None and "state_key" in event:
            fact = self._fact(room, event, "note", text=str(event["type"]), target=event["state_key"])
        before = event.get("unsigned", {}).get("prev_content")
        return replace(fact, detail={**fact.detail, "before": before}) if fact and before else fact

    def to_device(self, who: str, kind: str, content: Mapping[str, Any]) -> Fact:
        """Return that somebody told this session's device something (Client-Server API, "Send-to-Device messaging")."""
        return replace(self._of("", "note", who, 0, text=f"{TO_DEVICE} {kind}"), detail={"content": content})

    def devices(self, who: str) -> Fact:
        """Return that somebody's devices changed (Client-Server API, "Tracking the device list for a user")."""
        return self._of("", "note", who, 0, text=DEVICES)


class LabClient(MatrixClient):
    """One logged-in session on a server of the lab."""

    _reader: LabReader

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

    async def everything_of(self, room: str) -> list[Mapping[str, Any]]:
        """Return the current state of a room that this user is in, as events."""
        headers = {"Authorization": f"Bearer {self.nio.access_token}"}
        where = path("/_matrix/client/v3/rooms/{}/state", room)
        async with await self.nio.send("GET", where, None, headers, timeout=60) as response:
            answer = await response.json()
        if response.status != 200:
            raise MatrixRefusedError(f"{self.user_id}, the state of {room}: {answer}", response.status)
        return list(answer)

    async def fetch_small(self, address: str, size: int) -> bytes:
        """Return a picture of the media store scaled down to a square, and cut where it must be."""
        where = path("/_matrix/client/v1/media/thumbnail/{}/{}", *address.removeprefix("mxc://").split("/"))
        query = urlencode({"width": size, "height": size, "method": "crop", "timeout_ms": 10_000})
        headers = {"Authorization": f"Bearer {self.nio.access_token}"}
        async with await self.nio.send("GET", f"{where}?{query}", None, headers, timeout=60) as response:
            if response.status != 200:
                raise MatrixRefusedError(f"{self.user_id}, a small picture: {response.status}", response.status)
            body: bytes = await response.read()
        return body

    async def name_of(self, address: str) -> str:
        """Return the name by which a file is offered."""
        return str((await self.call("downloading", self.nio.download, address)).filename)

    def shows(self, room: str, events: Iterable[Mapping[str, Any]]) -> None:
        """Write down events of a room that came by another way than a sync."""
        for event in events:
            if fact := self._reader.read(room, event):
                self._journal.append(fact)

    def _shown(self, answer: nio.SyncResponse) -> Iterator[tuple[str, Mapping[str, Any]]]:
        yield from super()._shown(answer)
        for room_id, room in answer.rooms.leave.items():
            yield from ((room_id, event.source) for event in room.timeline.events)
        for room_id, invited in answer.rooms.invite.items():
            others = (event for event in invited.invite_state if not isinstance(event, nio.InviteMemberEvent))
            yield from ((room_id, event.source) for event in others)

    def _passing(self, answer: nio.SyncResponse) -> Iterator[Fact]:
        yield from super()._passing(answer)
        for event in answer.to_device_events:
            yield self._reader.to_device(event.sender, event.source["type"], event.source["content"])
        for user in answer.device_list.changed:
            yield self._reader.devices(user)
