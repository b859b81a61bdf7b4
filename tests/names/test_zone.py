"""What the DNS server answers."""

from __future__ import annotations

import asyncio

import dns.asyncquery
import dns.message
import dns.rcode
import pytest

from fakes.control import BadOrderError, Hub
from fakes.names.app import Server, operations
from fakes.names.zone import Zone

SERVICE = "_matrix-fed._tcp.a.test"


def asks(zone: Zone, name: str, kind: str) -> tuple[str, list[str]]:
    """Return the code of an answer, and its records as text."""
    answered = zone.answer(dns.message.make_query(name, kind).to_wire())
    read = dns.message.from_wire(answered.wire)
    return answered.rcode, [str(record) for records in read.answer for record in records]


def test_records_are_told_until_they_are_taken_away() -> None:
    """A name has what it was given; with nothing left it doesn't exist."""
    zone = Zone()
    zone.set(SERVICE, "SRV", ["10 5 8449 b.test."], 60)

    assert asks(zone, SERVICE, "SRV") == ("NOERROR", ["10 5 8449 b.test."])

    zone.set(SERVICE, "SRV", [], 60)
    assert asks(zone, SERVICE, "SRV") == ("NXDOMAIN", [])


def test_name_without_records_of_a_type_exists() -> None:
    """Asked for another type, a name that exists has none; a name that nobody told of doesn't exist."""
    zone = Zone()
    zone.set("a.test", "A", ["10.0.0.1"], 60)

    assert asks(zone, "a.test", "AAAA") == ("NOERROR", [])
    assert asks(zone, "b.test", "A") == ("NXDOMAIN", [])


def test_alias_leads_to_the_records_of_its_target() -> None:
    """An alias and what it leads to are told together; one that leads in a circle ends."""
    zone = Zone()
    zone.set("a.test", "A", ["10.0.0.1"], 60)
    zone.set("www.a.test", "CNAME", ["a.test."], 60)
    zone.set("loop.test", "CNAME", ["loop.test."], 60)

    assert asks(zone, "www.a.test", "A") == ("NOERROR", ["a.test.", "10.0.0.1"])
    assert asks(zone, "loop.test", "A")[0] == "NOERROR"


def test_failure_is_neither_an_answer_nor_a_denial() -> None:
    """A name that fails gives SERVFAIL until it doesn't."""
    zone = Zone()
    zone.set("a.test", "A", ["10.0.0.1"], 60)
    zone.fail("a.test", failing=True)
    failed = asks(zone, "a.test", "A")
    zone.fail("a.test", failing=False)

    assert (failed, asks(zone, "a.test", "A")[0]) == (("SERVFAIL", []), "NOERROR")


@pytest.mark.parametrize(
    ("name", "kind", "values"), [("a.test", "SRV", ["here"]), ("a.test", "X!", ["1"]), ("a..test", "A", ["10.0.0.1"])]
)
async def test_what_is_no_record_is_refused(name: str, kind: str, values: list[str]) -> None:
    """An order that makes no sense is refused with the reason."""
    with pytest.raises(BadOrderError, match="test"):
        await operations(Zone())["record.set"]({"name": name, "type": kind, "values": values})


async def test_client_is_answered_and_witnessed() -> None:
    """A resolver asks by UDP, gets its answer, and the question is on record; noise is on record as refused."""
    zone, hub = Zone(), Hub(lambda: 1.0)
    await operations(zone)["record.set"]({"name": SERVICE, "type": "SRV", "values": ["1 1 1 b.test."]})
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: Server(zone, hub), local_addr=("127.0.0.1", 0))
    host, port = transport.get_extra_info("sockname")
    noise, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=(host, port))
    try:
        noise.sendto(b"hello")
        query = dns.message.make_query(SERVICE, "SRV")
        answer = await dns.asyncquery.udp(query, host, port=port, timeout=5)
    finally:
        noise.close()
        transport.close()

    assert (answer.rcode(), str(answer.answer[0][0])) == (dns.rcode.NOERROR, "1 1 1 b.test.")
    assert [(record.kind, record.text) for record in hub.records] == [("refusal", ""), ("call", f"SRV {SERVICE}")]
