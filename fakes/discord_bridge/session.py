"""The Discord side's rim: a bot account's gateway session and calls, by discord.py."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import discord
from discord.http import Route

from fakes.discord_bridge.account import EventHandler
from fakes.discord_bridge.refusals import DiscordRefusedError, LogInFailedError, refusal
from fakes.discord_bridge.uploads import Upload, multipart

log = logging.getLogger(__name__)

_INTENTS = discord.Intents(
    guilds=True, members=True, moderation=True, emojis_and_stickers=True, integrations=True, invites=True,
    guild_messages=True, dm_messages=True, guild_reactions=True, guild_typing=True, dm_typing=True,
    message_content=True,
)  # fmt: skip


class _Client(discord.Client):
    """discord.py's client, listened to before it interprets anything."""

    def __init__(self, on_event: EventHandler) -> None:
        super().__init__(
            intents=_INTENTS,
            enable_debug_events=True,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
        )
        self._on_event = on_event

    async def on_socket_raw_receive(self, frame: str) -> None:
        """Hand on each dispatch, in the order of the wire (tasks start in the order of their making)."""
        payload = json.loads(frame)
        if payload.get("op") == 0:
            self._on_event(str(payload["t"]), payload.get("d") or {})


class DiscordSession:
    """One bot account, connected. Events go to ``on_event`` as the gateway's own payloads."""

    def __init__(self, token: str, on_event: EventHandler) -> None:
        self._token = token
        self._on_event = on_event
        self._client: _Client | None = None
        self._connection: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[Mapping[str, Any]] | None = None

    async def open(self, seconds: float = 30.0) -> Mapping[str, Any]:
        """Connect and return READY's user object; raise LogInFailedError."""
        kind, _, secret = self._token.partition(" ")
        if kind != "Bot" or not secret:
            raise LogInFailedError("the stand-in logs in bots and people: give `Bot <token>` or a person's token")
        self._ready = asyncio.get_running_loop().create_future()
        self._client = _Client(self._seen)
        try:
            await self._client.login(secret)
            self._connection = asyncio.create_task(self._client.connect(reconnect=True))
            either: set[asyncio.Future[Any]] = {self._ready, self._connection}
            await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if self._ready.done():
                return self._ready.result()
            if self._connection.done():
                self._connection.result()
            raise LogInFailedError(f"Discord's gateway sent no READY within {seconds:.0f} s")
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise LogInFailedError(str(error)) from error
        finally:
            if not self._ready.done():
                await self.close()

    async def close(self) -> None:
        """Disconnect; harmless when it is already."""
        if self._connection:
            self._connection.cancel()
            await asyncio.gather(self._connection, return_exceptions=True)
        if self._client and not self._client.is_closed():
            await self._client.close()

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, **ids: str) -> Any:
        """Call Discord's API; return the JSON answer, or raise DiscordRefusedError.

        ``path`` is below the API's base and holds ``{names}`` that ``ids`` fill: rate limits count by the unfilled one.
        """
        assert self._client is not None
        route = Route(method, path, **ids)
        try:
            if body is None:
                return await self._client.http.request(route)
            return await self._client.http.request(route, json=dict(body))
        except discord.HTTPException as error:
            raise refusal(error) from error

    async def history(self, channel: str, limit: int, *, before: str = "", after: str = "") -> list[Mapping[str, Any]]:
        """Return a channel's messages, new to old; raise DiscordRefusedError."""
        assert self._client is not None
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel)
        given = {"limit": limit, "before": before, "after": after}
        try:
            return list(await self._client.http.request(route, params={key: v for key, v in given.items() if v}))
        except discord.HTTPException as error:
            raise refusal(error) from error

    async def post(self, channel: str, body: Mapping[str, Any], files: Sequence[Upload] = ()) -> Mapping[str, Any]:
        """Post a message with its files; return it, or raise DiscordRefusedError."""
        assert self._client is not None
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        try:
            if not files:
                return dict(await self._client.http.request(route, json=dict(body)))
            held = [discord.File(io.BytesIO(upload.data), upload.name) for upload in files]
            return dict(await self._client.http.request(route, files=held, form=multipart(body, files, held)))
        except discord.HTTPException as error:
            raise refusal(error) from error

    async def react(self, channel: str, message: str, emoji: str, *, add: bool) -> None:
        """Add or remove the account's own reaction."""
        path = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"
        await self.call("PUT" if add else "DELETE", path, channel_id=channel, message_id=message, emoji=emoji)

    async def may_create_webhooks(self, channel: str) -> bool:
        """Tell whether the account has MANAGE_WEBHOOKS; raise DiscordRefusedError when it can't be known."""
        return (await self._permissions(channel)).manage_webhooks

    async def _permissions(self, channel: str) -> discord.Permissions:
        assert self._client is not None
        place = self._client.get_channel(int(channel))
        if not isinstance(place, discord.abc.GuildChannel):
            raise DiscordRefusedError(404, 10003, "Unknown Channel")
        me: discord.Member | None = place.guild.me
        try:
            return place.permissions_for(me or await place.guild.fetch_member(self._client.user.id))  # type: ignore[union-attr]
        except discord.HTTPException as error:
            raise refusal(error) from error

    def _seen(self, kind: str, data: Mapping[str, Any]) -> None:
        if kind == "READY" and self._ready and not self._ready.done():
            self._ready.set_result(data["user"])
        self._on_event(kind, data)
