"""The rest of what a superbridge promises beside privacy and control: little complexity, its own SSL, no DNS."""

from __future__ import annotations

import aiohttp
import pytest

from harness.core.verdict import control
from harness.parts.egress import PARTS


async def test_closed_server_needs_less(a, sealed, lab):
    """A closed server listens for its clients; one that federates listens for servers, too, and shows a certificate."""
    assert await lab.premises.ports_of(sealed) == {8008: False}

    assert await lab.premises.ports_of(a) == {8008: False, 8448: True}


async def test_closed_server_needs_no_names(a, sealed, lab, opens):
    """Who opens a server needs three records of DNS and three certificates; a closed one's clients need an address."""
    opened = await opens()
    with control("alice comes in from outside, and dora's client finds home"):
        assert (await opened.keeps_out(a), await opened.misleads(beside=a)) == ("", "")

    domain, delegated, host = opened.ways
    assert opened.looked_up() == {f"A {domain}", f"SRV _matrix-fed._tcp.{delegated}", f"A {host}"}
    assert await lab.premises.ports_of(opened.running.home) == {8008: False, 8443: True, 8448: True}
    assert await lab.premises.ports_of(opened.running.web) == {443: True, 8080: False}

    assert await lab.premises.is_known_at_address(sealed, sealed.sara)
    assert await lab.premises.ports_of(sealed) == {8008: False}


async def test_superbridge_listens_where_it_must_alone(lookouts):
    """Each part has one port, but for the homeserver, which clients may reach by TLS as well."""
    bridges = {"discord-bridge": {29334}, "telegram-bridge": {29317}}

    assert await lookouts.ports(*PARTS) == {"database": {5432}, "homeserver": {8008, 8443}, **bridges}


@pytest.mark.parametrize("by", ["name", "address"])
async def test_round_trip_over_a_certificate_of_its_own(doorstep, premises, discord, matrix, telegram, by):
    """Bob's client, which trusts the superbridge's authority, logs in by TLS; he is heard and reads the answers."""
    host = "homeserver" if by == "name" else await premises.address("homeserver")
    bob = await doorstep.comes_by_tls(matrix.bob, trusting=True, host=host)
    said = await bob.says("is this line safe?")
    await discord.alice.sees_copy(said)
    await telegram.carol.sees_copy(said)

    await discord.alice.says("quite so")
    await telegram.carol.says("I should think so")

    await bob.sees("quite so", by=discord.alice)
    await bob.sees("I should think so", by=telegram.carol)
    await bob.client.close()


async def test_who_does_not_trust_its_certificate_is_told_why(doorstep, matrix):
    """A client that trusts only the world's authorities is refused by its own library, in so many words."""
    with control("a client that trusts it gets in"):
        await (await doorstep.comes_by_tls(matrix.bob, trusting=True)).client.close()

    with pytest.raises(aiohttp.ClientError, match="self-signed certificate in certificate chain"):
        await doorstep.comes_by_tls(matrix.bob, trusting=False)


@pytest.mark.parametrize(
    ("asker", "host"), [("homeserver", "localhost"), ("telegram-bridge", "homeserver"), ("telegram-bridge", "")]
)
async def test_homeserver_is_reached_without_dns(asker, host, resident, premises):
    """By localhost on its own machine, by a local name, or by its IP address: no DNS record is needed."""
    url = f"http://{host or await premises.address('homeserver')}:8008/_matrix/client/v3/account/whoami"

    assert resident.person.id in await premises.asks_from(asker, url, resident.asker.token)


async def test_no_dns_server_is_there(premises, resident):
    """Neighbours are found by their names, and no name of the world is: there is nobody to ask."""
    with control("a local name"):
        assert await premises.resolves("telegram-bridge", "homeserver")

    assert not await premises.resolves("telegram-bridge", "control.lookout.test")
