"""Parts with look-outs, on the real engine."""

from __future__ import annotations

import asyncio
from typing import Any

from harness.runtime import lookout
from harness.runtime.network import Door, Runtime
from harness.runtime.node import NodeSpec
from harness.runtime.ready import http_ready, until
from tests.runtime.engine import leftovers, runtime, tools, web

__all__ = ["runtime", "tools"]  # fixtures are found by their names in a test's module

# Everything at once, before anybody could have come to look.
HASTY = """
import contextlib, socket, time
with contextlib.suppress(OSError):
    socket.getaddrinfo("elsewhere.test", 443)
with contextlib.suppress(OSError):
    socket.create_connection(("203.0.113.7", 443), 5)
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"canary0123456789abcdef", ("203.0.113.7", 514))
socket.create_connection(("web", 8000), 5).sendall(b"GET /canary0123456789abcdef HTTP/1.0\\r\\n\\r\\n")
server = socket.create_server(("", 9999))
time.sleep(60)
"""


async def told(door: Door, part: str) -> Any:
    """Return what a look-out tells."""
    async with door.session() as session, session.get(f"http://{part}:{lookout.PORT}/") as answer:
        return await answer.json()


async def test_first_packets_of_a_part_are_seen(runtime: Runtime, tools: str) -> None:
    """What a part does the moment that it starts is told: names, addresses, words and ports."""
    network = await runtime.open_network("stack")
    door, _ = await asyncio.gather(runtime.open_door(network), runtime.start(web(tools, aliases=("web",)), network))
    async with door.session() as session:
        await http_ready(session, "http://web:8000/", deadline=20)
    hasty = NodeSpec("hasty", tools, ("-c", HASTY), entrypoint=("python3",), aliases=("hasty",))
    await runtime.start_watched(hasty, network)

    async def whole() -> Any:
        seen = await told(door, "hasty")
        assert seen["listeners"] == ["tcp 0.0.0.0:9999"]
        return seen

    seen = await until(whole, deadline=20, what="the hasty part")
    ways = {(sent["protocol"], sent["port"], *sent["names"]) for sent in seen["sent"]}
    assert ways == {("tcp", 443), ("udp", 514), ("tcp", 8000, "web")}
    assert [asked["name"] for asked in seen["asked"]] == ["elsewhere.test", "web"]
    assert (len(seen["canaries"]["canary0123456789abcdef"]), seen["lost"]) == (2, 0)


async def test_part_goes_with_its_lookout(runtime: Runtime, tools: str) -> None:
    """A part that is stopped takes its look-out along, and while it runs it is reached under its own name."""
    network = await runtime.open_network("stack")
    door = await runtime.open_door(network)
    node = await runtime.start_watched(web(tools, aliases=("web",)), network)
    address = await node.address(network.docker_name)

    async def reached() -> int:
        async with door.session() as session, session.get(f"http://{address}:8000/") as answer:
            return answer.status

    assert await until(reached, deadline=20, what="the part") == 200
    await node.stop()
    assert [name for name in leftovers(runtime.run.id) if "web" in name] == []
