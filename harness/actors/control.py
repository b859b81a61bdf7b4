"""A fake's control API from the outside: give orders, and follow what it witnesses into the journal."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import aiohttp

from harness.core.fact import Fact
from harness.core.journal import Journal


class ActRefusedError(Exception):
    """A fake wouldn't carry out an order; ``name`` is its error's name."""

    def __init__(self, operation: str, name: str, message: str) -> None:
        super().__init__(f"{operation}: {name}: {message}")
        self.name = name


class Control:
    """One fake, reached through the door."""

    def __init__(self, http: aiohttp.ClientSession, url: str, journal: Journal, witness: str = "fake") -> None:
        self._http = http
        self._url = url
        self._journal = journal
        self._witness = witness
        self._seen = 0
        self._follower: asyncio.Task[None] | None = None

    async def act(self, operation: str, **order: Any) -> dict[str, Any]:
        """Carry out ``operation`` and return its result; the fake's refusal is raised as ActRefusedError."""
        url, body = f"{self._url}/v1/act/{operation}", BytesIO(json.dumps(order).encode())  # files may be large
        async with self._http.post(url, data=body, headers={"Content-Type": "application/json"}) as response:
            answer: dict[str, Any] = await response.json()
            if response.status != 200:
                error = answer["error"]
                raise ActRefusedError(operation, error["name"], error["message"])
            return answer

    async def coverage(self) -> dict[str, Any]:
        """Return what the fake serves (``fakes/schema/coverage.v1.json``)."""
        return await self._told("coverage")

    async def cpu_seconds(self) -> float:
        """Return how much of a processor's time the fake has taken since it started."""
        return float((await self._told("health"))["cpu_seconds"])

    def follow(self) -> None:
        """Copy everything that the fake witnesses into the journal, from now until ``close``."""
        self._follower = asyncio.create_task(self._follow(), name=f"witness {self._url}")
        self._follower.add_done_callback(self._ended)

    async def close(self) -> None:
        """Stop following."""
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)

    async def _told(self, what: str) -> dict[str, Any]:
        async with self._http.get(f"{self._url}/v1/{what}") as response:
            response.raise_for_status()
            told: dict[str, Any] = await response.json()
            return told

    def _ended(self, follower: asyncio.Task[None]) -> None:
        if not follower.cancelled():
            self._journal.lose(f"the witness stream of {self._url} ended: {follower.exception() or 'closed'}")

    async def _follow(self) -> None:
        forever = aiohttp.ClientTimeout(total=None)
        # A line of the stream can carry a whole message with its detail: lines have no useful upper bound.
        async with self._http.get(
            f"{self._url}/v1/witness", params={"since": self._seen}, timeout=forever, read_bufsize=2**22
        ) as stream:
            async for line in stream.content:
                if not line.strip():
                    continue
                record = json.loads(line)
                self._seen = record["seq"]
                self._journal.append(replace(Fact.from_record(record), witness=self._witness))
