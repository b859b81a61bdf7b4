"""discord.py's client, telling an ear what it is told. Imports `line` alone of ours."""
# mypy: disable-error-code="import-not-found, misc"

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from line import Ear


class Hearing:
    """What a client of either kind is told goes to its ear."""

    ear: Ear

    async def on_message(self, message: discord.Message) -> None:
        await self.ear.hear("new", message.content)
        if message.reference and message.reference.message_id:
            await self.ear.hear("reply", message.reference.message_id)
        for embed in message.embeds:
            await self.ear.hear("embed", embed.title)

    async def on_raw_message_edit(self, event: Any) -> None:
        await self.ear.hear("edit", event.message.content)

    async def on_raw_message_delete(self, event: Any) -> None:
        await self.ear.hear("delete", event.message_id)

    async def on_raw_bulk_message_delete(self, event: Any) -> None:
        await self.ear.hear("bulk", len(event.message_ids))

    async def on_raw_reaction_add(self, event: Any) -> None:
        await self.ear.hear("reaction", event.emoji.name)

    async def on_raw_reaction_remove(self, event: Any) -> None:
        await self.ear.hear("unreaction", event.emoji.name)

    async def on_raw_typing(self, event: Any) -> None:
        await self.ear.hear("typing", event.user_id)

    async def on_guild_channel_pins_update(self, channel: Any, _last: Any) -> None:
        await self.ear.hear("pins", channel.id)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        await self.ear.hear("thread", thread.name)

    async def on_guild_channel_create(self, channel: Any) -> None:
        await self.ear.hear("channel", channel.name)

    async def on_guild_role_create(self, role: discord.Role) -> None:
        await self.ear.hear("role", role.name)

    async def on_member_join(self, member: discord.Member) -> None:
        await self.ear.hear("join", member.name)

    async def on_member_remove(self, member: discord.Member) -> None:
        await self.ear.hear("leave", member.name)

    async def on_presence_update(self, _before: Any, after: discord.Member) -> None:
        await self.ear.hear("presence", f"{after.name} {after.status}")


def settings() -> dict[str, Any]:
    """Return how a client is made.

    Heartbeats come every two seconds here, so what goes unanswered is missed sooner than in a minute.
    """
    return {"intents": discord.Intents.all(), "heartbeat_timeout": 6}


class Client(Hearing, discord.Client):
    """The usual client."""

    def __init__(self, ear: Ear) -> None:
        super().__init__(**settings())
        self.ear = ear
        self.tree = app_commands.CommandTree(self)

    async def on_resumed(self) -> None:
        await self.ear.hear("resumed", 0)
        await self.ear.hear("back", 0)

    async def on_ready(self) -> None:
        await self.ear.hear("ready", 0)
        await self.ear.hear("back", 0)


class Sharded(Hearing, discord.AutoShardedClient):
    """The client that opens several shards."""

    def __init__(self, ear: Ear, shards: int) -> None:
        super().__init__(**settings(), shard_count=shards)
        self.ear = ear
