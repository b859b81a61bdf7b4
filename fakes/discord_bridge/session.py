"""The Discord side's rim: a bot account's gateway session and calls, and the relay webhooks, by discord.py."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import discord
from discord.http import Route

from fakes.discord_bridge.to_discord import Mentions

log = logging.getLogger(__name__)

EventHandler = Callable[[str, Mapping[str, Any]], None]

_INTENTS = discord.Intents(
    guilds=True, members=True, moderation=True, emojis_and_stickers=True, integrations=True, invites=True,
    guild_messages=True, dm_messages=True, guild_reactions=True, guild_typing=True, dm_typing=True,
    message_content=True,
)  # fmt: skip


class DiscordRefusedError(Exception):
    """Discord refused a call: HTTP ``status``, Discord's ``code`` and a sentence."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"HTTP {status}: {code}: {message}")
        self.status = status
        self.code = code
        self.message = message


class LogInFailedError(Exception):
    """Discord didn't let the account in."""


def refusal(error: discord.HTTPException) -> DiscordRefusedError:
    """Return discord.py's error as ours."""
    return DiscordRefusedError(error.status, error.code, error.text)


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
            raise LogInFailedError("the stand-in bridge logs in bot accounts only: give `Bot <token>`")
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


@dataclass(frozen=True, slots=True)
class RelayWebhook:
    """The webhook through which a portal relays people who have no Discord account."""

    id: str
    token: str


@dataclass(frozen=True, slots=True)
class WebhookInfo:
    """What Discord says about a webhook."""

    id: str
    name: str
    channel: str
    token: str


class _Embed(discord.Embed):
    """An embed as the real bridge writes it: without flags."""

    def to_dict(self) -> dict[str, Any]:  # type: ignore[override]
        return {key: value for key, value in super().to_dict().items() if key != "flags"}


class Relay:
    """Webhook calls; they need no account."""

    def __init__(self) -> None:
        self._http: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._http:
            await self._http.close()

    async def info(self, webhook: RelayWebhook) -> WebhookInfo:
        """Ask Discord about a webhook."""
        try:
            found = await self._webhook(webhook).fetch(prefer_auth=False)
        except discord.HTTPException as error:
            raise refusal(error) from error
        return WebhookInfo(str(found.id), found.name or "", str(found.channel_id), found.token or webhook.token)

    async def send(
        self, webhook: RelayWebhook, text: str, name: str, mentions: Mentions, embeds: Sequence[Mapping[str, Any]]
    ) -> str:
        """Post as ``name``; return the message's id."""
        try:
            sent = await self._webhook(webhook).send(
                text,
                username=name,
                embeds=[_Embed.from_dict(embed) for embed in embeds],
                allowed_mentions=_allowed(mentions),
                wait=True,
            )
        except discord.HTTPException as error:
            raise refusal(error) from error
        return str(sent.id)

    async def edit(self, webhook: RelayWebhook, message: str, text: str, mentions: Mentions) -> datetime | None:
        """Change a relayed message; return its edited_timestamp."""
        try:
            changed = await self._webhook(webhook).edit_message(
                int(message), content=text, allowed_mentions=_allowed(mentions)
            )
        except discord.HTTPException as error:
            raise refusal(error) from error
        return changed.edited_at

    async def delete(self, webhook: RelayWebhook, message: str) -> None:
        """Delete a relayed message."""
        try:
            await self._webhook(webhook).delete_message(int(message))
        except discord.HTTPException as error:
            raise refusal(error) from error

    async def remove(self, webhook: RelayWebhook) -> None:
        """Delete the webhook itself."""
        try:
            await self._webhook(webhook).delete(prefer_auth=False)
        except discord.HTTPException as error:
            raise refusal(error) from error

    def _webhook(self, webhook: RelayWebhook) -> discord.Webhook:
        if self._http is None:
            self._http = aiohttp.ClientSession()
        return discord.Webhook.partial(int(webhook.id), webhook.token, session=self._http)


def _allowed(mentions: Mentions) -> discord.AllowedMentions:
    users = [discord.Object(int(user)) for user in mentions.users]
    return discord.AllowedMentions(
        everyone=mentions.everyone, users=users, roles=False, replied_user=mentions.replied_user
    )


def trouble(error: DiscordRefusedError) -> str:
    """Return the words with which the real bridge tells a Matrix user of a refusal."""
    too_long = re.search(r"In content: (.*or fewer in length\.)", error.message)
    if error.code == 50035 and too_long:
        return f"Message is too long: {too_long[1]}"
    known = {
        40005: "Attachment is too large",
        10014: "Unsupported emoji",
        50001: "You don't have the permissions to do that",
        50013: "You don't have the permissions to do that",
        50007: "You can't send messages to this user",
        50008: "You can't send messages in a non-text channel",
    }
    if not error.code:
        return f"HTTP {error.status}"
    return known.get(error.code, f"{error.code}: {error.message}")
