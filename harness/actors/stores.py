"""Where servers keep what they know: databases, files, logs; and looking for a word in all of them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass

from harness.runtime.lookout import CANARY
from harness.runtime.network import Runtime

_WORD = re.compile(CANARY.pattern.decode())
_DUMP = 'PATH="$PATH:/usr/lib/postgresql/15/bin"; pg_dump -U postgres --data-only {} | grep -oE "{}" | sort -u; true'
_PSQL = 'PATH="$PATH:/usr/lib/postgresql/15/bin"; printf %s "$1" | psql -U postgres -At -v room="$2" "$0"'
_EXTREMITIES = (
    "SELECT event_id FROM roomserver_events WHERE event_nid = ANY("
    "(SELECT latest_event_nids FROM roomserver_rooms WHERE room_id = :'room')::bigint[])"
)
_GREP = 'grep -rahoE "{1}" {0} | sort -u; true'


@dataclass(frozen=True, slots=True)
class Stores:
    """Stores by their owners' names.

    ``server`` is the container of the database server that has all ``databases``; ``files`` are a container and a
    folder in it each, ``logs`` a container each.
    """

    runtime: Runtime
    server: str
    databases: Mapping[str, str]
    files: Mapping[str, tuple[str, str]]
    logs: Mapping[str, str]

    async def places_of(self, canary: str) -> set[str]:
        """Return where a canary is kept, such as "homeserver's database"."""
        looks: dict[str, Awaitable[str]] = {
            **{f"{owner}'s log": self.runtime.log(container) for owner, container in self.logs.items()},
            **{f"{owner}'s database": self._dumped(name) for owner, name in self.databases.items()},
            **{f"{owner}'s files": self._found(*place) for owner, place in self.files.items()},
        }
        texts = await asyncio.gather(*looks.values())
        return {place for place, text in zip(looks, texts, strict=True) if canary in text}

    async def _dumped(self, database: str) -> str:
        return await self._shell(self.server, _DUMP.format(database, _WORD.pattern))

    async def _found(self, container: str, folder: str) -> str:
        return await self._shell(container, _GREP.format(folder, _WORD.pattern))

    async def _shell(self, container: str, script: str) -> str:
        return await self.runtime.exec(container, ["sh", "-c", script])


async def dendrite_extremities(runtime: Runtime, server: str, database: str, room: str) -> list[str]:
    """Return a room's forward extremities as a Dendrite's database on a database server has them."""
    return (await runtime.exec(server, ["sh", "-c", _PSQL, database, _EXTREMITIES, room])).split()
