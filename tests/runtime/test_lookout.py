"""What a look-out makes of packets, and of the kernel's tables."""

from __future__ import annotations

import socket
import struct
from typing import Any

import pytest

from harness.runtime.lookout import Ledger, listening

CANARY = "canary0123456789abcdef"
RESOLVER = "127.0.0.11"
SYN, ACK = 0x02, 0x10


def ip(source: str, target: str, protocol: int, body: bytes, fragment: int = 0) -> bytes:
    """Return an IPv4 packet without options."""
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), 0, fragment, 64, protocol, 0)
    return header + socket.inet_aton(source) + socket.inet_aton(target) + body


def tcp(target: str, port: int, payload: bytes = b"", *, flags: int = ACK, local: int = 40000) -> bytes:
    body = struct.pack("!HHIIBBHHH", local, port, 0, 0, 5 << 4, flags, 0, 0, 0) + payload
    return ip("10.0.0.2", target, 6, body)


def udp(source: str, target: str, port: int, payload: bytes) -> bytes:
    return ip(source, target, 17, struct.pack("!HHHH", 40000, port, 8 + len(payload), 0) + payload)


def question(name: str, kind: int = 1) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", kind, 1)


def answer(name: str, *addresses: str) -> bytes:
    asked = question(name)[12:]
    records = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton(one) for one in addresses)
    return struct.pack("!HHHHHH", 7, 0x8180, 1, len(addresses), 0, 0) + asked + records


def told(*packets: bytes) -> dict[str, Any]:
    ledger = Ledger()
    for number, packet in enumerate(packets):
        ledger.take(packet, float(number))
    return ledger.told()


def test_connection_is_told_with_the_names_that_led_there() -> None:
    """A connection is counted by where it goes, and bears every name that DNS gave that address before."""
    sent = told(
        udp(RESOLVER, "127.0.0.1", 40000, answer("discord.com", "10.0.0.9")),
        udp(RESOLVER, "127.0.0.1", 40000, answer("cdn.discordapp.com", "10.0.0.9", "10.0.0.8")),
        tcp("10.0.0.9", 443, flags=SYN),
        tcp("10.0.0.9", 443, flags=SYN, local=40001),
        tcp("10.0.0.9", 443, b"hello"),
    )["sent"]

    expected = {"protocol": "tcp", "address": "10.0.0.9", "port": 443, "first": 2.0, "times": 2}
    assert sent == [{**expected, "names": ["cdn.discordapp.com", "discord.com"]}]


def test_answers_to_others_are_no_connection_of_the_part() -> None:
    """Whoever is let in is answered: that is nothing that the part began."""
    assert (
        told(tcp("10.0.0.5", 50000, flags=SYN | ACK, local=8008), tcp("10.0.0.5", 50000, b"x", local=8008))["sent"]
        == []
    )


@pytest.mark.parametrize("target", ["127.0.0.1", "127.0.0.53"])
def test_what_stays_inside_is_not_told(target) -> None:
    """Loopback is not outside."""
    assert told(tcp(target, 5432, flags=SYN), udp("127.0.0.1", target, 9, b"x"))["sent"] == []


def test_questions_are_told_by_name_and_type() -> None:
    """Every name that is asked for is told once, with the types that were wanted."""
    questions = [udp("127.0.0.1", RESOLVER, 53, question("Elsewhere.test", kind)) for kind in (1, 28, 28, 33)]
    asked = told(*questions)["asked"]

    assert asked == [{"name": "elsewhere.test", "first": 0.0, "types": ["A", "AAAA", "SRV"], "times": 4}]


@pytest.mark.parametrize(
    ("packet", "protocol", "port"),
    [
        (udp("10.0.0.2", "192.0.2.7", 53, question("elsewhere.test")), "udp", 53),
        (ip("10.0.0.2", "192.0.2.7", 1, b"\x08\0\0\0"), "protocol 1", 0),
        (ip("10.0.0.2", "192.0.2.7", 132, b"\0" * 12), "protocol 132", 0),
        (tcp("127.0.0.11", 53, flags=SYN), "tcp", 53),
    ],
    ids=["a resolver of its own", "a ping", "SCTP", "DNS by TCP"],
)
def test_whatever_leaves_is_told(packet, protocol, port) -> None:
    """Not only TCP: datagrams, other protocols, and ways of asking DNS that aren't read."""
    [sent] = told(packet)["sent"]

    assert (sent["protocol"], sent["port"]) == (protocol, port)


def test_ipv6_is_told() -> None:
    """An address of IPv6 is as outside as any."""
    header = struct.pack("!IHBB", 6 << 28, 20, 6, 64) + socket.inet_pton(socket.AF_INET6, "fe80::1")
    packet = header + socket.inet_pton(socket.AF_INET6, "2001:db8::7") + tcp("10.0.0.9", 443, flags=SYN)[20:]

    assert [(sent["address"], sent["port"]) for sent in told(packet)["sent"]] == [("2001:db8::7", 443)]


@pytest.mark.parametrize("packet", [b"\x45", b"\x45" + b"\0" * 19, ip("10.0.0.2", "192.0.2.7", 6, b"\0\1")])
def test_what_cannot_be_read_is_told_too(packet) -> None:
    """A packet cut short is told as such, and stops nothing."""
    assert [sent["protocol"] for sent in told(packet)["sent"]] in (["no packet that can be read"], ["protocol 0"])


def test_canary_is_found_though_it_is_cut_in_two() -> None:
    """A word that two packets share is found, and told with the place that it was sent to."""
    packets = [tcp("10.0.0.9", 8008, flags=SYN), tcp("10.0.0.9", 8008, f"say {CANARY[:9]}".encode())]
    packets += [tcp("10.0.0.9", 8008, CANARY[9:].encode()), tcp("10.0.0.5", 50000, CANARY.encode(), local=29334)]

    assert told(*packets)["canaries"] == {CANARY: ["10.0.0.5, who asked at 29334", "10.0.0.9:8008"]}


def test_two_connections_make_no_canary_together() -> None:
    """Halves of a word on two connections are no word."""
    halves = tcp("10.0.0.9", 1, CANARY[:9].encode(), local=1), tcp("10.0.0.9", 1, CANARY[9:].encode(), local=2)

    assert told(*halves)["canaries"] == {}


def test_listeners_are_those_that_others_can_reach() -> None:
    """What listens on loopback is left out, and so are connections that stand, and the look-out."""
    head = "  sl  local_address rem_address   st\n"
    rows = ["00000000:1F48 00000000:0000 0A", "0B00007F:9C3F 00000000:0000 0A", "0200A8C0:1F48 0300A8C0:C350 01"]
    rows += ["00000000:1B5F 00000000:0000 0A"]
    table = head + "".join(f"   {number}: {row} x\n" for number, row in enumerate(rows))
    six = head + f"   0: {'0' * 32}:235A {'0' * 32}:0000 0A x\n"

    assert listening([("tcp", table), ("tcp6", six)]) == ["tcp 0.0.0.0:8008", "tcp :::9050"]
