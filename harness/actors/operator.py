"""The operator: types a bridge's own commands, as a person would, and reads the bot's answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from harness.actors.matrix_client import MatrixClient
from harness.core.journal import Journal, NeverSeen
from harness.core.verdict import Unknown
from harness.core.wanted import That, Wanted, starts_with

ANSWER_WITHIN = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Bot:
    """A bridge's bot: its user id, the prefix of its commands in a room, and the room where it's spoken to alone."""

    user_id: str
    prefix: str
    dm: str = ""


class Operator:
    """An admin of both bridges. One command at a time: a bridge keeps one conversation's state per person."""

    def __init__(self, client: MatrixClient, journal: Journal) -> None:
        self.client = client
        self.user_id = client.user_id
        self._journal = journal

    async def meets(self, bot_id: str, prefix: str) -> Bot:
        """Open a direct chat with a bridge's bot and wait for its greeting: sooner, it may not hear an order."""
        call = self.client.call
        answer = await call("a DM", self.client.nio.room_create, is_direct=True, invite=[bot_id])
        dm: str = answer.room_id
        greeting = Wanted(kind="message", network="matrix", place=dm, author=bot_id, text=starts_with("Hello"))
        await self._journal.sees(greeting, within=ANSWER_WITHIN)
        return Bot(bot_id, prefix, dm)

    async def awaits_member(self, user_id: str, room: str) -> None:
        """Wait until somebody has joined a room that the operator is in."""
        wanted = Wanted(kind="member", network="matrix", place=room, target=user_id, text="join")
        await self._journal.sees(wanted, within=ANSWER_WITHIN)

    async def awaits_bridge_info(self, bot_id: str, room: str) -> None:
        """Wait until a bridge has described itself in a room's state (MSC2346)."""
        wanted = Wanted(kind="note", network="matrix", place=room, author=bot_id, text="m.bridge")
        await self._journal.sees(wanted, within=ANSWER_WITHIN)

    async def orders(self, bot: Bot, command: str, *answers: str, room: str = "") -> str:
        """Type ``command``; return the first thing the bot says with one of ``answers`` in it, else ``Unknown``.

        In the bot's own direct chat no prefix is needed; in another ``room`` it is.
        """
        mark = self._journal.mark()
        text = f"{bot.prefix} {command}" if room else command
        place = room or bot.dm
        await self.client.send(place, "m.room.message", {"msgtype": "m.text", "body": text})
        hopes = That(" or ".join(map(repr, answers)), lambda got: any(answer in got for answer in answers))
        said = Wanted(kind="message", network="matrix", place=place, author=bot.user_id, text=hopes)
        try:
            fact = await self._journal.sees(said, since=mark, within=ANSWER_WITHIN)
        except NeverSeen as error:
            raise Unknown(f"{bot.user_id} did not answer {text!r} as expected: {error}") from error
        return fact.text

    async def orders_bridging(self, bot: Bot, command: str, done: str, unheard: str, room: str = "") -> None:
        """Type ``command`` until the bot says that it is ``done``: a bridge may not have heard yet of what is new.

        The round trip of each answer, in which it says ``unheard``, paces the asking; one that goes on is ``Unknown``.
        """
        end = asyncio.get_running_loop().time() + ANSWER_WITHIN
        while done not in (said := await self.orders(bot, command, done, unheard, room=room)):
            if asyncio.get_running_loop().time() > end:
                raise Unknown(f"{bot.user_id} goes on answering {command!r} with {said!r}")


def create_room(bots: list[str], people: list[str], operator: str, name: str) -> dict[str, Any]:
    """Return the arguments of matrix-nio's room_create for a room that both bridges can share.

    Both bots may redact and nothing more; the name is out of their reach, or they would rename the room; anybody
    may invite, for ghosts come by invitation. Room version 11 is the newest that every bridge knows.
    """
    levels = {
        "users": {operator: 100, **dict.fromkeys(bots, 50)},
        "invite": 0,
        "events": {"m.room.name": 60, "m.room.topic": 60, "m.room.avatar": 60},
    }
    return {
        "name": name,
        "room_version": "11",
        "invite": [*bots, *people],
        "power_level_override": levels,
        "federate": False,
    }
