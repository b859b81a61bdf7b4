"""The commands about the account and the bot itself, word for word as the real bridge answers them."""

from __future__ import annotations

from mautrix.errors import MatrixError

from fakes.discord_bridge import VERSION, qr_code
from fakes.discord_bridge.attribution import account_of
from fakes.discord_bridge.code_log_in import Scanned
from fakes.discord_bridge.commands import help_text
from fakes.discord_bridge.config import Level
from fakes.discord_bridge.order import Answer, Order
from fakes.discord_bridge.refusals import LogInFailedError

_CAPTCHA = "CAPTCHAs are currently not supported - use token login instead"


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


async def _login_qr(order: Order) -> None:
    if order.user.logged_in:
        await order.reply("You're already logged in")
        return
    shown: list[str] = []

    async def show(code: str) -> None:
        shown.append(await _show_code(order, code))

    try:
        scanned = await order.bridge.code_log_in.scanned(show)
    except OSError as error:
        await order.reply(f"Error connecting to login websocket: {error}")
        return
    except LogInFailedError as error:
        hint = f"\n\n{_CAPTCHA}" if "captcha-required" in str(error) else ""
        await order.reply(f"Error logging in: {error}{hint}")
        return
    finally:
        for event in shown:
            await order.bridge.matrix.redact(order.room, event)
    await _log_in_as(order, scanned)


async def _log_in_as(order: Order, scanned: Scanned) -> None:
    if not scanned.token:
        await order.reply("Error logging in: <nil>")
        return
    try:
        await order.user.log_in(scanned.token)
    except LogInFailedError as error:
        await order.reply(f"Error connecting after login: {error}")
        return
    await order.reply(f"Successfully logged in as @{scanned.username}")


async def _show_code(order: Order, code: str) -> str:
    """Show the code as a picture; return the event."""
    url = await order.bridge.matrix.upload(qr_code.png(code), "image/png")
    content = {"msgtype": "m.image", "body": code, "filename": "qr.png", "url": url}
    return await order.bridge.matrix.send(order.room, content)


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


async def _login_matrix(order: Order) -> None:
    if not order.arguments:
        await order.reply("**Usage:** `login-matrix <access token>`")
        return
    try:
        await order.bridge.puppets.log_in(order.user.mxid, order.arguments[0])
    except (MatrixError, ValueError) as error:
        await order.reply(f"Failed to enable double puppeting: {error}")
        return
    finally:
        await order.redact()
    await order.reply("Successfully switched puppet")


async def _ping_matrix(order: Order) -> None:
    puppet = order.bridge.puppets.of(order.user.mxid)
    if puppet is None:
        await order.reply("You are not logged in with your Matrix account.")
        return
    try:
        await order.reply(f"Confirmed valid access token for {' / '.join(await puppet.who_is_it())}")
    except MatrixError as error:
        await order.reply(f"Failed to validate Matrix login: {error}")


async def _logout_matrix(order: Order) -> None:
    if await order.bridge.puppets.log_out(order.user.mxid):
        await order.reply("Successfully disabled double puppeting.")
    else:
        await order.reply("You don't have double puppeting enabled.")


ACCOUNT_ANSWERS: dict[str, Answer] = {
    "help": _help,
    "version": _version,
    "cancel": _cancel,
    "login-token": _login_token,
    "login-qr": _login_qr,
    "logout": _logout,
    "ping": _ping,
    "disconnect": _disconnect,
    "reconnect": _reconnect,
    "login-matrix": _login_matrix,
    "ping-matrix": _ping_matrix,
    "logout-matrix": _logout_matrix,
}
