"""The relay's webhooks, through which a portal says what people without an account say."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import aiohttp
import discord
from discord.webhook.async_ import async_context

from fakes.discord_bridge.refusals import refusal
from fakes.discord_bridge.to_discord import Mentions
from fakes.discord_bridge.uploads import Upload, multipart


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
        self, webhook: RelayWebhook, body: Mapping[str, Any], files: Sequence[Upload] = (), *, thread: str = ""
    ) -> Mapping[str, Any]:
        """Post a message to the webhook's channel or a thread there (Discord: execute webhook); return what it made."""
        held = [discord.File(io.BytesIO(upload.data), upload.name) for upload in files]
        content: dict[str, Any] = {"multipart": multipart(body, files, held)} if files else {"payload": dict(body)}
        try:
            made = await async_context.get().execute_webhook(
                int(webhook.id),
                webhook.token,
                session=self._session(),
                files=held,
                wait=True,
                thread_id=int(thread) if thread else None,
                **content,
            )
        except discord.HTTPException as error:
            raise refusal(error) from error
        return cast("Mapping[str, Any]", made)

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

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession()
        return self._http

    def _webhook(self, webhook: RelayWebhook) -> discord.Webhook:
        return discord.Webhook.partial(int(webhook.id), webhook.token, session=self._session())


def _allowed(mentions: Mentions) -> discord.AllowedMentions:
    users = [discord.Object(int(user)) for user in mentions.users]
    return discord.AllowedMentions(
        everyone=mentions.everyone, users=users, roles=False, replied_user=mentions.replied_user
    )
