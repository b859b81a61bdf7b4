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

MOVES = (Path(__file__).parent / "telethon_moves.py").read_bytes()
# Runs the fake, ends it when somebody says the word, and runs it again.
RESTARTER = b"""
import subprocess, sys, urllib.request
command = [sys.executable, "-m", "fakes.telegram", *sys.argv[1:]]
fake = subprocess.Popen(command, stderr=subprocess.PIPE)
while b"MTProto on" not in fake.stderr.readline():
    assert fake.poll() is None
with urllib.request.urlopen("http://127.0.0.1:8080/v1/witness") as stream:
    next(line for line in stream if b"now the fake restarts" in line)
fake.terminate()
fake.wait()
sys.exit(subprocess.run(command).returncode)
"""


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


async def test_telethon_moves_between_data_centres_and_outlives_a_restart(
    runtime: Runtime, refs: dict[str, str]
) -> None:
    """It is sent home, fetches a file from another data centre, and goes on when the fake comes back."""
    network = await runtime.open_network("telethon-moves")
    options = ("--host", "0.0.0.0", "--advertise", "telegram-fake", "--other-dc", "4:4443", "--state", "/tmp/state")
    fake = NodeSpec(
        "telegram-fake",
        refs["fakes"],
        ("/superbridge/restarter.py", *options),
        entrypoint=("python",),
        aliases=("telegram-fake",),
        files={"/superbridge/restarter.py": RESTARTER},
    )
    scripts = {"/superbridge/script.py": SCRIPT, "/superbridge/moves.py": MOVES}
    idle = ("-c", "import signal; signal.pause()")
    await runtime.start(fake, network)
    client = await runtime.start(
        NodeSpec("client", refs["telegram-bridge"], idle, ("python3",), files=scripts), network
    )
    assert await client.exec(["python3", "-c", columns.PATIENCE, "telegram-fake"]) == (0, "")

    code, output = await client.exec(["python3", "/superbridge/moves.py"])

    assert code == 0, output
    assert json.loads(output.splitlines()[-1]) == {
        "sent to": 4,
        "user": "Bob",
        "hears of the file": True,
        "the file is in": 2,
        "the same bytes": True,
        "the own file is in": 4,
        "still logged in": "Bob",
        "hears after the restart": [True, True],
        "heard once each": [1, 1],
        "history": ["a file", "", "after the restart", "and a bit later", "good"],
    }
