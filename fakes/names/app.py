"""Sockets and the command line: ``python -m fakes.names --port 53 --control-port 8080``."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from aiohttp import web

from fakes.control import BadOrderError, Hub, Record, control_app, whole
from fakes.names.zone import Zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fakes.control import Operation

_VERSION = "0.1.0"
_GRACE = 0.2  # seconds for open streams at the end


class Server(asyncio.DatagramProtocol):
    """Answers queries by UDP, and witnesses each."""

    def __init__(self, zone: Zone, hub: Hub) -> None:
        self._zone = zone
        self._hub = hub
        self._transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        """Keep the socket."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer; what is no query is witnessed as refused, and not answered."""
        try:
            answered = self._zone.answer(data)
        except ValueError as error:
            detail = {"name": "NO_QUERY", "why": "rule", "message": str(error), "method": "dns"}
            self._hub.witness(Record("federation", "refusal", "wire", detail=detail))
            return
        self._transport.sendto(answered.wire, addr)
        detail = {"method": "dns", "name": answered.name, "type": answered.type, "answer": answered.rcode}
        self._hub.witness(Record("federation", "call", "wire", text=f"{answered.type} {answered.name}", detail=detail))


def _coverage() -> dict[str, Any]:
    """Return what is served (``fakes/schema/coverage.v1.json``)."""
    served = {"name": "QUERY by UDP", "area": "DNS", "state": "served"}
    return {"v": 1, "service": "names", "calls": [served, {"name": "QUERY by TCP", "area": "DNS", "state": "refused"}]}


def operations(zone: Zone) -> dict[str, Operation]:
    """Return the control API's operations by name."""

    async def put(order: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            zone.set(str(order["name"]), str(order["type"]), order["values"], whole(order.get("ttl", 60), "ttl"))
        except ValueError as error:
            raise BadOrderError(str(error)) from None
        return {}

    async def fail(order: Mapping[str, Any]) -> Mapping[str, Any]:
        zone.fail(str(order["name"]), failing=bool(order.get("failing", True)))
        return {}

    return {"record.set": put, "name.fail": fail}


async def serve(options: argparse.Namespace) -> None:
    """Serve DNS and the control API until the process is told to stop."""
    zone, hub = Zone(), Hub(time.time)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: Server(zone, hub), local_addr=(options.host, options.port)
    )
    runner = web.AppRunner(
        control_app("names", _VERSION, hub, operations(zone), _coverage), access_log=None, shutdown_timeout=_GRACE
    )
    await runner.setup()
    await web.TCPSite(runner, options.host, options.control_port).start()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):  # as a container's first process nothing stops it otherwise
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
    transport.close()
    await runner.cleanup()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m fakes.names", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=5353, help="of DNS, by UDP (default: %(default)s)")
    parser.add_argument("--control-port", type=int, default=8080, help="of the control API (default: %(default)s)")
    try:
        asyncio.run(serve(parser.parse_args(arguments)))
    except OSError as error:
        print(f"the DNS server can't run: {error}", file=sys.stderr)  # noqa: T201 - the command's error
        return 1
    return 0
