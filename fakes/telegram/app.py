"""Sockets and the command line.

``python -m fakes.telegram`` serves; ``python -m fakes.telegram key`` prints the public key that clients must trust.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import re
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from fakes.control import Hub, at_least_one, control_app
from fakes.telegram.control import Control
from fakes.telegram.coverage import coverage
from fakes.telegram.front import Front
from fakes.telegram.mtproto.keys import ServerKey
from fakes.telegram.server import Server
from fakes.telegram.state import StateError
from fakes.telegram.tl import Layers

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERSION = "0.1.0"
_GRACE = 0.2  # seconds for open streams at the end; a follower of the witness stream never leaves by itself
_log = logging.getLogger("fakes.telegram")


async def serve(options: argparse.Namespace) -> None:
    """Serve MTProto and the control API until the process is told to stop."""
    hub, layers = Hub(time.time, options.keep_records), Layers.from_environment()
    server = _server(options, hub, layers)
    server.later = asyncio.get_running_loop().call_later
    control = control_app("telegram", _VERSION, hub, Control(server).operations(), lambda: coverage(layers))
    runner = web.AppRunner(control, access_log=None, shutdown_timeout=_GRACE)
    await runner.setup()
    await web.TCPSite(runner, options.host, options.control_port).start()
    front = Front(server)
    await front.open(options.host)
    ports = ", ".join(f"{port} (data centre {dc})" for dc, port in server.centers.ports.items())
    _log.info("MTProto on %s, ports %s; control API on port %s", options.host, ports, options.control_port)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):  # as a container's first process nothing stops it otherwise
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    await front.close()
    await runner.cleanup()
    if server.keep is not None:
        server.keep()


def _server(options: argparse.Namespace, hub: Hub, layers: Layers) -> Server:
    """Make the server, from where it stopped if it was told to keep that."""
    path: Path | None = options.state
    numbers = [options.dc, *(number for number, _ in options.other_dc)]
    if len(set(numbers)) < len(numbers):
        raise ValueError(
            f"data centre {max(numbers, key=numbers.count)} is given twice; --other-dc adds another number"
        )
    with ExitStack() as opened:
        state = opened.enter_context(path.open("rb")) if path is not None and path.exists() else None
        try:
            server = Server(
                layers=layers,
                server_key=_key(options),
                hub=hub,
                clock=time.time,
                seed=options.seed,
                advertise=options.advertise or options.host,
                port=options.port,
                dc=options.dc,
                other_dcs=dict(options.other_dc),
                proxy_secret=options.mtproxy_secret,
                state=state,
            )
        except StateError as error:
            raise ValueError(f"of {path}: {error}") from error
    if path is not None:
        server.keep = lambda: _keep(server, path)
    for token in options.bot:
        if server.world.people.by_token(token) is None:
            server.world.people.create("Relay bot", bot=True, token=token)
    return server


def _keep(server: Server, path: Path) -> None:
    """Write the state in one step, so that what was kept before stays whole until then."""
    unfinished = path.with_name(f"{path.name}.new")
    with unfinished.open("wb") as out:
        server.save(out)
    unfinished.replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        if options.command == "key":
            print(_key(options).pem, end="")  # noqa: T201 - the command's output
            return 0
        asyncio.run(serve(options))
    except (OSError, ValueError) as error:
        print(f"the fake Telegram can't run: {error}", file=sys.stderr)  # noqa: T201 - the command's error
        return 1
    return 0


def _key(options: argparse.Namespace) -> ServerKey:
    return ServerKey.from_file(options.key) if options.key else ServerKey.from_seed(options.seed)


def _token(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d{0,14}:[\w-]{35}", text):
        raise argparse.ArgumentTypeError(f"a bot's token is its id, a colon and 35 letters or digits, not {text!r}")
    return text


def _data_center(text: str) -> tuple[int, int]:
    if not re.fullmatch(r"[1-9]\d{0,2}:\d{1,5}", text):
        raise argparse.ArgumentTypeError(f"a data centre is its number, a colon and its port, not {text!r}")
    number, port = text.split(":")
    return int(number), int(port)


def _proxy_secret(text: str) -> bytes:
    if not re.fullmatch(r"(dd)?[0-9a-f]{32}", text):
        raise argparse.ArgumentTypeError(
            f"an MTProxy's secret is 32 hexadecimal digits, perhaps with dd before them, not {text!r}"
        )
    return bytes.fromhex(text[-32:])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fakes.telegram", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("serve", "key"), default="serve", help="(default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of every id, code and key (default: %(default)s)")
    parser.add_argument("--key", type=Path, help="a PEM RSA private key, instead of the one that the seed gives")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=443, help="of MTProto (default: %(default)s)")
    parser.add_argument("--control-port", type=int, default=8080, help="of the control API (default: %(default)s)")
    parser.add_argument("--advertise", help="the address that clients are told to connect to (default: the host)")
    parser.add_argument("--dc", type=int, default=2, help="this data centre's number (default: %(default)s)")
    parser.add_argument(
        "--other-dc",
        action="append",
        default=[],
        type=_data_center,
        metavar="N:PORT",
        help="serve another data centre too, on a port of its own",
    )
    parser.add_argument(
        "--state", type=Path, metavar="FILE", help="go on from this file, and keep keys and world in it at the end"
    )
    parser.add_argument(
        "--mtproxy-secret",
        type=_proxy_secret,
        metavar="HEX",
        help="also take clients that think this is an MTProxy with that secret",
    )
    parser.add_argument(
        "--keep-records", type=at_least_one, metavar="N", help="forget all but the newest N records of the witness"
    )
    parser.add_argument(
        "--bot",
        action="append",
        default=[],
        type=_token,
        metavar="TOKEN",
        help="make a bot with this token at the start",
    )
    return parser
