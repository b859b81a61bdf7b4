"""One more open homeserver beside a running lab, for a test that needs one with settings of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from harness.actors.lab_access import LabAccess, ServerAccess
from harness.parts.open_homeserver import OpenHomeserver
from harness.runtime.network import Network, Runtime
from harness.runtime.pki import Leaf
from harness.runtime.ready import http_ready

READY_WITHIN = 60.0  # seconds
# In a file of the container's own: the lab's Postgres has databases for those alone who were there when it started.
_ITS_OWN_DATABASE = {"database": {"name": "sqlite3", "args": {"database": "/superbridge/media/homeserver.db"}}}


@asynccontextmanager
async def late_server(
    access: LabAccess, runtime: Runtime, http: aiohttp.ClientSession, host: str, settings: Mapping[str, Any]
) -> AsyncIterator[ServerAccess]:
    """Start a homeserver at ``host``, a name under ``TARGETS``; it is gone when the block ends."""
    shown = access.certificates["good"]
    leaf = Leaf(shown["certificate"].encode(), shown["key"].encode())
    server = OpenHomeserver(host, leaf, access.authority.encode(), settings={**_ITS_OWN_DATABASE, **settings})
    node = await runtime.start(server.node(access.homeserver, access.resolver), Network("lab", access.network))
    try:
        await http_ready(http, f"{server.url}/health", deadline=READY_WITHIN, give_up=node.must_run)
        yield ServerAccess(server.server_name, host, server.url, server.registration_secret, node.id)
    finally:
        await node.stop()
