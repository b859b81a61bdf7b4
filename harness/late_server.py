"""One more homeserver beside a running lab, for a test that needs one with settings of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from harness.actors.lab_access import LabAccess, ServerAccess
from harness.parts.homeserver import Homeserver
from harness.parts.open_homeserver import OpenHomeserver
from harness.runtime.network import Network, Runtime
from harness.runtime.node import Node
from harness.runtime.ready import http_ready

READY_WITHIN = 60.0  # seconds


@asynccontextmanager
async def late_server(
    access: LabAccess, runtime: Runtime, http: aiohttp.ClientSession, server: OpenHomeserver | Homeserver
) -> AsyncIterator[tuple[ServerAccess, Node]]:
    """Start a homeserver, which has ``homeserver.OWN_DATABASE``; it is gone when the block ends."""
    node = await runtime.start(server.node(access.homeserver, access.resolver), Network("lab", access.network))
    try:
        await http_ready(http, f"{server.url}/health", deadline=READY_WITHIN, give_up=node.must_run)
        yield ServerAccess(server.server_name, server.host, server.url, server.registration_secret, node.id), node
    finally:
        await node.stop()
