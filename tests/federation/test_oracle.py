"""Synapse's own code as the oracle: it must make the same of every event in every room version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest_asyncio
from signedjson.key import decode_signing_key_base64

from fakes.federation import auth, pdu
from fakes.federation.redaction import redacted
from harness.core.verdict import Unknown
from harness.runtime.network import Runtime
from harness.runtime.node import NodeSpec
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError
from tests.federation.specimens import ALL_VERSIONS, specimens
from tests.runtime.engine import images, runtime, tools

__all__ = ["runtime", "tools"]  # fixtures are found by their names in a test's module

_SEED = "YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1"
_KEY = decode_signing_key_base64("ed25519", "1", _SEED)
_SCRIPT = Path(__file__).with_name("oracle.py").read_bytes()


@pytest_asyncio.fixture(scope="session")
async def synapse() -> str:
    """The image of Synapse; without it nothing is known."""
    store = Store()
    try:
        return (await images(store).ensure(["synapse"]))["synapse"].ref
    except TroubleError as trouble:
        raise Unknown(str(trouble)) from None
    finally:
        store.close()


async def test_synapse_makes_the_same_of_events(runtime: Runtime, synapse: str) -> None:
    """Redaction, content hash, event id, signature and the choice of auth events are Synapse's, version by version."""
    cases = [(version, event) for version in ALL_VERSIONS.values() for event in specimens(version)]
    lines = [json.dumps({"version": version.name, "event": event, "seed": _SEED}) for version, event in cases]
    files = {"/oracle/oracle.py": _SCRIPT, "/oracle/cases": "\n".join(lines).encode()}
    idle = ("-c", "import signal; signal.pause()")
    spec = NodeSpec("oracle", synapse, idle, ("python",), files=files)
    node = await runtime.start(spec, await runtime.open_network("oracle"))

    code, output = await node.exec(["python", "/oracle/oracle.py", "/oracle/cases"])

    assert code == 0, output
    verdicts = [json.loads(line) for line in output.splitlines()]
    assert len(verdicts) == len(cases) == 600
    for (version, event), verdict in zip(cases, verdicts, strict=True):
        assert _ours(event, version) == verdict, (version.name, event)


def _ours(event: dict[str, Any], version: Any) -> dict[str, Any]:
    hashed = pdu.hashed(event)
    signed = pdu.signed(hashed, version, "a.test", _KEY)
    chosen = auth.selection(event, version)
    if version.hashed_room_ids and event["type"] != "m.room.create":
        chosen = [("m.room.create", ""), *chosen]  # Synapse drops it elsewhere
    return {
        "redacted": redacted(event, version),
        "hash": hashed["hashes"]["sha256"],
        "id": pdu.event_id(hashed, version),
        "signatures": signed["signatures"],
        "auth": sorted(map(list, chosen)),
    }
