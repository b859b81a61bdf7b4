"""The ``guilds`` command: what is bridged of which guild."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from mautrix.errors import MatrixError

from fakes.discord_bridge import notice
from fakes.discord_bridge.attribution import room_url
from fakes.discord_bridge.guilds import GuildError, Mode

if TYPE_CHECKING:
    from fakes.discord_bridge.order import Answer, Order

_USAGE = "**Usage**: `$cmdprefix guilds <help/status/bridge/unbridge> [guild ID] [...]`"
_HELP = f"""{_USAGE}

* **help** - View this help message.
* **status** - View the list of guilds and their bridging status.
* **bridge <_guild ID_> [--entire]** - Enable bridging for a guild.\
 The --entire flag auto-creates portals for all channels.
* **bridging-mode <_guild ID_> <_mode_>** - Set the mode for bridging messages and new channels in a guild.
* **unbridge <_guild ID_>** - Unbridge a guild and delete all channel portal rooms."""
_MODES = """Available modes:
* `nothing` to never bridge any messages (default when unbridged)
* `if-portal-exists` to bridge messages in existing portals, but drop messages in unbridged channels
* `create-on-message` to bridge all messages and create portals if necessary on incoming messages\
 (default after bridging)
* `everything` to bridge all messages and create portals proactively on bridge startup\
 (default if bridged with `--entire`)
"""


async def guilds(order: Order) -> None:
    """Run a subcommand, or explain them."""
    if not order.arguments:
        await order.reply(_HELP)
        return
    subcommand = order.arguments[0].lower()
    answer = _SUBCOMMANDS.get(subcommand)
    if answer:
        await answer(order)
    else:
        await order.reply(f"Unknown subcommand `{subcommand}`\n\n{_USAGE}")


async def _explain(order: Order) -> None:
    await order.reply(_HELP)


async def _list(order: Order) -> None:
    known = [order.bridge.guilds[id_] for id_ in sorted(order.user.guilds) if id_ in order.bridge.guilds]
    if not known:
        await order.reply("No guilds found")
        return
    items = "".join(
        f"<li>{html.escape(guild.name)} (<code>{guild.id}</code>) - {guild.mode.description}</li>" for guild in known
    )
    await order.bridge.matrix.send(order.room, notice.html_content(f"<p>List of guilds:</p><ul>{items}</ul>"))


async def _bridge(order: Order) -> None:
    arguments = order.arguments[1:]
    if len(arguments) not in {1, 2}:
        await order.reply("**Usage**: `$cmdprefix guilds bridge <guild ID> [--entire]")
        return
    entire = len(arguments) == 2 and arguments[1].lower() == "--entire"
    try:
        await order.bridge.bridge_guild(order.user, arguments[0], entire=entire)
    except (GuildError, MatrixError) as error:
        await order.reply(f"Error bridging guild: {error}")
        return
    await order.reply("Successfully bridged guild")


async def _unbridge(order: Order) -> None:
    arguments = order.arguments[1:]
    if len(arguments) != 1:
        await order.reply("**Usage**: `$cmdprefix guilds unbridge <guild ID>")
        return
    try:
        await order.bridge.unbridge_guild(order.user, arguments[0])
    except GuildError as error:
        await order.reply(f"Error unbridging guild: {error}")
        return
    await order.reply("Successfully unbridged guild")


async def _mode(order: Order) -> None:
    arguments = order.arguments[1:]
    if len(arguments) not in {1, 2}:
        await order.reply("**Usage**: `$cmdprefix guilds bridging-mode <guild ID> [mode]`\n\n" + _MODES)
        return
    guild = order.bridge.guilds.get(arguments[0])
    if guild is None:
        await order.reply("Guild not found")
    elif len(arguments) == 1:
        current = f"{guild.mode.description} (`{guild.mode.label}`)"
        await order.reply(f"{guild.name} ({guild.id}) is currently set to {current}\n\n{_MODES}")
    else:
        mode = Mode.named(arguments[1])
        if mode is None:
            await order.reply(f"Invalid guild bridging mode `{arguments[1]}`")
            return
        guild.mode = mode
        order.bridge.keep_guild(guild)
        await order.reply(f"Set guild bridging mode to {mode.description}")


async def rejoin_space(order: Order) -> None:
    """Invite a user to a space of theirs again; a guild's the real bridge can't yet."""
    which = order.arguments[0] if order.arguments else ""
    if which not in {"main", "dms"} and not which.isdecimal():
        await order.reply("**Usage**: `$cmdprefix rejoin-space <guild ID/main/dms>`")
    elif which.isdecimal():
        await order.reply("Rejoining guild spaces is not yet implemented")
    else:
        spaces = order.bridge.spaces
        space = await (spaces.of if which == "main" else spaces.of_directs)(order.user)
        await spaces.invite_again(order.user, space)
        name = "main" if which == "main" else "DM"
        await order.reply(f"Invited you to your {name} space ([link]({room_url(order.bridge.config, space)}))")


_SUBCOMMANDS: dict[str, Answer] = {
    "help": _explain,
    "status": _list,
    "list": _list,
    "bridge": _bridge,
    "unbridge": _unbridge,
    "delete": _unbridge,
    "bridging-mode": _mode,
    "mode": _mode,
}
