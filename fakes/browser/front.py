"""TLS before a homeserver that speaks plain HTTP, and a web client beside it.

``python -m fakes.browser.front --homeserver homeserver:8008 --app /opt/hydrogen``. The certificate comes by the control
API (``certificate.set``), for it names the address that the front has got by then; nothing is served before.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ssl
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from fakes.browser.serving import covers, files_of, until_stopped
from fakes.control import Hub, control_app

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_VERSION = "0.1.0"
_PIECE = 1 << 16


class Front:
    """Listens on two ports with one certificate: one leads to the homeserver, one to the web client's files."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._host = options.host
        self._ports = (options.port, options.app_port)
        self._homeserver = options.homeserver.rsplit(":", 1)
        self._app = Path(options.app)

    async def serves_with(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Begin to listen, with the chain ``cert`` and its ``key`` (PEM)."""
        context = _context(str(order["cert"]), str(order["key"]))
        self._passing = await asyncio.start_server(self._passes_on, self._host, self._ports[0], ssl=context)
        self._files = web.AppRunner(files_of(self._app), access_log=None)
        await self._files.setup()
        await web.TCPSite(self._files, self._host, self._ports[1], ssl_context=context).start()
        return {}

    async def stops(self) -> None:
        """Listen no more."""
        self._passing.close()
        await self._files.cleanup()

    async def _passes_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = self._homeserver
        try:
            theirs, ours = await asyncio.open_connection(host, int(port))
        except OSError:
            writer.close()
            return
        await asyncio.gather(_copied(reader, ours), _copied(theirs, writer))


async def _copied(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await source.read(_PIECE):
            sink.write(piece)
            await sink.drain()
    sink.close()


def _context(cert: str, key: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:  # the module reads files only
        both = Path(folder) / "both.pem"
        both.write_text(f"{key}\n{cert}")
        context.load_cert_chain(both)
    return context


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m fakes.browser.front", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=443, help="of the homeserver's (default: %(default)s)")
    parser.add_argument("--app-port", type=int, default=8443, help="of the web client's (default: %(default)s)")
    parser.add_argument("--control-port", type=int, default=8080, help="of the control API (default: %(default)s)")
    parser.add_argument("--homeserver", required=True, metavar="HOST:PORT", help="where the homeserver listens")
    parser.add_argument("--app", required=True, metavar="FOLDER", help="the web client's files")
    options = parser.parse_args(arguments)
    operations = {"certificate.set": Front(options).serves_with}
    app = control_app("front", _VERSION, Hub(time.time), operations, lambda: covers("front", operations))
    try:
        asyncio.run(until_stopped(app, options.host, options.control_port))
    except OSError as error:
        print(f"the front can't run: {error}", file=sys.stderr)  # noqa: T201 - the command's error
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
