"""A street of forgers: many in one process, each at an address of its own, for one more of them costs next to nothing.

Each has its own control API; the street's starts and stops them. The addresses are added to the machine (rtnetlink(7)),
which takes the capability NET_ADMIN, and stay: at the address of one that has stopped connections are refused.
"""

from __future__ import annotations

import errno
import os
import socket
import struct
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from fakes.control import ActError, BadOrderError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fakes.control import Operation

_NEW_ADDRESS = 20
_REQUEST, _ACK, _CREATE, _EXCLUSIVE = 0x1, 0x4, 0x400, 0x200
_LOCAL = 2
_INTERFACE = "eth0"

Serving = AbstractAsyncContextManager[None]


class Street:
    """Forgers by their addresses.

    ``serves`` runs one, told what its command line would be; ``gives`` adds an address to the machine.
    """

    def __init__(self, serves: Callable[[Sequence[str]], Serving], gives: Callable[[str], None]) -> None:
        self._serves = serves
        self._gives = gives
        self._running: dict[str, Serving] = {}

    def operations(self) -> dict[str, Operation]:
        """Return the handlers by name."""
        return {"forger.start": self.start, "forger.stop": self.stop}

    async def start(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Start a forger at an ``address``, with the ``arguments`` of its command line, save ``--host``."""
        address = str(order["address"])
        if address in self._running:
            raise ActError("OCCUPIED", f"there is a forger at {address}")
        try:
            self._gives(address)
            serving = self._serves(["--host", address, *map(str, order["arguments"])])
            await serving.__aenter__()
        except (SystemExit, OSError, ValueError) as error:
            raise BadOrderError(f"no forger starts so: {error}") from error
        self._running[address] = serving
        return {}

    async def stop(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Stop the forger at an ``address``."""
        serving = self._running.pop(str(order["address"]), None)
        if serving is None:
            raise ActError("NOBODY_THERE", f"there is no forger at {order['address']}")
        await serving.__aexit__(None, None, None)
        return {}

    def coverage(self) -> dict[str, Any]:
        """Return that the street itself serves nothing of federation (``fakes/schema/coverage.v1.json``)."""
        return {"v": 1, "service": "street", "calls": []}

    async def close(self) -> None:
        """Stop every forger."""
        for address in [*self._running]:
            await self.stop({"address": address})


def give(address: str) -> None:
    """Give this machine one more IPv4 address; it may have it already."""
    body = struct.pack("=BBBBI", socket.AF_INET, 32, 0, 0, socket.if_nametoindex(_INTERFACE))
    body += struct.pack("=HH4s", 8, _LOCAL, socket.inet_aton(address))
    head = struct.pack("=IHHII", 16 + len(body), _NEW_ADDRESS, _REQUEST | _ACK | _CREATE | _EXCLUSIVE, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as kernel:  # type: ignore[attr-defined,unused-ignore]
        kernel.sendall(head + body)
        (code,) = struct.unpack_from("=i", kernel.recv(4096), 16)
    if code and -code != errno.EEXIST:
        raise OSError(-code, f"no address {address}: {os.strerror(-code)}")
