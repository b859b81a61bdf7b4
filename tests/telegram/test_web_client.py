"""A browser's client: GramJS, unmodified, over a WebSocket on a network with no way out."""

from __future__ import annotations

import json
from pathlib import Path

from harness.runtime.network import Runtime
from harness.runtime.node import NodeSpec
from tests.acceptance import columns
from tests.runtime.engine import runtime, tools
from tests.telegram.test_clients import refs

__all__ = ["refs", "runtime", "tools"]  # fixtures are found by their names in a test's module

SCRIPT = (Path(__file__).parent / "gramjs_web.js").read_bytes()
PORT = "8443"  # the library would want TLS on 443


async def test_gramjs_talks_over_a_web_socket(runtime: Runtime, refs: dict[str, str]) -> None:
    """It logs in, hears what is said and answers, as over TCP."""
    network = await runtime.open_network("gramjs-web")
    command = ("-m", "fakes.telegram", "--host", "0.0.0.0", "--port", PORT, "--advertise", "telegram-fake")
    fake = NodeSpec("telegram-fake", refs["fakes"], command, entrypoint=("python",), aliases=("telegram-fake",))
    await runtime.start(fake, network)
    idle = ("-c", "import signal; signal.pause()")
    files = {"/superbridge/web.js": SCRIPT}
    client = await runtime.start(NodeSpec("client", refs["telegram-clients"], idle, ("python3",), files=files), network)
    assert await client.exec(["python3", "-c", columns.PATIENCE, "telegram-fake"]) == (0, "")

    code, output = await client.exec(
        ["timeout", "60", "/opt/gramjs/node", "/superbridge/web.js", "telegram-fake", PORT, "8080"]
    )

    assert code == 0, output
    seen = next(line for line in output.splitlines() if line.startswith("{"))
    assert json.loads(seen) == {"bot": True, "heard": "over the web", "answered": "so it is"}
