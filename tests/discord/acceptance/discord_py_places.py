"""discord.py in places and with people, as the script orders."""
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

from typing import Any

import discord


class Places:
    """What an account does with guilds, channels, roles and members."""

    client: Any

    async def guild(self, guild: str) -> dict[str, Any]:
        there = self.client.get_guild(int(guild))
        return {
            "name": there.name,
            "channels": sorted(one.name for one in there.channels),
            "roles": sorted(one.name for one in there.roles),
            "members": there.member_count,
        }

    async def fetch_channel(self, channel: str) -> str:
        return str((await self.client.fetch_channel(int(channel))).name)

    async def members(self, guild: str) -> list[str]:
        there = self.client.get_guild(int(guild))
        return sorted(one.name for one in await there.chunk(cache=False))

    async def search_members(self, guild: str, query: str) -> list[str]:
        there = self.client.get_guild(int(guild))
        return sorted(one.name for one in await there.query_members(query))

    async def make_channel(self, guild: str, name: str) -> str:
        return str((await self.client.get_guild(int(guild)).create_text_channel(name)).id)

    async def rename_channel(self, channel: str, name: str) -> str:
        return str((await self.client.get_channel(int(channel)).edit(name=name)).name)

    async def hide_channel(self, channel: str, role: str) -> None:
        there = self.client.get_channel(int(channel))
        await there.set_permissions(there.guild.get_role(int(role)), view_channel=False)

    async def delete_channel(self, channel: str) -> None:
        await self.client.get_channel(int(channel)).delete()

    async def make_role(self, guild: str, name: str) -> str:
        return str((await self.client.get_guild(int(guild)).create_role(name=name)).id)

    async def give_role(self, guild: str, person: str, role: str) -> None:
        member = await self.client.get_guild(int(guild)).fetch_member(int(person))
        await member.add_roles(discord.Object(int(role)))

    async def take_role(self, guild: str, person: str, role: str) -> None:
        member = await self.client.get_guild(int(guild)).fetch_member(int(person))
        await member.remove_roles(discord.Object(int(role)))

    async def roles_of(self, guild: str, person: str) -> list[str]:
        member = await self.client.get_guild(int(guild)).fetch_member(int(person))
        return [str(role.id) for role in member.roles if not role.is_default()]

    async def delete_role(self, guild: str, role: str) -> None:
        await self.client.get_guild(int(guild)).get_role(int(role)).delete()

    async def nickname(self, guild: str, person: str, nick: str) -> str:
        member = await self.client.get_guild(int(guild)).fetch_member(int(person))
        return str((await member.edit(nick=nick)).nick)

    async def kick(self, guild: str, person: str) -> None:
        await self.client.get_guild(int(guild)).kick(discord.Object(int(person)))

    async def direct(self, person: str) -> str:
        return str((await (await self.client.fetch_user(int(person))).create_dm()).id)

    async def presence(self, status: str, playing: str) -> None:
        await self.client.change_presence(status=discord.Status(status), activity=discord.Game(playing))
