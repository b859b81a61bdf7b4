"""Four client libraries that nobody here wrote go, unmodified, through one script of steps, with no way out."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio

from harness.runtime.network import Runtime
from harness.runtime.node import NodeSpec
from reports.about import about
from tests.acceptance import columns
from tests.runtime.engine import ROOT, runtime, tools

__all__ = ["runtime", "tools"]  # fixtures are found by their names in a test's module

HERE = Path(__file__).parent / "acceptance"
COLUMNS = ROOT / "reports/out/telegram-clients"
KINDS = ("private", "group", "supergroup")
CLIENTS = ("gramjs", "kurigram", "telethon", "tulir-telethon")
# What a library has no way to do; every other step must pass.
CANNOT = {
    "telethon": set(),
    "tulir-telethon": set(),
    "kurigram": {"be refused a file of 0 bytes", "close a gap in a group", "close a gap in a supergroup"},
    "gramjs": {"close a gap in a group", "close a gap in a supergroup", "catch up with 500 missed messages"},
}


def facts(kind: str) -> list[str]:
    """What the user's doings in a chat are on the journal, whichever library did them."""
    return [
        f"message: 'said in the {kind}'",
        f"edit: 'changed in the {kind}' on 'said in the {kind}'",
        f"message: 'answer in the {kind}' on 'question in the {kind}'",
        f"delete: '' on 'changed in the {kind}'",
        f"reaction: '🔥' on 'question in the {kind}'",
        f"unreaction: '🔥' on 'question in the {kind}'",
    ]


def first_in(kind: str) -> str:
    """The first message in a chat that the client made."""
    return f"message: 'first in my {kind}'"


FACTS = {
    "Bob": [
        *(fact for kind in KINDS for fact in facts(kind)),
        *(fact for kind in ("group", "supergroup", "channel") for fact in ("member created: ''", first_in(kind))),
        *("message: 'pinned'", "member joined_by_link: ''", "member removed: ''", "message: 'in the garden'"),
        *(f"message document: '{name}'" for name in ("1 byte", "10 MiB", "broken off")),
        *(f"message {kind}: ''" for kind in ("photo", "voice", "video", "sticker")),
        *("message photo: 'two of them'", "message photo: ''"),
        *(f"message {kind}: ''" for kind in ("location", "contact", "poll")),
        "message: 'question in the supergroup'",
    ],
    "Robot": ["message messageEntityBold messageEntityCode: 'bold code'"],
}


@pytest_asyncio.fixture(scope="session")
async def refs() -> dict[str, str]:
    """The images of the fake and of the clients."""
    return await columns.images_of("fakes", "telegram-clients")


def without_full(facts: dict[str, list[str]]) -> dict[str, list[str]]:
    """Leave out what only a full run does."""
    return {who: [fact for fact in did if fact != "message document: '100 MiB'"] for who, did in facts.items()}


async def played(runtime: Runtime, refs: dict[str, str], client: str, *options: str) -> columns.Played:
    """Take a client through the script."""
    network = await runtime.open_network(client)
    command = ("-m", "fakes.telegram", "--host", "0.0.0.0", "--advertise", "telegram-fake")
    fake = NodeSpec("telegram-fake", refs["fakes"], command, entrypoint=("python",), aliases=("telegram-fake",))
    server = await runtime.start(fake, network)
    node = await runtime.start(columns.client(refs["telegram-clients"], HERE), network)
    return await columns.play(server, node, "telegram", client, *options)


@pytest.mark.parametrize("client", CLIENTS)
async def test_a_real_client_passes_the_acceptance_script(
    client: str, runtime: Runtime, refs: dict[str, str], pytestconfig: pytest.Config
) -> None:
    """Every step that the library can do passes, and the fake witnesses the same facts as with every other library."""
    options = ["--full"] if pytestconfig.getoption("--full", default=False) else []
    run = await played(runtime, refs, client, *options)
    seen = run.printed
    about(pytestconfig).covers(run.told, client, seen.pop("calls"))
    print(columns.keep(seen, COLUMNS))  # noqa: T201 - the table is what a person wants to see

    steps = seen["steps"]
    assert [(step["step"], step["why"]) for step in steps if step["verdict"] == "failed"] == []
    assert {step["step"] for step in steps if step["verdict"] == "can't"} == CANNOT[client]
    assert len(steps) >= 40
    assert without_full(seen["facts"]) == FACTS
