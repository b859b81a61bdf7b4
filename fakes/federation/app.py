"""Sockets and the command line.

``python -m fakes.federation --name evil.test`` serves; ``python -m fakes.federation street`` serves as many forgers as
are ordered, and ``python -m fakes.federation verify`` checks signatures.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import ssl
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from aiohttp import web

from fakes.control import Hub, control_app
from fakes.federation import keeping, resolver, verifying
from fakes.federation.answering import answer
from fakes.federation.carrier import Carrier
from fakes.federation.control import operations
from fakes.federation.coverage import coverage
from fakes.federation.keys import KeyRing, make_key
from fakes.federation.peer import Peer
from fakes.federation.street import Street, give
from fakes.federation.wire import Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

_VERSION = "0.1.0"
_MOST = 64 * 1024 * 1024
_GRACE = 0.2  # seconds for open streams at the end; a follower of the witness stream never leaves by itself
_log = logging.getLogger("fakes.federation")


class Certificate:
    """What this server shows of itself in TLS, and which names it was asked for."""

    def __init__(self, chain: Path, key: Path | None) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(chain, key)
        self.context.sni_callback = self._asked
        self._names: WeakKeyDictionary[object, str] = WeakKeyDictionary()

    def name_for(self, connection: object) -> str:
        """Return the name that was asked for on a connection (its ``ssl_object``), empty for none."""
        return "" if connection is None else self._names.get(connection, "")

    def _asked(self, connection: object, name: str | None, _: ssl.SSLContext) -> None:
        self._names[connection] = name or ""


def federation_app(peer: Peer, certificate: Certificate | None = None) -> web.Application:
    """Build the application that other servers talk to."""

    async def handle(request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        sni = certificate.name_for(request.get_extra_info("ssl_object")) if certificate else ""
        given = await answer(peer, Request(request.method, request.raw_path, headers, await request.read(), sni))
        await asyncio.sleep(given.delay)
        if given.cut and request.transport is not None:
            request.transport.abort()
        return web.Response(status=given.status, body=given.body, headers=dict(given.headers))

    app = web.Application(client_max_size=_MOST)
    app.router.add_route("*", "/{path:.*}", handle)
    return app


@asynccontextmanager
async def served(options: argparse.Namespace) -> AsyncIterator[None]:
    """Serve federation and the control API while the block runs."""
    keys = _keys(options, _rng(options, "keys"))
    rng = _rng(options, f"start-{keys.starts}")  # ids of an earlier start would be taken for what was said then
    hub = Hub(time.time)
    peer = Peer(keys, hub, Carrier(_trust(options), time.monotonic), time.time, rng, options.address)
    peer.client_address = options.client_address
    if options.state and options.state.exists():
        keeping.load(peer, options.state.read_text())
    control = control_app("federation", _VERSION, hub, operations(peer), coverage)
    certificate = Certificate(options.cert, options.cert_key) if options.cert else None
    tls = certificate.context if certificate else None
    federation = federation_app(peer, certificate)
    async with (
        _listening(federation, options.host, options.port, tls),
        _listening(control, options.host, options.control_port),
    ):
        _log.info("%s on %s:%s, control API on port %s", peer.name, options.host, options.port, options.control_port)
        yield
    if options.keys:
        options.keys.write_text(peer.keys.dump())
    if options.state:
        options.state.write_text(keeping.dump(peer))


async def serve(options: argparse.Namespace) -> None:
    """Serve until the process is told to stop."""
    async with served(options):
        await _told_to_stop()


async def serve_street(options: argparse.Namespace) -> None:
    """Serve a street of forgers, likewise."""
    street = Street(lambda given: served(_parser().parse_args(given)), give)
    control = control_app("street", _VERSION, Hub(time.time), street.operations(), street.coverage)
    async with _listening(control, options.host, options.control_port):
        await _told_to_stop()
        await street.close()


async def _told_to_stop() -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):  # as a container's first process nothing stops it otherwise
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()


@asynccontextmanager
async def _listening(
    app: web.Application, host: str, port: int, tls: ssl.SSLContext | None = None
) -> AsyncIterator[None]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GRACE)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, ssl_context=tls).start()
        yield
    finally:
        await runner.cleanup()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["verify"]:
        return verifying.main(given[1:])
    on_a_street = given[:1] == ["street"]
    options = _street_parser().parse_args(given[1:]) if on_a_street else _parser().parse_args(given)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(serve_street(options) if on_a_street else serve(options))
    except (OSError, ValueError) as error:
        print(f"the forger can't run: {error}", file=sys.stderr)  # noqa: T201 - the command's error
        return 1
    return 0


def _rng(options: argparse.Namespace, use: str) -> Random:
    return Random(f"forger-{options.name}-{options.seed}-{use}")  # noqa: S311 - a test double keeps no secrets


def _keys(options: argparse.Namespace, rng: Random) -> KeyRing:
    """Read the keys of an earlier run, else make the seed's and write them down."""
    if options.keys and options.keys.exists():
        ring = KeyRing.load(options.keys.read_text(), rng)
        if ring.name != options.name:
            raise ValueError(f"{options.keys} holds the keys of {ring.name}, not of {options.name}")
        options.keys.write_text(ring.dump())
        return ring
    ring = KeyRing(options.name, make_key(rng, f"a_{rng.randbytes(2).hex()}"), rng)
    if options.keys:
        options.keys.write_text(ring.dump())
    return ring


def _trust(options: argparse.Namespace) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=options.ca)
    if options.trust_anybody:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _name(text: str) -> str:
    try:
        resolver.split(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fakes.federation", description=__doc__)
    parser.add_argument("--name", type=_name, required=True, help="the server's name, as evil.test")
    parser.add_argument("--seed", type=int, default=0, help="of ids and keys (default: %(default)s)")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="where the signing keys are kept over restarts")
    parser.add_argument("--state", type=Path, metavar="FILE", help="where users and rooms are kept over restarts")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8448, help="of federation (default: %(default)s)")
    parser.add_argument("--control-port", type=int, default=8080, help="of the control API (default: %(default)s)")
    parser.add_argument("--address", default="", metavar="NAME:PORT", help="what well-known says (default: NAME:8448)")
    parser.add_argument(
        "--client-address", default="", metavar="URL", help="what well-known tells clients (default: nothing)"
    )
    parser.add_argument("--cert", type=Path, help="PEM certificate chain; without it federation is plain HTTP")
    parser.add_argument("--cert-key", type=Path, help="its PEM key, where the chain's file hasn't got it")
    parser.add_argument("--ca", type=Path, help="PEM authorities to trust in place of the machine's")
    parser.add_argument("--trust-anybody", action="store_true", help="don't look at other servers' certificates")
    return parser


def _street_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fakes.federation street")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--control-port", type=int, default=8081, help="of the control API (default: %(default)s)")
    return parser
