"""The rim: sockets, TLS and the command line around the pure parts."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import ssl
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from fakes.control import Hub, Record, at_least_one, control_app
from fakes.discord import FAKE, VERSION, pages, transfer
from fakes.discord.attachments import too_large
from fakes.discord.cdn import Cdn
from fakes.discord.control import Control
from fakes.discord.events import Event
from fakes.discord.faults import Target
from fakes.discord.fetching import fetching
from fakes.discord.gateway import HEARTBEAT_MS, Gateway
from fakes.discord.hosts import REMOTE_AUTH, UPLOADS, host_of
from fakes.discord.limits import Limits
from fakes.discord.rest import ROUTES, Answer, Request, Rest
from fakes.discord.rest.documented import coverage
from fakes.discord.rest.kernel import dump
from fakes.discord.sockets import serve_gateway, serve_remote_auth
from fakes.discord.timers import Timers
from fakes.discord.transfer import LARGEST
from fakes.discord.world import World

log = logging.getLogger("fakes.discord")


@dataclass(frozen=True, slots=True)
class Fake:
    """Everything that one process serves."""

    hub: Hub
    world: World
    gateway: Gateway
    rest: Rest
    control: Control
    cdn: Cdn


def build_fake(
    seed: int,
    clock: Callable[[], float] = time.time,
    *,
    loose: bool = False,
    limited: bool = True,
    heartbeat_ms: int = HEARTBEAT_MS,
    keep: int | None = None,
) -> Fake:
    """Wire the parts; ``clock`` gives Unix seconds, ``loose`` makes the rate limits a thousand times as large.

    Without ``limited`` there are no rate limits, and no headers that tell of any. With ``keep`` the witness forgets all
    but about that many records.
    """
    hub = Hub(clock, keep)

    def witness(record: Record) -> None:
        hub.witness(record)
        if record.kind == "refusal":
            log.warning("refused %s: %s", record.detail["name"], record.detail["message"])

    world = World(clock, seed, witness)
    gateway = Gateway(world, clock, heartbeat_ms, paced=limited and not loose)
    rest = Rest(world, ROUTES, Limits(clock, loose=loose, off=not limited))
    return Fake(hub, world, gateway, rest, Control(world, gateway), Cdn(world))


def public_app(fake: Fake) -> web.Application:
    """Return what answers under Discord's own names: REST, gateway and CDN on one port."""
    app = web.Application()

    async def serve(request: web.Request) -> web.StreamResponse:
        websocket = request.headers.get("Upgrade", "").lower() == "websocket"
        host = host_of(request.host, websocket=websocket)
        outage = fake.world.ground.faults.hit("outage", Target(host=host))
        if outage is not None:
            return _down(request, outage.status)
        if websocket and host == REMOTE_AUTH:
            return await serve_remote_auth(fake.world.remote_auth, request)
        if websocket:
            return await serve_gateway(fake.gateway, request)
        if host == UPLOADS:
            return await _take_upload(fake, request)
        headers = _lower(request)
        served = fake.cdn.answer(request.method, request.host, request.rel_url.raw_path, request.query, headers)
        if served is not None:
            return await transfer.send(request, served)
        page = pages.page_at(request.path)
        if request.method == "GET" and page is not None:
            return web.Response(body=page[0], content_type=page[1])
        return await _serve_rest(fake, request)

    app.router.add_route("*", "/{path:.*}", serve)
    return app


def control_of(fake: Fake) -> web.Application:
    """Return the control API's application."""
    return control_app(FAKE, VERSION, fake.hub, fake.control.operations(), lambda: coverage(ROUTES))


def _lower(request: web.Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _down(request: web.Request, status: int) -> web.Response:
    """Answer as the front does while what stands behind it is down; without a status, hang up."""
    if not status and request.transport is not None:
        request.transport.abort()
    return web.Response(status=status or 503, text="upstream connect error or disconnect/reset before headers")


def _broken() -> web.Response:
    """Answer as the front does to what is no request."""
    return web.Response(status=400, text="Bad Request")


async def _take_upload(fake: Fake, request: web.Request) -> web.StreamResponse:
    try:
        data = bytes(await transfer.read_body(request, LARGEST))
    except transfer.TooLargeError:
        return web.Response(status=413)
    except transfer.BrokenBodyError:
        return _broken()
    key, secret = request.path.removeprefix("/"), request.query.get("upload_id", "")
    return web.Response(status=fake.world.uploads.put(key, secret, data) if request.method == "PUT" else 405)


async def _serve_rest(fake: Fake, request: web.Request) -> web.StreamResponse:
    try:
        body = await transfer.read_body(request, LARGEST)
    except transfer.TooLargeError:
        return _response(Answer(413, too_large().body()))
    except transfer.BrokenBodyError:
        return _broken()
    asked = Request(request.method, request.rel_url.raw_path, request.query, _lower(request), body)
    answer = fake.rest.answer(asked)
    if answer.event_first:
        _publish(fake, answer.events)
        await asyncio.sleep(answer.gap)
    response = _response(answer)
    try:
        with contextlib.suppress(ConnectionError):
            await response.prepare(request)
            await response.write_eof()
    finally:
        # What was done is told even when whoever asked for it has hung up.
        if not answer.event_first:
            _publish_later(fake, answer)
    return response


def _publish_later(fake: Fake, answer: Answer) -> None:
    if answer.gap:
        asyncio.get_running_loop().call_later(answer.gap, _publish, fake, answer.events)
    else:
        _publish(fake, answer.events)


def _publish(fake: Fake, events: list[Event]) -> None:
    for event in events:
        fake.world.ground.publish(event)


def _response(answer: Answer) -> web.Response:
    if answer.status == 204:
        return web.Response(status=204, headers=answer.headers)
    return web.Response(
        status=answer.status, body=dump(answer.body), headers=answer.headers, content_type="application/json"
    )


def _carry_out(timers: Timers) -> None:
    """Carry out what is due; what breaks is told of, and holds up nothing else."""
    try:
        timers.run()
    except Exception:
        log.exception("Something that was due broke")


@contextlib.asynccontextmanager
async def clockwork(timers: Timers) -> AsyncIterator[None]:
    """Carry out what is due for as long as the block runs."""
    change = asyncio.Event()
    timers.on_change = change.set

    async def watch() -> None:
        while True:
            _carry_out(timers)
            change.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(change.wait(), None if timers.next_in is None else max(0.0, timers.next_in))

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


@contextlib.asynccontextmanager
async def listening(app: web.Application, host: str, port: int, tls: ssl.SSLContext | None) -> AsyncIterator[int]:
    """Serve an application on a port (0: any free one) for as long as the block runs; give the port."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, ssl_context=tls)
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def _run(options: argparse.Namespace) -> None:
    limits, heartbeat_ms = options.limits, round(options.heartbeat * 1000)
    loose, limited = limits == "loose", limits != "off"
    fake = build_fake(options.seed, loose=loose, limited=limited, heartbeat_ms=heartbeat_ms, keep=options.keep_records)
    tls = _tls(options)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # As a container's first process it would ignore SIGTERM unless it asks for it.
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with (
        fetching(fake.world.ground) if options.fetch_avatars else contextlib.nullcontext(),
        clockwork(fake.world.ground.timers),
        listening(public_app(fake), options.host, options.port, tls) as port,
        listening(control_of(fake), options.host, options.control_port, None) as control_port,
    ):
        log.warning("Discord on %s:%d (TLS), control on port %d", options.host, port, control_port)
        await stopped.wait()


def _tls(options: argparse.Namespace) -> ssl.SSLContext:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    if options.cert:
        try:
            tls.load_cert_chain(options.cert, options.key)
        except OSError as error:
            raise OSError(f"{options.cert} and {options.key} must be a PEM chain and its key: {error}") from error
    else:
        # Only a fake that runs alone pays for loading this.
        from fakes.discord.pki import own_certificate

        chain = own_certificate(options.ca_dir)
        tls.load_cert_chain(chain.certificate, chain.key)
        log.warning("no --cert: trust this CA, for instance with SSL_CERT_FILE=%s", chain.authority)
    return tls


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m fakes.discord", description="A test double of Discord.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=443, help="REST, gateway and CDN, all with TLS (443)")
    parser.add_argument("--control-port", type=int, default=8080, help="the control API, without TLS (8080)")
    parser.add_argument("--cert", help="PEM chain for discord.com, gateway.discord.gg, cdn.discordapp.com, …")
    parser.add_argument("--key", help="PEM key of --cert")
    parser.add_argument(
        "--ca-dir", type=Path, default=Path("discord-fake-ca"), help="where a CA is made without --cert"
    )
    parser.add_argument("--seed", type=int, default=1, help="decides tokens and the ids' worker bits")
    parser.add_argument("--limits", choices=("real", "loose", "off"), default="real", help="how tight rate limits are")
    parser.add_argument(
        "--heartbeat", type=float, default=HEARTBEAT_MS / 1000, help="seconds between clients' heartbeats (41.25)"
    )
    parser.add_argument(
        "--keep-records", type=at_least_one, metavar="N", help="forget all but the newest N records of the witness"
    )
    parser.add_argument("--fetch-avatars", action="store_true", help="fetch the avatar_url of webhooks' messages")
    options = parser.parse_args(arguments)
    if options.heartbeat <= 0:
        parser.error(f"--heartbeat is a number of seconds above 0, not {options.heartbeat}")
    if bool(options.cert) != bool(options.key):
        parser.error("--cert and --key go together: give both, or neither for a CA of the fake's own")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the fake until it is told to stop; 1 with one sentence when a port or a file can't be had."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    options = _options(arguments)
    try:
        asyncio.run(_run(options))
    except OSError as error:
        log.error("can't start: %s; see --help for other ports and files", error)  # noqa: TRY400 - a sentence is enough
        return 1
    return 0
