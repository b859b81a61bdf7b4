"""Log-in by QR code, the rim: the socket to Discord, its clock, and the ticket's trade for a token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import aiohttp

from fakes.discord_bridge.refusals import LogInFailedError
from fakes.discord_bridge.remote_auth import RemoteAuth, Turn, new_key

GATEWAY = "wss://remote-auth-gateway.discord.gg/?v=2"
TRADE = "https://discord.com/api/v9/users/@me/remote-auth/login"


@dataclass(frozen=True, slots=True)
class Scanned:
    """Whose phone read the code; the token is empty when they declined."""

    username: str
    token: str


class CodeLogIn:
    """Lets people log in by a code that their phone reads."""

    def __init__(self, session: Callable[[], aiohttp.ClientSession] = aiohttp.ClientSession) -> None:
        self._session = session

    async def scanned(self, show: Callable[[str], Awaitable[None]]) -> Scanned:
        """Show a code and wait for the phone; raise LogInFailedError, or OSError when Discord can't be reached."""
        login = RemoteAuth(await asyncio.to_thread(new_key))
        async with self._session() as http:
            try:
                socket = await http.ws_connect(GATEWAY, headers={"Origin": "https://discord.com"})
            except aiohttp.ClientError as error:
                raise OSError(str(error)) from error
            async with socket:
                ticket = await self._ticket(socket, login, show)
            token = login.opened(await self._traded(http, ticket)).decode() if ticket else ""
        return Scanned(login.username, token)

    async def _ticket(
        self, socket: aiohttp.ClientWebSocketResponse, login: RemoteAuth, show: Callable[[str], Awaitable[None]]
    ) -> str:
        beating: asyncio.Task[None] | None = None
        seconds = 0.0
        try:
            async with asyncio.timeout(None) as patience:
                async for frame in socket:
                    turn = login.took(json.loads(frame.data))
                    if turn.patience:
                        seconds = turn.patience
                        patience.reschedule(asyncio.get_running_loop().time() + seconds)
                        beating = asyncio.create_task(self._beat(socket, login, turn))
                    if turn.send:
                        await socket.send_json(turn.send)
                    if turn.code:
                        await show(turn.code)
                    if turn.over:
                        return turn.ticket
        except TimeoutError as error:
            minutes, seconds = divmod(int(seconds), 60)
            raise LogInFailedError(f"Timed out after {minutes}m{seconds}s") from error
        finally:
            if beating:
                beating.cancel()
                with suppress(asyncio.CancelledError):
                    await beating
        raise LogInFailedError(f"websocket: close {socket.close_code}")

    async def _beat(self, socket: aiohttp.ClientWebSocketResponse, login: RemoteAuth, turn: Turn) -> None:
        with suppress(LogInFailedError, ConnectionError):
            while True:
                await asyncio.sleep(turn.heartbeat)
                await socket.send_json(login.beat())
        await socket.close()

    async def _traded(self, http: aiohttp.ClientSession, ticket: str) -> str:
        async with http.post(TRADE, json={"ticket": ticket}) as response:
            text = await response.text()
            if response.status != 200:
                raise LogInFailedError(f"HTTP {response.status} {response.reason}, {text}")
        return str(json.loads(text)["encrypted_token"])
