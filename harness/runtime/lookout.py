"""Sees everything that leaves a part, from its first packet on, and tells it over HTTP.

Its container is started first and owns the network namespace; the part starts inside of that. Names are told by what
the part asked DNS there. A route leads whatever has no other way back into the namespace: nothing gets out by it, and
what would have gone to an address of the world is seen, and refused at once. Copied alone into a container of the
image `tools`: standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import ipaddress
import json
import pathlib
import re
import selectors
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

PATH = "/superbridge/lookout.py"
PORT = 7007
READY = "looking"
CONTROL_ADDRESS = "192.0.2.1"
"""An address that is nobody's (RFC 5737): to see that it would be seen, a look-out connects to it when asked to."""
PREFIX = "lookout-"  # before the part's name, in the container's
CANARY = re.compile(rb"canary[0-9a-f]{16}")  # the harness's own words (`harness/core/canary.py`)

_RESOLVER = "127.0.0.11"  # Docker's own, in every container of a network
_TCP, _UDP, _ICMP, _ICMP6 = 6, 17, 1, 58
_SYN, _ACK = 0x02, 0x10
_TYPES = {1: "A", 5: "CNAME", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV", 65: "HTTPS"}
_CLIENTS = 32768  # where the kernel's own choice of ports begins
_LISTENS = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}  # the states in /proc/net that wait for others


def script() -> bytes:
    """Return this file, to be copied to ``PATH`` in a container."""
    return pathlib.Path(__file__).read_bytes()


@dataclass(slots=True)
class Sent:
    """Where something went that the part began; times are Unix seconds. ``names`` led to the address."""

    protocol: str
    address: str
    port: int
    first: float
    names: list[str] = field(default_factory=list)
    times: int = 0


@dataclass(slots=True)
class Asked:
    """A name that DNS was asked for, and the types of records that were wanted."""

    name: str
    first: float
    types: list[str] = field(default_factory=list)
    times: int = 0


class Ledger:
    """What one part sent, in few lines however often it did. Pure: it is given outgoing packets, IP header first."""

    def __init__(self) -> None:
        self._sent: dict[tuple[str, str, int], Sent] = {}
        self._asked: dict[str, Asked] = {}
        self._names: dict[str, set[str]] = {}
        self._own: set[tuple[int, str, int]] = set()  # what the part began
        self._tails: dict[tuple[int, str, int], bytes] = {}
        self._canaries: dict[str, set[str]] = {}
        self.lost = 0  # packets that came too quickly to be looked at

    def take(self, packet: bytes, at: float) -> None:
        """Account for one packet."""
        try:
            self._takes(packet, at)
        except (IndexError, struct.error):
            self._goes("no packet that can be read", packet[:40].hex(), 0, at)

    def _takes(self, packet: bytes, at: float) -> None:
        if packet[0] >> 4 == 6:
            protocol, address, body = packet[6], str(ipaddress.IPv6Address(packet[24:40])), packet[40:]
            source = ""
        else:
            header = (packet[0] & 0x0F) * 4
            if struct.unpack_from("!H", packet, 6)[0] & 0x1FFF:
                return  # a fragment that isn't the first: where it goes was told by that
            protocol, body = packet[9], packet[header:]
            source, address = socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20])
        if protocol == _UDP and _RESOLVER in (source, address):
            self._hears_dns(body[8:], at)
        elif not (address == "::1" or (address.startswith("127.") and address != _RESOLVER) or source == _RESOLVER):
            self._leaves(protocol, address, body, at)

    def told(self) -> dict[str, Any]:
        """Return all of it for JSON."""
        for sent in self._sent.values():
            sent.names = sorted(self._names.get(sent.address, ()))
        return {
            "sent": [asdict(sent) for sent in self._sent.values()],
            "asked": [asdict(asked) for asked in self._asked.values()],
            "canaries": {canary: sorted(where) for canary, where in self._canaries.items()},
            "lost": self.lost,
        }

    def _leaves(self, protocol: int, address: str, body: bytes, at: float) -> None:
        if protocol == _TCP:
            self._tcp(address, body, at)
        elif protocol == _UDP:
            local, port = struct.unpack_from("!HH", body)
            self._goes("udp", address, port, at)
            self._own.add((local, address, port))
            self._searches((local, address, port), body[8:])
        elif not (protocol in (_ICMP, _ICMP6) and body[0] in (1, 3)):  # an answer that nobody is at home
            self._goes(f"protocol {protocol}", address, 0, at)

    def _tcp(self, address: str, body: bytes, at: float) -> None:
        local, port = struct.unpack_from("!HH", body)
        if local == PORT:
            return
        flow, flags = (local, address, port), body[13]
        if flags & _SYN and not flags & _ACK:
            self._own.add(flow)
            self._goes("tcp", address, port, at)
        self._searches(flow, body[(body[12] >> 4) * 4 :])

    def _goes(self, protocol: str, address: str, port: int, at: float) -> None:
        sent = self._sent.setdefault((protocol, address, port), Sent(protocol, address, port, at))
        sent.times += 1

    def _searches(self, flow: tuple[int, str, int], payload: bytes) -> None:
        if not payload:
            return
        whole = self._tails.get(flow, b"") + payload  # a word may be cut in two
        self._tails[flow] = whole[-32:]
        for found in CANARY.findall(whole):
            local, address, port = flow
            where = f"{address}:{port}" if flow in self._own else f"{address}, who asked at {local}"
            self._canaries.setdefault(found.decode(), set()).add(where)

    def _hears_dns(self, message: bytes, at: float) -> None:
        with contextlib.suppress(IndexError, struct.error, UnicodeDecodeError):
            flags, questions, answers = struct.unpack_from("!HHH", message, 2)
            name, kind, position = _question(message)
            if flags & 0x8000:
                for address in _addresses(message, position, answers):
                    self._names.setdefault(address, set()).add(name)
            elif questions:
                asked = self._asked.setdefault(name, Asked(name, at))
                asked.times += 1
                if kind not in asked.types:
                    asked.types.append(kind)


def _question(message: bytes) -> tuple[str, str, int]:
    """Return the first question's name and type, and where the message goes on (RFC 1035, section 4.1.2)."""
    labels, position = [], 12
    while length := message[position]:
        labels.append(message[position + 1 : position + 1 + length].decode())
        position += 1 + length
    (kind,) = struct.unpack_from("!H", message, position + 1)
    return ".".join(labels).lower(), _TYPES.get(kind, str(kind)), position + 5


def _addresses(message: bytes, position: int, answers: int) -> Iterator[str]:
    """Yield the IPv4 addresses among the answers, which begin at ``position``."""
    for _ in range(answers):
        while length := message[position]:
            if length >= 0xC0:  # the rest of the name stands elsewhere (section 4.1.4)
                position += 1
                break
            position += 1 + length
        kind, _, _, size = struct.unpack_from("!HHIH", message, position + 1)
        if kind == 1:
            yield socket.inet_ntoa(message[position + 11 : position + 15])
        position += 11 + size


def listening(tables: Iterable[tuple[str, str]]) -> list[str]:
    """Return who waits for others here, as ``tcp 0.0.0.0:8008``; tables are those of /proc/net, each with its name.

    What listens on loopback alone nobody can reach; the look-out, and UDP's ports of clients, are left out.
    """
    found = set()
    for name, table in tables:
        for line in table.splitlines()[1:]:
            _, local, _, state = line.split()[:4]
            where, port = _endpoint(local)
            asks = name.startswith("udp") and port >= _CLIENTS
            if state == _LISTENS[name] and not where.is_loopback and port != PORT and not asks:
                found.add(f"{name[:3]} {where}:{port}")
    return sorted(found)


def _endpoint(text: str) -> tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]:
    number, port = text.split(":")
    words = [bytes.fromhex(number[at : at + 8])[::-1] for at in range(0, len(number), 8)]
    return ipaddress.ip_address(b"".join(words)), int(port, 16)


# What a database is told stands in it, where it is looked for; reading it here, too, would take most of the time.
_UNREAD = 5432
# Classic BPF (bpf(4)): outgoing packets of IP, and of TCP only those that begin a connection or carry something.
_FILTER = (
    (0x30, 0, 0, 0xFFFFF004),  # what kind of packet
    (0x15, 0, 15, 4),  # an outgoing one
    (0x28, 0, 0, 0xFFFFF000),  # its protocol
    (0x15, 12, 0, 0x86DD),  # IPv6: all
    (0x15, 0, 12, 0x0800),  # IPv4
    (0x30, 0, 0, 9),
    (0x15, 0, 9, _TCP),
    (0xB1, 0, 0, 0),
    (0x50, 0, 0, 13),
    (0x45, 6, 0, _SYN),
    (0x48, 0, 0, 0),  # from the database, or
    (0x15, 5, 0, _UNREAD),
    (0x48, 0, 0, 2),  # to it
    (0x15, 3, 0, _UNREAD),
    (0x80, 0, 0, 0),  # its length
    (0x25, 0, 1, 52),  # headers with time stamps
    (0x06, 0, 0, 0x40000),
    (0x06, 0, 0, 0),
)


def _tap() -> socket.socket:
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0003))  # every protocol, every interface
    tap.setblocking(False)
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in _FILTER))
    tap.setsockopt(socket.SOL_SOCKET, 26, struct.pack("HL", len(_FILTER), ctypes.addressof(program)))
    tap.setsockopt(socket.SOL_SOCKET, 33, 2**24)  # SO_RCVBUFFORCE: nothing is lost while others have the processor
    return tap


def _leads_back() -> None:
    """Lead all that has no other way to the loopback device (rtnetlink(7), a local default route)."""
    route = struct.pack("=BBBBBBBBI", socket.AF_INET, 0, 0, 0, 254, 4, 254, 2, 0)
    device = struct.pack("=HHI", 8, 4, socket.if_nametoindex("lo"))
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as kernel:
        kernel.sendall(struct.pack("=IHHII", 16 + len(route) + len(device), 24, 0x405, 1, 0) + route + device)
        (error,) = struct.unpack_from("=i", kernel.recv(4096), 16)
    if error:
        raise OSError(-error, "no route back")


def _drain(tap: socket.socket, ledger: Ledger) -> None:
    with contextlib.suppress(BlockingIOError):
        while True:
            ledger.take(tap.recv(2**18), time.time())


def _tells(server: socket.socket, tap: socket.socket, ledger: Ledger) -> None:
    """Answer whoever asks, after everything that was sent before they did is in the ledger."""
    client, _ = server.accept()
    with client, contextlib.suppress(OSError):
        client.settimeout(1)
        asked = client.recv(2**16).split(b" ")[1].decode()
        if name := asked.removeprefix("/"):
            _tries(name)
        _drain(tap, ledger)
        ledger.lost += struct.unpack("II", tap.getsockopt(263, 6, 8))[1]  # SOL_PACKET, PACKET_STATISTICS
        tables = [(name, pathlib.Path(f"/proc/net/{name}")) for name in _LISTENS]
        listeners = listening((name, table.read_text()) for name, table in tables if table.exists())
        body = json.dumps({**ledger.told(), "listeners": listeners}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        client.sendall(f"{head}Connection: close\r\n\r\n".encode() + body)


def _tries(name: str) -> None:
    """Do what no part may: ask DNS for ``name``, and connect to an address of the world. It must be seen."""
    with contextlib.suppress(OSError):
        socket.getaddrinfo(name, 9)
    with contextlib.suppress(OSError), socket.create_connection((CONTROL_ADDRESS, 9), 1):
        pass


def main() -> None:
    """Look until killed."""
    ledger, tap = Ledger(), _tap()
    _leads_back()
    server = socket.create_server(("", PORT), backlog=32)
    print(READY, flush=True)  # noqa: T201 - the part is started once this stands in the log
    with selectors.DefaultSelector() as ready:
        ready.register(tap, selectors.EVENT_READ, lambda: _drain(tap, ledger))
        ready.register(server, selectors.EVENT_READ, lambda: _tells(server, tap, ledger))
        while True:
            for key, _ in ready.select():
                key.data()


if __name__ == "__main__":
    main()
