"""discord.py with messages and files, as the script orders."""
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import discord


class Messages:
    """What an account does with messages and files."""

    client: Any

    def place(self, channel: str) -> Any:
        there = self.client.get_channel(int(channel))
        return there or self.client.get_partial_messageable(int(channel))

    def at(self, channel: str, number: str) -> Any:
        return self.place(channel).get_partial_message(int(number))

    async def send(self, channel: str, text: str, reply_to: str | None = None) -> str:
        if reply_to:
            return str((await self.at(channel, reply_to).reply(text)).id)
        return str((await self.place(channel).send(text)).id)

    async def storm(self, channel: str, texts: list[str]) -> int:
        return len(await asyncio.gather(*(self.send(channel, text) for text in texts)))

    async def embed(self, channel: str, title: str, description: str, field: str) -> str:
        embed = discord.Embed(title=title, description=description, colour=0x00FF00).add_field(name=field, value="1")
        return str((await self.place(channel).send(embed=embed)).id)

    async def poll(self, channel: str, question: str, answers: list[str]) -> str:
        poll = discord.Poll(question, timedelta(hours=1))
        for answer in answers:
            poll.add_answer(text=answer)
        return str((await self.place(channel).send(poll=poll)).id)

    async def edit(self, channel: str, number: str, text: str) -> None:
        await self.at(channel, number).edit(content=text)

    async def delete(self, channel: str, number: str) -> None:
        await self.at(channel, number).delete()

    async def bulk_delete(self, channel: str, numbers: list[str]) -> None:
        await self.place(channel).delete_messages([discord.Object(int(number)) for number in numbers])

    async def message(self, channel: str, number: str) -> dict[str, Any]:
        found = await self.place(channel).fetch_message(int(number))
        return {
            "text": found.content,
            "author": found.author.name,
            "reply_to": str(found.reference.message_id) if found.reference else None,
            "edited": found.edited_at is not None,
            "pinned": found.pinned,
            "embeds": [[one.title, one.description, [field.name for field in one.fields]] for one in found.embeds],
            "poll": [answer.text for answer in found.poll.answers] if found.poll else [],
            "files": [[one.filename, one.size] for one in found.attachments],
        }

    async def history(self, channel: str, limit: int, **where: str) -> list[str]:
        marks = {name: discord.Object(int(number)) for name, number in where.items()}
        upwards = "after" in where
        found = [one async for one in self.place(channel).history(limit=limit, oldest_first=upwards, **marks)]
        return [one.content for one in (reversed(found) if upwards else found)]

    async def whole_history(self, channel: str) -> int:
        return len([one async for one in self.place(channel).history(limit=None)])

    async def react(self, channel: str, number: str, emoji: str) -> None:
        await self.at(channel, number).add_reaction(emoji)

    async def unreact(self, channel: str, number: str, emoji: str) -> None:
        await self.at(channel, number).remove_reaction(emoji, self.client.user)

    async def reactors(self, channel: str, number: str) -> list[str]:
        found = await self.place(channel).fetch_message(int(number))
        return sorted([one.name async for one in found.reactions[0].users()])

    async def pin(self, channel: str, number: str) -> None:
        await self.at(channel, number).pin()

    async def unpin(self, channel: str, number: str) -> None:
        await self.at(channel, number).unpin()

    async def pins(self, channel: str) -> list[str]:
        return [one.content async for one in self.place(channel).pins()]

    async def typing(self, channel: str) -> None:
        await self.place(channel).typing()

    # Files.
    async def upload(self, channel: str, paths: list[str], text: str) -> str:
        files = [discord.File(path) for path in paths]
        return str((await self.place(channel).send(text, files=files)).id)

    async def download(self, channel: str, number: str, path: str) -> None:
        found = await self.place(channel).fetch_message(int(number))
        await found.attachments[0].save(path)
