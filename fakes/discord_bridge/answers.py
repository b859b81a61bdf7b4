"""Commands carried out: who may, and which answer belongs to which command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord_bridge.account_answers import ACCOUNT_ANSWERS
from fakes.discord_bridge.commands import UNKNOWN, Call, Standing, find, obstacle
from fakes.discord_bridge.config import Level
from fakes.discord_bridge.guild_answers import guilds, rejoin_space
from fakes.discord_bridge.order import Answer, Order, may_administer
from fakes.discord_bridge.portal_answers import PORTAL_ANSWERS

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge
    from fakes.discord_bridge.users import User

ANSWERS: dict[str, Answer] = {**ACCOUNT_ANSWERS, **PORTAL_ANSWERS, "guilds": guilds, "rejoin-space": rejoin_space}


async def run(bridge: Bridge, user: User, room: str, event_id: str, call: Call) -> None:
    """Carry out a command, or say why not."""
    order = Order(bridge, user, room, event_id, call.arguments, call.word)
    command = find(call.word)
    if command is None:
        await order.reply(UNKNOWN)
        return
    standing = Standing(
        admin=user.level >= Level.ADMIN,
        room_admin=await may_administer(bridge, room, user.mxid) if command.room_admin else None,
        in_portal=order.portal is not None,
        logged_in=user.logged_in,
    )
    why_not = obstacle(command, standing)
    answer = ANSWERS.get(command.name, _not_here)
    await (order.reply(why_not) if why_not else answer(order))


async def _not_here(order: Order) -> None:
    await order.reply(f"The stand-in bridge doesn't do `{order.word}` yet")
