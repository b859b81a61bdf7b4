"""The rim: starts the bridge, serves until it is told to stop, and leaves cleanly."""

from __future__ import annotations

import asyncio
import logging
import signal

import aiohttp
from mautrix.errors import MatrixError

from fakes.discord_bridge.archive import Archive, place_of
from fakes.discord_bridge.bridge import Bridge
from fakes.discord_bridge.config import Config
from fakes.discord_bridge.defects import Defects
from fakes.discord_bridge.files import Web
from fakes.discord_bridge.listener import Listener
from fakes.discord_bridge.matrix import MatrixSide
from fakes.discord_bridge.provisioning import Provisioning
from fakes.discord_bridge.relay import Relay
from fakes.discord_bridge.restore import reconnect, restore

log = logging.getLogger(__name__)

RETRY_SECONDS = 0.25


async def serve(config: Config, defects: Defects) -> None:
    """Run the bridge until SIGINT or SIGTERM; wait for the homeserver as long as it can't be reached."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    bridge = Bridge(config, defects, MatrixSide(config, defects), Relay(), Web(), Archive(place_of(config.database)))
    Provisioning(bridge).add_to(bridge.matrix.appservice.app)
    bridge.matrix.avatars.add_to(bridge.matrix.appservice.app)
    try:
        await bridge.matrix.serve()
        if await _registered(bridge, stopping):
            restore(bridge)
            bridge.matrix.listen(Listener(bridge).take)
            bridge.spawn(reconnect(bridge))
            log.info("Ready, with %s", f"defects {', '.join(defects.names)}" if defects.names else "no defects")
            await stopping.wait()
    finally:
        await bridge.stop()


async def _registered(bridge: Bridge, stopping: asyncio.Event) -> bool:
    """Register with the homeserver, again and again; return False when told to stop before that."""
    log.info("Waiting for the homeserver at %s", bridge.config.homeserver)
    while not stopping.is_set():
        try:
            await bridge.matrix.register()
        except (MatrixError, aiohttp.ClientError, OSError) as error:
            log.debug("The homeserver can't be used yet: %s", error)
        else:
            return True
        try:
            await asyncio.wait_for(stopping.wait(), RETRY_SECONDS)
        except TimeoutError:
            continue
    return False
