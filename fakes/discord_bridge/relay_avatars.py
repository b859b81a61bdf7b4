"""Portraits of relayed people: signed addresses under which Discord may fetch them from the bridge, and no others."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from aiohttp import web

from fakes.discord_bridge.files import FileError

if TYPE_CHECKING:
    from fakes.discord_bridge.matrix import MatrixSide

ROUTE = "/mautrix-discord/avatar/{server}/{media}/{signature}"


class RelayAvatars:
    """``public_address`` is where Discord reaches the bridge; without it no portrait is shown."""

    def __init__(self, public_address: str, key: str, matrix: MatrixSide) -> None:
        self._public_address = public_address
        self._key = key
        self._matrix = matrix

    def address(self, mxc: str) -> str:
        """Return the address of a file of the homeserver's; empty where there is none to show."""
        server, _, media = mxc.removeprefix("mxc://").partition("/")
        if not media or not self._public_address:
            return ""
        path = ROUTE.format(server=server, media=media, signature=self._signature(server, media))
        return f"{self._public_address}{path}"

    def add_to(self, app: web.Application) -> None:
        """Serve what the addresses name."""
        app.router.add_get(ROUTE, self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        server, media, signature = (request.match_info[part] for part in ("server", "media", "signature"))
        if not hmac.compare_digest(signature, self._signature(server, media)):
            return web.Response(status=404)
        try:
            data = await self._matrix.download(f"mxc://{server}/{media}")
        except FileError:
            return web.Response(status=500)
        return web.Response(body=data)

    def _signature(self, server: str, media: str) -> str:
        path = ROUTE.format(server=server, media=media, signature="")
        return urlsafe_b64encode(hmac.digest(self._key.encode(), path.encode(), "sha256")).decode().rstrip("=")
