"""A guild that is bridged in full, and tickets in it: channels of a category that is hidden from most."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from harness.actors.control import Control
from harness.actors.matrix import MatrixPerson
from harness.actors.operator import ANSWER_WITHIN, Bot, Operator
from harness.actors.scene import Scene
from harness.core.verdict import Unknown
from harness.core.wanted import Wanted, contains

_EVERYTHING_SEEN = "8"  # an administrator
_SEES = str(1 << 10)  # VIEW_CHANNEL
_CATEGORY = 4


@dataclass(frozen=True, slots=True)
class Tickets:
    """What the operator has the bridge's ``bot`` bridge beside a scene; their ``account`` on Discord sees all."""

    scene: Scene
    discord: Control
    operator: Operator
    bot: Bot
    account: str

    async def guild(self, guest: MatrixPerson) -> str:
        """Bridge a new guild in full; ``guest``, who has logged in to Discord, is a member without any power."""
        act, owner = self.discord.act, self.scene.discord.alice.id
        guild: str = (await act("guild.create", name="Tickets", owner=owner, scope=self.scene.stage.scope))["id"]
        await act("guild.join", guild=guild, person=guest.account.id)
        await act("guild.join", guild=guild, person=self.account, permissions=_EVERYTHING_SEEN)
        order, done = f"guilds bridge {guild} --entire", "Successfully bridged guild"
        await self.operator.orders_bridging(self.bot, order, done, "guild not found")
        return guild

    async def opens(self, guild: str, word: str) -> str:
        """Have alice open a ticket and say a word in it; return the room where the operator reads it."""
        act, mark = self.discord.act, self.scene.stage.journal.mark()
        category = (await act("channel.create", guild=guild, name="tickets", type=_CATEGORY))["id"]
        await act("overwrite.set", channel=category, target=guild, deny=_SEES)  # that role is everybody's
        ticket = (await act("channel.create", guild=guild, name="ticket", parent=category))["id"]
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                return await self._reads(ticket, word, mark)
        except TimeoutError:
            raise Unknown(f"the control failed: the operator doesn't read {word!r}, said in a ticket") from None

    async def _reads(self, ticket: str, word: str, mark: int) -> str:
        """Have the operator follow every invitation, and alice speak after each, until they read it; return where."""
        journal, client, position = self.scene.stage.journal, self.operator.client, mark
        alice = self.scene.discord.alice.id
        invited = Wanted(kind="member", network="matrix", target=self.operator.user_id, text="invite")
        said = Wanted(kind="message", network="matrix", text=contains(word))
        while not (read := journal.all(said, since=mark)):
            invitations, position = journal.all(invited, since=position), journal.mark()
            for invitation in invitations:
                await client.call("joining", client.nio.join, invitation.place)
                await self.discord.act("message.send", channel=ticket, author=alice, content=word)
            await journal.news(position)
        return read[0].place
