"""How A finds a server by its name (server-server API, "Resolving server names"), off-line: DNS and authority are ours.

That a name with a port leads there at once, the whole lab shows: its servers' names have one.
"""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixRefusedError
from harness.forgers import ELSEWHERE

each_service = pytest.mark.parametrize("service", ["_matrix-fed._tcp", "_matrix._tcp"])
"""Runs a test for today's service and for the one that it took the place of."""

SPOILED = {
    "no-json": {"body": "the server is over there"},
    "no-object": {"body": "[]"},
    "nothing-in-it": {"body": "{}"},
    "no-name-in-it": {"body": '{"m.server": 8448}'},
    "not-found": {"status": 404, "body": "{}"},
    "broken": {"status": 500, "body": "{}"},
    "oversized": {"body": f'{{"m.server": "nowhere.test:1", "padding": "{"x" * 60_000}"}}'},
}


async def test_default_port(a, discovery):
    """With neither well-known nor SRV records, a server is at its own name and port 8448."""
    forger = await discovery.serves()

    await a.alice.visits(await forger.person("mallory"))


async def test_well_known_names_host_and_port(a, discovery):
    """Well-known names another host with a port, and there the server is."""
    await discovery.says_well_known(f"{discovery.target}:{ELSEWHERE}")
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await a.alice.visits(await forger.person("mallory"))


async def test_well_known_names_a_host(a, discovery):
    """Well-known names another host, which has no SRV record: the server is there at port 8448."""
    await discovery.says_well_known(discovery.target)
    forger = await discovery.serves(discovery.target)

    await a.alice.visits(await forger.person("mallory"))


@each_service
async def test_well_known_names_a_host_with_srv(a, discovery, service):
    """Well-known names another host, whose SRV record says at which port the server is."""
    await discovery.says_well_known(discovery.target)
    await discovery.says_srv(service, discovery.target, port=ELSEWHERE, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await a.alice.visits(await forger.person("mallory"))


@each_service
async def test_srv_without_well_known(a, discovery, service):
    """Without well-known, the name's own SRV record says at which host and port the server is."""
    await discovery.says_srv(service, discovery.name, port=ELSEWHERE, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await a.alice.visits(await forger.person("mallory"))


async def test_new_service_goes_before_the_old(a, discovery):
    """Where both services have a record, the new one counts: the old one leads nowhere."""
    await discovery.says_srv("_matrix._tcp", discovery.name, port=1, host=discovery.target)
    await discovery.says_srv("_matrix-fed._tcp", discovery.name, port=ELSEWHERE, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await a.alice.visits(await forger.person("mallory"))


async def test_well_known_goes_before_srv(a, discovery):
    """Where well-known is in order, the name's own SRV record is no matter: it leads nowhere."""
    await discovery.says_well_known(f"{discovery.target}:{ELSEWHERE}")
    await discovery.says_srv("_matrix-fed._tcp", discovery.name, port=1, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await a.alice.visits(await forger.person("mallory"))


@pytest.mark.parametrize("answer", SPOILED.values(), ids=SPOILED)
async def test_spoiled_well_known_is_none(a, discovery, answer):
    """Well-known that isn't as it should be is passed over, and the SRV record counts."""
    await discovery.says_well_known("nowhere.test:1")
    await discovery.spoils_well_known(answer)
    await discovery.says_srv("_matrix-fed._tcp", discovery.name, port=ELSEWHERE, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await a.alice.visits(await forger.person("mallory"))


@pytest.mark.parametrize("certificate", ["expired", "wrong-name", "unknown-authority"])
async def test_server_with_a_bad_certificate_is_not_talked_to(a, discovery, forger, certificate):
    """Alice can't join a room of a server whose certificate is no good; one of a server with a good one she can."""
    impostor = await discovery.serves(certificate=certificate)
    with pytest.raises(MatrixRefusedError, match=": 502 "):
        await a.alice.visits(await impostor.person("mallory"))

    await a.alice.visits(await forger.person("trent"))
