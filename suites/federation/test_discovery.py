"""How a server finds another by its name (server-server API, "Resolving server names"): A, and the forger likewise.

DNS, well-known and the authority are the run's own. That a name with a port leads there at once, the whole lab shows:
its servers' names have one.
"""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixRefusedError
from harness.actors.seekers import Seekers
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
    "redirecting-in-a-loop": {"status": 302, "headers": {"Location": "/.well-known/matrix/server"}},
    "hanging-up": {"cut": True},
}


@pytest.fixture
async def seekers(a, forger):
    """Alice of A and trent of the forger, who look for a server one after the other."""
    return Seekers(a.alice, await forger.person("trent"))


@pytest.mark.parametrize("port", ["", f":{ELSEWHERE}"], ids=["without-port", "with-port"])
async def test_ip_literal(seekers, discovery, port):
    """A server that is called after its address is there, at 8448 or the port in its name, and TLS asks for no name."""
    forger = await discovery.serves_as_its_address(port)

    await seekers.visit(await forger.person("mallory"))

    assert discovery.called_as() == {("", forger.name)}


@pytest.mark.parametrize("port", ["", f":{ELSEWHERE}"], ids=["without-port", "with-port"])
async def test_ipv6_literal(seekers, discovery, port):
    """A server that is called after an address of IPv6, in brackets, is likewise there."""
    forger = await discovery.serves_as_its_ipv6_address(port)

    await seekers.visit(await forger.person("mallory"))

    assert discovery.called_as() == {("", forger.name)}


async def test_default_port(seekers, discovery):
    """With neither well-known nor SRV records, a server is at its own name and port 8448."""
    forger = await discovery.serves()

    await seekers.visit(await forger.person("mallory"))

    assert discovery.called_as() == {(discovery.name, discovery.name)}


async def test_well_known_names_host_and_port(seekers, discovery):
    """Well-known names another host with a port, and there the server is, and is called by that name."""
    await discovery.says_well_known(f"{discovery.target}:{ELSEWHERE}")
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await seekers.visit(await forger.person("mallory"))

    assert discovery.called_as() == {(discovery.target, f"{discovery.target}:{ELSEWHERE}")}


async def test_well_known_names_a_host(seekers, discovery):
    """Well-known names another host, which has no SRV record: the server is there at port 8448."""
    await discovery.says_well_known(discovery.target)
    forger = await discovery.serves(discovery.target)

    await seekers.visit(await forger.person("mallory"))

    assert discovery.called_as() == {(discovery.target, discovery.target)}


@each_service
async def test_well_known_names_a_host_with_srv(seekers, discovery, service):
    """Well-known names another host, whose SRV record says at which port the server is."""
    await discovery.says_well_known(discovery.target)
    await discovery.says_srv(service, discovery.target, ELSEWHERE, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await seekers.visit(await forger.person("mallory"))


@each_service
async def test_srv_without_well_known(seekers, discovery, service):
    """Without well-known, the name's own SRV record says at which host and port it is; it is called by its own name."""
    await discovery.says_srv(service, discovery.name, ELSEWHERE, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await seekers.visit(await forger.person("mallory"))

    assert discovery.called_as() == {(discovery.name, discovery.name)}


async def test_srv_may_lead_to_an_alias(seekers, discovery):
    """An SRV record shouldn't lead to an alias (RFC 2782); where one does, the server is found by it nevertheless."""
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)
    await discovery.says_alias(f"alias-of-{discovery.target}", forger)
    await discovery.says_srv("_matrix-fed._tcp", discovery.name, ELSEWHERE, host=f"alias-of-{discovery.target}")

    await seekers.visit(await forger.person("mallory"))


async def test_next_srv_record_is_tried(seekers, discovery):
    """Nobody listens where the first of two SRV records leads: the server is where the second one does."""
    await discovery.says_srv("_matrix-fed._tcp", discovery.name, 1, ELSEWHERE, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await seekers.visit(await forger.person("mallory"))


async def test_new_service_goes_before_the_old(seekers, discovery):
    """Where both services have a record, the new one counts: the old one leads nowhere."""
    await discovery.says_srv("_matrix._tcp", discovery.name, 1, host=discovery.target)
    await discovery.says_srv("_matrix-fed._tcp", discovery.name, ELSEWHERE, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await seekers.visit(await forger.person("mallory"))


async def test_well_known_goes_before_srv(seekers, discovery):
    """Where well-known is in order, the name's own SRV record is no matter: it leads nowhere."""
    await discovery.says_well_known(f"{discovery.target}:{ELSEWHERE}")
    await discovery.says_srv("_matrix-fed._tcp", discovery.name, 1, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await seekers.visit(await forger.person("mallory"))


@pytest.mark.parametrize("answer", SPOILED.values(), ids=SPOILED)
async def test_spoiled_well_known_is_none(seekers, discovery, answer):
    """Well-known that isn't as it should be is passed over, and the SRV record counts."""
    await discovery.says_well_known("nowhere.test:1")
    await discovery.spoils_well_known(answer)
    await discovery.says_srv("_matrix-fed._tcp", discovery.name, ELSEWHERE, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await seekers.visit(await forger.person("mallory"))

    assert discovery.asked_of_well_known() >= 2


@pytest.mark.parametrize("certificate", ["expired", "wrong-name", "unknown-authority"])
async def test_well_known_with_a_bad_certificate_is_none(seekers, discovery, certificate):
    """Well-known behind a certificate that is no good isn't even asked, and the SRV record counts."""
    await discovery.says_well_known("nowhere.test:1", certificate=certificate)
    await discovery.says_srv("_matrix-fed._tcp", discovery.name, ELSEWHERE, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await seekers.visit(await forger.person("mallory"))

    assert discovery.asked_of_well_known() == 0


async def test_slow_well_known_is_waited_for(seekers, discovery):
    """Well-known that takes a second to answer counts like any other."""
    await discovery.says_well_known(f"{discovery.target}:{ELSEWHERE}")
    await discovery.spoils_well_known({"delay": 1})
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)

    await seekers.visit(await forger.person("mallory"))


async def test_silent_well_known(seekers, discovery):
    """Well-known never answers: the forger goes on without it; A gives the whole request up, and tells alice (502)."""
    await discovery.says_well_known("nowhere.test:1")
    await discovery.spoils_well_known({"delay": 3600})
    await discovery.says_srv("_matrix-fed._tcp", discovery.name, ELSEWHERE, host=discovery.target)
    mallory = await (await discovery.serves(discovery.target, port=ELSEWHERE)).person("mallory")

    await seekers.scripted.visits(mallory)
    with pytest.raises(MatrixRefusedError, match=": 502 "):
        await seekers.real.looks_up(mallory.id)


async def test_redirected_well_known(seekers, discovery):
    """Well-known that says where else to ask for it, once, is followed there."""
    await discovery.says_well_known(f"{discovery.target}:{ELSEWHERE}")
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)
    mallory = await forger.person("mallory")
    moved = {"status": 307, "headers": {"Location": "/.well-known/matrix/server?here"}, "times": 1}

    await discovery.spoils_well_known(moved)
    await seekers.real.visits(mallory)
    await discovery.spoils_well_known(moved)
    await seekers.scripted.visits(mallory)

    assert discovery.asked_of_well_known() == 4


async def test_well_known_is_kept(seekers, discovery):
    """What well-known says holds for as long as it says (max-age), even where it says something else meanwhile."""
    await discovery.says_well_known(f"{discovery.target}:{ELSEWHERE}")
    await discovery.spoils_well_known({"headers": {"Cache-Control": "max-age=3600"}})
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)
    mallory = await forger.person("mallory")
    await seekers.visit(mallory)

    await discovery.spoils_well_known({"body": '{"m.server": "nowhere.test:1"}'})
    await seekers.visit(mallory)

    assert discovery.asked_of_well_known() == 2


async def test_well_known_that_must_not_be_kept(seekers, discovery):
    """What mustn't be stored the forger asks for again; A, whose floor is five minutes, holds on to it."""
    await discovery.says_well_known(f"{discovery.target}:{ELSEWHERE}")
    await discovery.spoils_well_known({"headers": {"Cache-Control": "no-store"}})
    forger = await discovery.serves(discovery.target, port=ELSEWHERE)
    mallory = await forger.person("mallory")
    await seekers.real.visits(mallory)
    await seekers.real.visits(mallory)
    assert discovery.asked_of_well_known() == 1

    await seekers.scripted.visits(mallory)

    assert discovery.asked_of_well_known() > 2


@pytest.mark.parametrize("certificate", ["expired", "wrong-name", "unknown-authority"])
async def test_server_with_a_bad_certificate_is_not_talked_to(seekers, discovery, fresh_forger, certificate):
    """Nobody can join a room of a server whose certificate is no good; one of a server with a good one they can."""
    impostor = await discovery.serves(certificate=certificate)
    await seekers.miss(await impostor.person("mallory"))

    await seekers.visit(await fresh_forger.person("trent"))


@pytest.mark.parametrize("certificate", ["target", "name"])
async def test_certificate_is_for_whom_well_known_names(seekers, discovery, certificate):
    """Where well-known names another host, the certificate must be that host's: the name's own is no good there."""
    await discovery.says_well_known(f"{discovery.target}:{ELSEWHERE}", certificate="name")
    forger = await discovery.serves(discovery.target, port=ELSEWHERE, certificate=certificate)

    await (seekers.visit if certificate == "target" else seekers.miss)(await forger.person("mallory"))


@pytest.mark.parametrize("certificate", ["name", "target"])
async def test_certificate_is_for_the_name_behind_srv(seekers, discovery, certificate):
    """Where an SRV record leads to another host, the certificate must be the name's own: that host's is no good."""
    await discovery.says_srv("_matrix-fed._tcp", discovery.name, ELSEWHERE, host=discovery.target)
    forger = await discovery.serves(discovery.target, port=ELSEWHERE, certificate=certificate)

    await (seekers.visit if certificate == "name" else seekers.miss)(await forger.person("mallory"))
