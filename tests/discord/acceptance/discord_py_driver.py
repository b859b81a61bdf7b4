"""discord.py, as the script orders. Runs in the clients' image and imports nothing of ours but what lies beside it."""
# mypy: disable-error-code="import-not-found, misc"

from __future__ import annotations

import asyncio
import logging
from typing import Any

import discord
from discord_py_client import Client, Sharded
from discord_py_messages import Messages
from discord_py_places import Places
from discord_py_threads import Threads
from line import Ear, serve


class Account(Places, Messages, Threads):
    """A client of one account."""

    def __init__(self, _name: str) -> None:
        self.ear = Ear()

    # Log-in and connection.
    async def connect(self, token: str, shards: int = 1) -> None:
        self.client = Sharded(self.ear, shards) if shards > 1 else Client(self.ear)
        try:
            await self.client.login(token)
        except discord.LoginFailure:
            await self.client.close()
            raise
        self.running = asyncio.create_task(self.client.connect())
        await self.client.wait_until_ready()

    async def stopped(self) -> str:
        """Wait until the client gives up; return the close code that it gave up for."""
        try:
            await asyncio.wait_for(asyncio.shield(self.running), 15)
        except discord.ConnectionClosed as closed:
            return str(closed.code)
        return "ended"

    async def stop(self) -> None:
        await self.client.close()

    async def can(self, what: str) -> None:
        """It lacks nothing that the script asks about."""

    async def me(self) -> dict[str, Any]:
        me = self.client.user
        return {"id": str(me.id), "name": me.name, "bot": me.bot}

    async def shards_of(self, guilds: list[str]) -> list[int]:
        return [self.client.get_guild(int(guild)).shard_id for guild in guilds]


def error_name(error: Exception) -> str:
    """Return Discord's code for what the library raised, or the HTTP status where there is none."""
    if isinstance(error, discord.LoginFailure):
        return "401"
    if isinstance(error, discord.HTTPException):
        return str(error.code or error.status)
    return type(error).__name__


logging.basicConfig(level=logging.WARNING)  # what the library complains of goes to standard error

if __name__ == "__main__":
    asyncio.run(serve(Account, error_name))
