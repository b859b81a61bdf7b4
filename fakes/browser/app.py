"""The browser's control API and the command line: ``python -m fakes.browser --ca ca.pem --app /opt/hydrogen``."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web
from playwright.async_api import Error, async_playwright  # type: ignore[import-not-found] # its image has it

from fakes.browser.note import note
from fakes.browser.serving import covers, files_of, until_stopped
from fakes.browser.window import Window
from fakes.control import ActError, BadOrderError, Hub, control_app

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from playwright.async_api import Playwright

    from fakes.control import Operation

_VERSION = "0.1.0"
_MOST = 20  # lines of Playwright's errors that are told


class Browser:
    """Windows by their numbers. ``homes`` are a home that trusts the authority, and one that doesn't."""

    def __init__(self, playwright: Playwright, folder: Path, homes: Mapping[bool, Path], hub: Hub) -> None:
        self._playwright = playwright
        self._folder = folder
        self._homes = homes
        self._hub = hub
        self._numbers = itertools.count(1)
        self._windows: dict[str, Window] = {}

    def operations(self) -> dict[str, Operation]:
        """Return the control API's operations by name; all but the first take a ``window``'s number."""
        return {
            "window.open": self._opens,
            "window.close": self._closes,
            "window.shoot": self._shoots,
            "window.visit": self._step(lambda window, order: window.visits(order["url"])),
            "window.log_in": self._step(
                lambda window, order: window.logs_in(order["homeserver"], order["user"], order["password"])
            ),
            "window.enter": self._step(lambda window, order: window.enters(order["room"])),
            "window.say": self._step(lambda window, order: window.says(order["text"])),
            "window.send": self._step(lambda window, order: window.sends(order["name"], order["mime"], order["data"])),
            "window.enlarge": self._step(lambda window, order: window.enlarges(order["message"])),
        }

    def _step(self, taken: Callable[[Window, Mapping[str, Any]], Awaitable[None]]) -> Operation:
        async def step(order: Mapping[str, Any]) -> Mapping[str, Any]:
            try:
                await taken(self._window(order), order)
            except Error as error:  # the page isn't as the step wants it
                told = "\n".join(error.message.splitlines()[:_MOST])
                raise ActError("PAGE_IS_OTHERWISE", told) from error
            return {}

        return step

    async def _opens(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        number = str(next(self._numbers))
        home, scope = self._homes[bool(order["trusting"])], str(order["scope"])

        def saw(shown: Mapping[str, Any]) -> None:
            self._hub.witness(note(shown, scope, number))

        self._windows[number] = await Window.opens(self._playwright, home, self._folder / f"profile-{number}", saw)
        return {"window": number}

    async def _closes(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        await self._window(order).closes()
        del self._windows[str(order["window"])]
        return {}

    async def _shoots(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"png": await self._window(order).shot()}

    def _window(self, order: Mapping[str, Any]) -> Window:
        try:
            return self._windows[str(order["window"])]
        except KeyError:
            raise BadOrderError(f"no window {order['window']!r} is open; there are {sorted(self._windows)}") from None


def homes(folder: Path, ca: Path) -> dict[bool, Path]:
    """Make two homes: in one the authority of ``ca`` is trusted for servers, as Chromium reads it (NSS)."""
    trusting, strange = folder / "trusting", folder / "strange"
    strange.mkdir()
    database = trusting / ".pki" / "nssdb"
    database.mkdir(parents=True)
    for options in (("-N", "--empty-password"), ("-A", "-t", "C,,", "-n", "superbridge", "-i", str(ca))):
        subprocess.run(["certutil", "-d", f"sql:{database}", *options], check=True)  # noqa: S603, S607
    return {True: trusting, False: strange}


async def serve(options: argparse.Namespace) -> None:
    """Serve the control API until the process is told to stop."""
    hub = Hub(time.time)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = homes(folder, Path(options.ca))
        local = web.AppRunner(files_of(Path(options.app)), access_log=None)
        await local.setup()
        await web.TCPSite(local, "127.0.0.1", options.app_port).start()
        async with async_playwright() as playwright:
            operations = Browser(playwright, folder, known, hub).operations()
            app = control_app("browser", _VERSION, hub, operations, lambda: covers("browser", operations))
            await until_stopped(app, options.host, options.control_port)
        await local.cleanup()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m fakes.browser", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--control-port", type=int, default=8080, help="of the control API (default: %(default)s)")
    parser.add_argument("--app", required=True, metavar="FOLDER", help="a web client's files, also at localhost")
    parser.add_argument("--app-port", type=int, default=8000, help="of the web client's (default: %(default)s)")
    parser.add_argument("--ca", required=True, metavar="FILE", help="the authority that one home trusts (PEM)")
    try:
        asyncio.run(serve(parser.parse_args(arguments)))
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"the browser can't run: {error}", file=sys.stderr)  # noqa: T201 - the command's error
        return 1
    return 0
