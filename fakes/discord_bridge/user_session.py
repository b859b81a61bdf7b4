"""A person's account on Discord, connected: our own small client, since discord.py has none for people."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import aiohttp

from fakes.discord_bridge.account import EventHandler, Message
from fakes.discord_bridge.files import FileError, Web
from fakes.discord_bridge.refusals import DiscordRefusedError, LogInFailedError
from fakes.discord_bridge.rights import MANAGE_WEBHOOKS, may
from fakes.discord_bridge.uploads import Upload
from fakes.discord_bridge.user_protocol import AUTHENTICATION_FAILED, Inflater, Step, UserProtocol

log = logging.getLogger(__name__)

API = "https://discord.com/api/v9"
GATEWAY = "wss://gateway.discord.gg"
QUERY = "/?encoding=json&v=9&compress=zlib-stream"
TRIES = 5
PAUSE_SECONDS = 1.0
_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0"


class UserSession:
    """One person's account. Events go to ``on_event`` as the gateway's own payloads."""

    def __init__(self, token: str, on_event: EventHandler) -> None:
        self._protocol = UserProtocol(token)
        self._token = token
        self._on_event = on_event
        self._http: aiohttp.ClientSession | None = None
        self._running: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[Mapping[str, Any]] | None = None
        self._web = Web()
        self._me = ""

    async def open(self, seconds: float = 30.0) -> Mapping[str, Any]:
        """Connect and return READY's user object; raise LogInFailedError."""
        self._ready = asyncio.get_running_loop().create_future()
        self._http = aiohttp.ClientSession(headers={"Authorization": self._token, "User-Agent": _AGENT})
        self._running = asyncio.create_task(self._run())
        either: set[asyncio.Future[Any]] = {self._ready, self._running}
        await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if self._ready.done():
            user = self._ready.result()
            self._me = str(user["id"])
            return user
        failed = self._running.done() and self._running.exception()
        await self.close()
        raise LogInFailedError(str(failed) if failed else f"Discord's gateway sent no READY within {seconds:.0f} s")

    async def close(self) -> None:
        """Disconnect; harmless when it is already."""
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        if self._http:
            await self._http.close()
        await self._web.close()

    async def _run(self) -> None:
        """Connect, and connect again, until Discord says that it is no use."""
        assert self._http is not None
        while True:
            code = None
            try:
                url = (self._protocol.resume_url or GATEWAY) + QUERY
                async with self._http.ws_connect(url, max_msg_size=0) as socket:
                    await self._converse(socket)
                    code = socket.close_code
            except (aiohttp.ClientError, OSError) as error:
                log.warning("The gateway can't be reached: %s", error)
            if not self._protocol.closed(code):
                if code == AUTHENTICATION_FAILED:
                    self._on_event("INVALID_AUTH", {})
                raise LogInFailedError(f"websocket: close {code}: the gateway let the account not in")
            await asyncio.sleep(PAUSE_SECONDS)

    async def _converse(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        inflater, beating = Inflater(), None
        try:
            async for frame in socket:
                data = frame.data
                payload = inflater.payload(data) if isinstance(data, bytes) else dict(json.loads(data))
                step = self._protocol.took(payload) if payload else Step()
                for answer in step.send:
                    await socket.send_json(answer)
                if step.heartbeat_seconds:
                    beating = asyncio.create_task(self._beat(socket, step.heartbeat_seconds))
                if step.event:
                    self._seen(*step.event)
                if step.again:
                    return
        finally:
            if beating:
                beating.cancel()

    async def _beat(self, socket: aiohttp.ClientWebSocketResponse, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            payload = self._protocol.beat()
            if payload is None:
                await socket.close(code=4000)
                return
            await socket.send_json(payload)

    def _seen(self, kind: str, data: Mapping[str, Any]) -> None:
        self._on_event(kind, data)
        if kind == "READY" and self._ready and not self._ready.done():
            self._ready.set_result(data["user"])

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, **ids: str) -> Any:
        """Call Discord's API; return the JSON answer, or raise DiscordRefusedError."""
        filled = path.format(**{name: quote(value, safe="") for name, value in ids.items()})
        return await self._request(method, filled, body)

    async def _request(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        assert self._http is not None
        for number in range(TRIES):
            try:
                async with self._http.request(method, API + path, json=body) as response:
                    answer = json.loads(await response.text() or "null")
                    status = response.status
            except (aiohttp.ClientError, OSError, json.JSONDecodeError) as error:
                raise DiscordRefusedError(0, 0, str(error)) from error
            if status < 300:
                return answer
            if status == 429:
                await asyncio.sleep(float(answer["retry_after"]))
            elif status in {502, 503, 504}:
                await asyncio.sleep(number)
            else:
                break
        told = answer if isinstance(answer, dict) else {}
        words = json.dumps(told.get("errors")) if told.get("errors") else ""
        raise DiscordRefusedError(status, int(told.get("code") or 0), f"{told.get('message', '')} {words}".strip())

    async def history(self, channel: str, limit: int, *, before: str = "", after: str = "") -> list[Message]:
        """Return a channel's messages, new to old; raise DiscordRefusedError."""
        ends = "".join(f"&{name}={value}" for name, value in (("before", before), ("after", after)) if value)
        return list(await self._request("GET", f"/channels/{channel}/messages?limit={limit}{ends}", None))

    async def post(self, channel: str, body: Mapping[str, Any], files: Sequence[Upload] = ()) -> Message:
        """Post a message, its files by upload addresses; return it, or raise DiscordRefusedError."""
        attachments = [await self._uploaded(channel, number, upload) for number, upload in enumerate(files)]
        sent = {**body, "attachments": attachments} if attachments else body
        return dict(await self._request("POST", f"/channels/{channel}/messages", sent))

    async def _uploaded(self, channel: str, number: int, upload: Upload) -> dict[str, str]:
        wanted = {"id": str(number), "filename": upload.name, "file_size": len(upload.data), "is_clip": False}
        answer = await self._request("POST", f"/channels/{channel}/attachments", {"files": [wanted]})
        (place,) = answer["attachments"]
        try:
            await self._web.put(str(place["upload_url"]), upload.data)
        except FileError as error:
            raise DiscordRefusedError(0, 0, str(error)) from error
        known = {"id": str(number), "filename": upload.name, "uploaded_filename": str(place["upload_filename"])}
        return known | ({"description": upload.description} if upload.description else {})

    async def react(self, channel: str, message: str, emoji: str, *, add: bool) -> None:
        """Add or remove the account's own reaction."""
        where = f"/channels/{channel}/messages/{message}/reactions/{quote(emoji, safe=':')}/"
        await self._request("PUT" if add else "DELETE", f"{where}@me?location=Message&type=0", None)

    async def may_create_webhooks(self, channel: str) -> bool:
        """Tell whether the account has MANAGE_WEBHOOKS; raise DiscordRefusedError when it can't be known."""
        place = await self._request("GET", f"/channels/{channel}", None)
        guild = await self._request("GET", f"/guilds/{place['guild_id']}", None)
        member = await self._request("GET", f"/guilds/{place['guild_id']}/members/{self._me}", None)
        overwrites, roles = place.get("permission_overwrites") or [], member.get("roles") or []
        return may(MANAGE_WEBHOOKS, self._me, guild, overwrites, [str(role) for role in roles])
