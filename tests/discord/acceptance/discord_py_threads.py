"""discord.py with threads, webhooks and interactions, as the script orders."""
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

from typing import Any

import discord


class Button(discord.ui.View):
    """A button that changes its message when it is pressed."""

    @discord.ui.button(label="press", custom_id="press")
    async def press(self, interaction: Any, _button: Any) -> None:
        await interaction.response.edit_message(content="pressed", view=None)


class Threads:
    """What an account does with threads and forums, as a webhook, and as an application."""

    client: Any
    at: Any

    async def start_thread(self, channel: str, name: str, number: str | None = None) -> str:
        if number:
            return str((await self.at(channel, number).create_thread(name=name)).id)
        kind = discord.ChannelType.public_thread
        return str((await self.client.get_channel(int(channel)).create_thread(name=name, type=kind)).id)

    async def join_thread(self, thread: str) -> None:
        await (await self.client.fetch_channel(int(thread))).join()

    async def leave_thread(self, thread: str) -> None:
        await (await self.client.fetch_channel(int(thread))).leave()

    async def archive(self, thread: str, *, archived: bool) -> bool:
        there = await self.client.fetch_channel(int(thread))
        return bool((await there.edit(archived=archived)).archived)

    async def post(self, forum: str, name: str, text: str, tag: str) -> str:
        there = self.client.get_channel(int(forum))
        tags = [one for one in there.available_tags if one.name == tag]
        return str((await there.create_thread(name=name, content=text, applied_tags=tags)).thread.id)

    # Webhooks.
    async def make_webhook(self, channel: str, name: str) -> dict[str, str]:
        made = await self.client.get_channel(int(channel)).create_webhook(name=name)
        return {"id": str(made.id), "token": made.token}

    def hook(self, webhook: str, token: str) -> Any:
        return discord.Webhook.partial(int(webhook), token, client=self.client)

    async def hook_says(self, webhook: str, token: str, text: str, name: str, thread: str | None = None) -> str:
        place = {"thread": discord.Object(int(thread))} if thread else {}
        return str((await self.hook(webhook, token).send(text, username=name, wait=True, **place)).id)

    async def hook_edits(self, webhook: str, token: str, number: str, text: str) -> None:
        await self.hook(webhook, token).edit_message(int(number), content=text)

    async def hook_deletes(self, webhook: str, token: str, number: str) -> None:
        await self.hook(webhook, token).delete_message(int(number))

    async def delete_webhook(self, webhook: str, token: str) -> None:
        await self.hook(webhook, token).delete()

    # An application's commands and buttons.
    async def answer_commands(self, guild: str, now: str, later: str) -> None:
        """Answer a command at once, and another one after a while; both say their own names."""

        async def say(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(now)

        async def say_later(interaction: discord.Interaction) -> None:
            await interaction.response.defer()
            await interaction.followup.send(later)

        there = discord.Object(int(guild))
        for name, deed in ((now, say), (later, say_later)):
            command: Any = discord.app_commands.Command(name=name, description=name, callback=deed)
            self.client.tree.add_command(command, guild=there)
        await self.client.tree.sync(guild=there)

    async def button(self, channel: str, text: str) -> str:
        return str((await self.client.get_channel(int(channel)).send(text, view=Button())).id)
