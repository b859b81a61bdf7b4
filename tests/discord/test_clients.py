"""Three client libraries that nobody here wrote go, unmodified, through one script of steps, with no way out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from harness.parts import fakes, names
from harness.runtime.network import Runtime
from harness.runtime.pki import Authority
from reports.about import about
from tests.acceptance import columns
from tests.runtime.engine import ROOT, runtime, tools

__all__ = ["runtime", "tools"]  # fixtures are found by their names in a test's module

HERE = Path(__file__).parent / "acceptance"
COLUMNS = ROOT / "reports/out/discord-clients"
CLIENTS = ("discord.js", "discord.py", "discordgo")
# What a library has no way to do; every other step must pass.
CANNOT: dict[str, set[str]] = {
    "discord.py": set(),
    "discord.js": set(),
    "discordgo": {
        "hold everything while a global 429 lasts",
        "resume the session of a zombie connection",
        "give up when the token is revoked (4004)",
    },
}
# What the application did, by the journal, whichever library did it.
FACTS = {
    "robot": [
        "message: 'said'",
        "edit: 'changed' on 'said'",
        "message: 'answer' on 'heard otherwise'",
        "message embed title: ''",
        "message poll: ''",
        "reaction: '🔥' on 'heard otherwise'",
        "unreaction: '🔥' on 'heard otherwise'",
        "call: PUT /channels/{channel}/messages/pins/{message}",
        "call: DELETE /channels/{channel}/messages/pins/{message}",
        "typing: ''",
        "delete: '' on 'changed'",
        *(f"delete: '' on 'in bulk {number}'" for number in range(3)),
        "call: POST /users/@me/channels",
        "message: 'between us'",
        "call: POST /channels/{channel}/messages/{message}/threads",
        "message: 'said aside'",
        "call: POST /channels/{channel}/threads",
        "message: 'said loosely'",
        "call: DELETE /channels/{channel}/thread-members/@me",
        "call: PUT /channels/{channel}/thread-members/@me",
        *(["call: PATCH /channels/{channel}"] * 2),  # archived, and awake
        "message: 'first post'",
        "call: POST /channels/{channel}/threads",
        "call: POST /guilds/{guild}/channels",
        "call: PATCH /channels/{channel}",
        "call: PUT /channels/{channel}/permissions/{target}",
        "call: DELETE /channels/{channel}",
        "call: POST /guilds/{guild}/roles",
        "call: PUT /guilds/{guild}/members/{user}/roles/{role}",
        "call: DELETE /guilds/{guild}/members/{user}/roles/{role}",
        "call: DELETE /guilds/{guild}/roles/{role}",
        "call: PATCH /guilds/{guild}/members/{user}",
        "call: DELETE /guilds/{guild}/members/{user}",
        "call: POST /channels/{channel}/webhooks",
        "call: PUT /applications/{application}/guilds/{guild}/commands",
        *("message: 'ping'", "message: 'think'"),
        *("message: 'press me'", "edit: 'pressed' on 'press me'"),
        *(f"refused: {code}" for code in (50013, 50001, 10003, 10008, 50035, 50006, 50005, 40005)),
        "message file 0-bytes.bin 0: '0 bytes'",
        "message file 1-byte.bin 1: '1 byte'",
        "message file 1-MiB.bin 1048576: '1 MiB'",
        "message file 25-MiB.bin 26214400: '25 MiB'",
        "message file one.txt 7 file two.txt 7: 'two files'",
        *(["message: 'storm'"] * 12),
        "message: 'patient'",
        *(["message: 'on hold'"] * 2),
        "message: 'twice tried'",
    ],
    "carol": ["member: ''"],
    "Ada": [
        "message: 'relayed'",
        "edit: 'relayed otherwise' on 'relayed'",
        "message: 'relayed aside'",
        "delete: '' on 'relayed otherwise'",
    ],
}


@pytest_asyncio.fixture(scope="session")
async def refs() -> dict[str, str]:
    """The images of the fake and of the clients."""
    return await columns.images_of("fakes", "discord-clients")


async def played(runtime: Runtime, refs: dict[str, str], client: str) -> columns.Played:
    """Take a client through the script."""
    network = await runtime.open_network(client.replace(".", "-"))
    authority = Authority.create()
    fake = fakes.discord(refs["fakes"], authority.issue(names.DISCORD_HOSTS), seed=7)
    server = await runtime.start(replace(fake, command=(*fake.command, "--heartbeat", "2")), network)
    trust = dict.fromkeys(("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"), names.CA_PATH)
    files = {names.CA_PATH: authority.pem}
    node = await runtime.start(columns.client(refs["discord-clients"], HERE, env=trust, files=files), network)
    return await columns.play(server, node, "discord", client)


@pytest.mark.parametrize("client", CLIENTS)
async def test_a_real_client_passes_the_acceptance_script(
    client: str, runtime: Runtime, refs: dict[str, str], pytestconfig: pytest.Config
) -> None:
    """Every step that the library can do passes, and the fake witnesses the same facts as with every other library."""
    run = await played(runtime, refs, client)
    seen = run.printed
    about(pytestconfig).covers(run.told, client, seen.pop("calls"))
    print(columns.keep(seen, COLUMNS))  # noqa: T201 - the table is what a person wants to see

    steps = seen["steps"]
    assert [(step["step"], step["why"]) for step in steps if step["verdict"] == "failed"] == []
    assert {step["step"] for step in steps if step["verdict"] == "can't"} == CANNOT[client]
    assert len(steps) >= 40
    assert seen["facts"] == FACTS
