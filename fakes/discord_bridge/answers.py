"""What the commands do, and the bot's answers, word for word as the real bridge gives them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mautrix.errors import MatrixError

from fakes.discord_bridge import VERSION, notice
from fakes.discord_bridge.attribution import account_of
from fakes.discord_bridge.commands import UNKNOWN, Call, Standing, find, help_text, obstacle
from fakes.discord_bridge.config import Level
from fakes.discord_bridge.session import LogInFailedError

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge
    from fakes.discord_bridge.portal import Portal
    from fakes.discord_bridge.users import User

log = logging.getLogger(__name__)

ROOM_ADMIN = "fi.mau.discord.admin"


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it was given: by whom, where, in which event."""

    bridge: Bridge
    user: User
    room: str
    event_id: str
    arguments: tuple[str, ...]
    word: str

    @property
    def portal(self) -> Portal | None:
        """The portal of the room that it was given in."""
        return self.bridge.portal_of_room(self.room)

    async def reply(self, text: str) -> None:
        """Answer with Markdown; ``$cmdprefix`` stands for the bridge's prefix."""
        prefix = self.bridge.config.command_prefix
        await self.bridge.matrix.send(self.room, notice.content(text.replace("$cmdprefix ", f"{prefix} ")))

    async def redact(self) -> None:
        """Remove the command, which held a secret."""
        try:
            await self.bridge.matrix.redact(self.room, self.event_id)
        except MatrixError as error:
            log.warning("A command couldn't be redacted: %s", error)


Answer = Callable[[Order], Awaitable[None]]


async def run(bridge: Bridge, user: User, room: str, event_id: str, call: Call) -> None:
    """Carry out a command, or say why not."""
    from fakes.discord_bridge.portal_answers import PORTAL_ANSWERS

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
    answer = {**ANSWERS, **PORTAL_ANSWERS}.get(command.name, _not_here)
    await (order.reply(why_not) if why_not else answer(order))


async def may_administer(bridge: Bridge, room: str, mxid: str) -> bool | None:
    """Tell whether somebody has the room level for the bridge's commands; None when the levels can't be read."""
    try:
        mine, needed = await bridge.matrix.power(room, mxid, ROOM_ADMIN)
    except MatrixError:
        return None
    return mine >= needed


async def _not_here(order: Order) -> None:
    await order.reply(f"The stand-in bridge doesn't do `{order.word}` yet")


async def _help(order: Order) -> None:
    text = help_text(
        order.bridge.config.command_prefix,
        admin=order.user.level >= Level.ADMIN,
        management=order.room == order.user.management_room,
        portal=order.portal is not None,
    )
    await order.reply(text)


async def _version(order: Order) -> None:
    await order.reply(f"A stand-in for mautrix-discord, {VERSION}")


async def _cancel(order: Order) -> None:
    await order.reply("This bridge does not implement cancelable commands")


async def _login_token(order: Order) -> None:
    if len(order.arguments) != 2:
        await order.reply("**Usage**: `$cmdprefix login-token <user/bot/oauth> <token>`")
        return
    try:
        await _log_in(order, order.arguments[0].lower(), order.arguments[1])
    finally:
        await order.redact()


async def _log_in(order: Order, kind: str, token: str) -> None:
    if order.user.logged_in:
        await order.reply("You're already logged in")
        return
    try:
        account = account_of(token)
    except ValueError:
        await order.reply("Invalid token")
        return
    scheme = {"user": "", "bot": "Bot ", "oauth": "Bearer "}.get(kind)
    if scheme is None:
        await order.reply("Token type must be `user`, `bot` or `oauth`")
        return
    await order.reply(f"Connecting to Discord as user ID {account}")
    try:
        await order.user.log_in(scheme + token)
    except LogInFailedError as error:
        await order.reply(f"Error connecting to Discord: {error}")
        return
    await order.reply(f"Successfully logged in as @{order.user.username}")


async def _logout(order: Order) -> None:
    was_logged_in = bool(order.user.discord_id)
    await order.user.log_out()
    if was_logged_in:
        await order.reply("Logged out successfully.")
    else:
        await order.reply("You weren't logged in, but data was re-cleared just to be safe.")


async def _ping(order: Order) -> None:
    user = order.user
    if user.session:
        await order.reply(f"You're logged in as @{user.username} (`{user.discord_id}`)")
    elif user.logged_in:
        await order.reply("You have a Discord token stored, but are not connected for some reason 🤔")
    else:
        await order.reply("You're not logged in")


async def _disconnect(order: Order) -> None:
    if order.user.session is None:
        await order.reply("You're already not connected")
        return
    await order.user.disconnect()
    await order.reply("Successfully disconnected")


async def _reconnect(order: Order) -> None:
    if order.user.session:
        await order.reply("You're already connected")
        return
    try:
        await order.user.connect()
    except LogInFailedError as error:
        await order.reply(f"Error while reconnecting: {error}")
        return
    await order.reply("Successfully reconnected")


ANSWERS: dict[str, Answer] = {
    "help": _help,
    "version": _version,
    "cancel": _cancel,
    "login-token": _login_token,
    "logout": _logout,
    "ping": _ping,
    "disconnect": _disconnect,
    "reconnect": _reconnect,
}
