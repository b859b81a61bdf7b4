"""Places on Discord and Telegram that nobody bridged, though the account that a bridge speaks by may be there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from harness.actors.control import Control
from harness.actors.person import Person
from harness.actors.scene import Scene

_EVERYTHING_SEEN = "8"  # an administrator
_SEES, _READS = 1 << 10, 1 << 16  # VIEW_CHANNEL, READ_MESSAGE_HISTORY


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Says things beside a scene; ``account`` is the Discord bridge's, ``relay_bot`` the Telegram bridge's."""

    scene: Scene
    discord: Control
    telegram: Control
    account: str
    relay_bot: str

    async def says(self, word: str, *, where: str) -> None:
        """Have alice say a word in a ``channel`` or ``hidden-channel`` of Discord, a ``group`` or ``private-chat``."""
        places: dict[str, Callable[[str], Awaitable[None]]] = {
            "channel": self._in_channel,
            "hidden-channel": self._in_hidden_channel,
            "group": self._in_group,
            "private-chat": self._in_private_chat,
        }
        await places[where](f"beside: {word}")

    def speaker(self, where: str) -> Person:
        """Return who speaks there."""
        on: Person = self.scene.on("discord" if "channel" in where else "telegram").alice
        return on

    def own(self, where: str) -> set[str]:
        """Return where a word of a place may be found: on its own network, and with the bridge that is there."""
        network = self.speaker(where).network
        return {f"{network}'s wire", f"{network}-bridge's log", f"{network}-fake's log"}

    async def _in_channel(self, text: str) -> None:
        await self._in_guild(text, _EVERYTHING_SEEN, hidden=False)

    async def _in_hidden_channel(self, text: str) -> None:
        await self._in_guild(text, str(_SEES | _READS), hidden=True)

    async def _in_guild(self, text: str, permissions: str, *, hidden: bool) -> None:
        act, alice, scope = self.discord.act, self.scene.discord.alice.id, self.scene.stage.scope
        guild = (await act("guild.create", name="Elsewhere", owner=alice, scope=scope))["id"]
        channel = (await act("channel.create", guild=guild, name="beside"))["id"]
        await act("guild.join", guild=guild, person=self.account, permissions=permissions)
        if hidden:  # from everybody: the role that is called as the guild
            await act("overwrite.set", channel=channel, target=guild, deny=str(_SEES))
        await act("message.send", channel=channel, author=alice, content=text)

    async def _in_group(self, text: str) -> None:
        act, alice = self.telegram.act, self.scene.telegram.alice.id
        order = {"kind": "supergroup", "title": "Beside", "scope": self.scene.stage.scope}
        chat = await act("chat.create", **order, creator=alice, members=[self.relay_bot], admins=[self.relay_bot])
        await act("message.send", chat=chat["id"], author=alice, text=text)

    async def _in_private_chat(self, text: str) -> None:
        alice = self.scene.telegram.alice.id
        await self.telegram.act("message.send", chat=self.relay_bot, author=alice, text=text)
