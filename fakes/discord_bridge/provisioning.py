"""The provisioning API under ``/_matrix/provision/v1``, guarded by the config's shared secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web
from mautrix.errors import MatrixError

from fakes.discord_bridge.config import Level
from fakes.discord_bridge.guilds import GuildError, Mode
from fakes.discord_bridge.refusals import LogInFailedError

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge
    from fakes.discord_bridge.users import User

log = logging.getLogger(__name__)

_CODES = "FI.MAU.DISCORD."
Handler = Callable[["User", web.Request], Awaitable[web.Response]]


def _error(status: int, sentence: str, code: str) -> web.Response:
    return web.json_response({"success": False, "error": sentence, "errcode": code}, status=status)


class Provisioning:
    """Each route acts for the Matrix user named by ``?user_id=``."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge

    def add_to(self, app: web.Application) -> None:
        """Add the routes, unless the config disables them."""
        config = self._bridge.config
        if config.provisioning_secret == "disable":  # noqa: S105 - the config's word for "no API"
            return
        routes: list[tuple[str, str, Handler]] = [
            ("GET", "ping", self._ping),
            ("POST", "login/token", self._log_in),
            ("POST", "logout", self._log_out),
            ("POST", "disconnect", self._disconnect),
            ("POST", "reconnect", self._reconnect),
            ("GET", "guilds", self._guilds),
            ("POST", "guilds/{guild}", self._bridge_guild),
            ("DELETE", "guilds/{guild}", self._unbridge_guild),
        ]
        for method, path, handler in routes:
            app.router.add_route(method, f"{config.provisioning_prefix}/v1/{path}", self._guarded(handler))

    def _guarded(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def guarded(request: web.Request) -> web.Response:
            given = request.headers.get("Authorization", "").removeprefix("Bearer ")
            if given != self._bridge.config.provisioning_secret:
                return web.json_response({"error": "Invalid auth token", "errcode": "M_UNKNOWN_TOKEN"}, status=401)
            return await handler(self._bridge.user(request.query.get("user_id", "")), request)

        return guarded

    async def _ping(self, user: User, _: web.Request) -> web.Response:
        account: dict[str, Any] = {"logged_in": user.logged_in, "connected": user.session is not None, "conn": {}}
        if user.discord_id:
            account["id"] = user.discord_id
        return web.json_response({"Discord": account, "mxid": user.mxid, "management_room": user.management_room})

    async def _log_in(self, user: User, request: web.Request) -> web.Response:
        if user.logged_in:
            return _error(409, "You're already logged into Discord", _CODES + "ALREADY_LOGGED_IN")
        order = await _body(request)
        if order is None:
            return _error(400, "Failed to parse request body", "M_BAD_JSON")
        try:
            await user.log_in(str(order.get("token", "")))
        except LogInFailedError as error:
            log.warning("%s couldn't log in: %s", user.mxid, error)
            return _error(401, "Failed to connect to Discord", _CODES + "POST_LOGIN_CONNECTION_FAILED")
        return web.json_response(
            {"success": True, "id": user.discord_id, "username": user.username, "discriminator": user.discriminator}
        )

    async def _log_out(self, user: User, _: web.Request) -> web.Response:
        status = "Logged out successfully." if user.discord_id else "User wasn't logged in."
        await user.log_out()
        return web.json_response({"success": True, "status": status})

    async def _disconnect(self, user: User, _: web.Request) -> web.Response:
        if user.session is None:
            return _error(409, "You're not connected to discord", _CODES + "NOT_CONNECTED")
        await user.disconnect()
        return web.json_response({"success": True, "status": "Disconnected from Discord"})

    async def _reconnect(self, user: User, _: web.Request) -> web.Response:
        if user.session:
            return _error(409, "You're already connected to discord", _CODES + "ALREADY_CONNECTED")
        try:
            await user.connect()
        except LogInFailedError as error:
            log.warning("%s couldn't reconnect: %s", user.mxid, error)
            return _error(500, "Failed to connect to discord", _CODES + "CONNECT_FAILED")
        return web.json_response({"success": True, "status": "Connected to Discord"})

    async def _guilds(self, user: User, _: web.Request) -> web.Response:
        known = [self._bridge.guilds[id_] for id_ in sorted(user.guilds) if id_ in self._bridge.guilds]
        return web.json_response(
            {
                "guilds": [
                    {
                        "id": guild.id,
                        "name": guild.name,
                        "avatar_url": self._bridge.spaces.known_picture(guild),
                        "mxid": guild.space,
                        "auto_bridge_channels": guild.mode is Mode.EVERYTHING,
                        "bridging_mode": guild.mode.label,
                    }
                    for guild in known
                ]
            }
        )

    async def _bridge_guild(self, user: User, request: web.Request) -> web.Response:
        order = await _body(request)
        if order is None:
            return _error(400, "Failed to parse request body", "M_BAD_JSON")
        guild = self._bridge.guilds.get(request.match_info["guild"])
        if guild is None:
            return _error(404, "Guild not found", "M_NOT_FOUND")
        try:
            await self._bridge.bridge_guild(user, guild.id, entire=bool(order.get("auto_create_channels")))
        except (GuildError, MatrixError) as error:
            log.warning("Guild %s couldn't be bridged: %s", guild.id, error)
            sentence = "Internal error while trying to bridge guild"
            return _error(500, sentence, _CODES + "GUILD_BRIDGE_FAILED")
        return web.json_response({"success": True, "mxid": guild.space})

    async def _unbridge_guild(self, user: User, request: web.Request) -> web.Response:
        guild = self._bridge.guilds.get(request.match_info["guild"])
        if user.level < Level.ADMIN:
            return _error(403, "Only bridge admins can unbridge guilds", "M_FORBIDDEN")
        if guild is None:
            return _error(404, "Guild not found", "M_NOT_FOUND")
        if guild.mode is Mode.NOTHING:
            return _error(404, "That guild is not bridged", _CODES + "GUILD_NOT_BRIDGED")
        await self._bridge.unbridge_guild(user, guild.id)
        return web.Response(status=204)


async def _body(request: web.Request) -> dict[str, Any] | None:
    try:
        body = await request.json()
    except json.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None
