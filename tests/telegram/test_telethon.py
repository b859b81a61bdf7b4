"""An unmodified client that nobody here wrote, in a container on a network with no way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.runtime.network import Runtime
from harness.runtime.node import NodeSpec
from harness.runtime.store import Store
from tests.acceptance import columns
from tests.runtime.engine import images, runtime, tools

__all__ = ["runtime", "tools"]  # fixtures are found by their names in a test's module

SCRIPT = (Path(__file__).parent / "telethon_script.py").read_bytes()


def expected(kind: str) -> dict[str, object]:
    return {
        f"{kind}: all hear": [True, True],
        f"{kind}: user hears the bot": True,
        f"{kind}: user sees the edit": True,
        f"{kind}: bot sees the edit": True,
        f"{kind}: history": [f"changed in the {kind}", f"edited in the {kind}"],
        f"{kind}: reply": True,
        f"{kind}: after a deletion": [True, True],
        f"{kind}: members": ["Alice", "Bob", "Robot"],
        f"{kind}: catches up": [True, True],
        f"{kind}: once each": [1, 1],
    }


EXPECTED = {
    "authorized before log-in": False,
    "bot": True,
    "wrong code": "refused",
    "user": "Bob",
    "dialogs": ["group", "supergroup"],
    **expected("supergroup"),
    **expected("group"),
    "private": True,
    "too long": "refused",
    "flood wait": 9,
    "reactions": [True, True],
    "still logged in": True,
    "while away": "while away",
}


@pytest.fixture(scope="session")
async def refs() -> dict[str, str]:
    """The images of the fake and of the bridge, whose Telethon is the client."""
    store = Store()
    try:
        return {name: image.ref for name, image in (await images(store).ensure(["fakes", "telegram-bridge"])).items()}
    finally:
        store.close()


async def test_telethon_logs_in_talks_and_catches_up(runtime: Runtime, refs: dict[str, str]) -> None:
    """The bridge's Telethon, unmodified, sees in the fake what it would see in Telegram."""
    network = await runtime.open_network("telethon")
    fake = NodeSpec(
        "telegram-fake",
        refs["fakes"],
        ("-m", "fakes.telegram", "--host", "0.0.0.0", "--advertise", "telegram-fake"),
        entrypoint=("python",),
        aliases=("telegram-fake",),
    )
    script = {"/superbridge/script.py": SCRIPT}
    idle = ("-c", "import signal; signal.pause()")
    await runtime.start(fake, network)
    client = await runtime.start(NodeSpec("client", refs["telegram-bridge"], idle, ("python3",), files=script), network)
    assert await client.exec(["python3", "-c", columns.PATIENCE, "telegram-fake"]) == (0, "")

    code, output = await client.exec(["python3", "/superbridge/script.py"])

    assert code == 0, output
    assert json.loads(output.splitlines()[-1]) == EXPECTED
