"""The bot's commands: their table, how a message becomes one, and who may run it. Pure; ``answers.py`` carries out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

UNKNOWN = "Unknown command, use the `help` command for help."


class Section(Enum):
    """A part of the help text, in its order."""

    GENERAL = "General"
    AUTH = "Authentication"
    PORTALS = "Portal management"
    BOTS = "Discord bot interaction"
    ADMIN = "Administration"


@dataclass(frozen=True, slots=True)
class Command:
    """One command and what it asks of who runs it; ``room_admin`` is a level in the room."""

    name: str
    section: Section
    description: str
    arguments: str = ""
    aliases: tuple[str, ...] = ()
    admin: bool = False
    portal: bool = False
    login: bool = False
    room_admin: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A command as it was typed: its word in lower case, and what followed."""

    word: str
    arguments: tuple[str, ...]


_G, _A, _P, _B, _X = Section.GENERAL, Section.AUTH, Section.PORTALS, Section.BOTS, Section.ADMIN

TABLE: tuple[Command, ...] = (
    Command("help", _G, "Show this help message."),
    Command("version", _G, "Get the bridge version."),
    Command("cancel", _G, "Cancel an ongoing action."),
    Command(
        "login-token", _A, "Link the bridge to your Discord account by extracting the access token manually.",
        "<user/bot/oauth> <_token_>",
    ),
    Command("login-qr", _A, "Link the bridge to your Discord account by scanning a QR code.", aliases=("login",)),
    Command("logout", _A, "Forget the stored Discord auth token."),
    Command("ping", _A, "Check your connection to Discord"),
    Command("disconnect", _A, "Disconnect from Discord (without logging out)", login=True),
    Command("reconnect", _A, "Reconnect to Discord after disconnecting", aliases=("connect",), login=True),
    Command("login-matrix", _A, "Enable double puppeting.", "<_access token_>"),
    Command("ping-matrix", _A, "Ping the Matrix server with the double puppet."),
    Command("logout-matrix", _A, "Disable double puppeting."),
    Command("bridge", _P, "Bridge this room to a specific Discord channel", "[--replace[=delete]] <_channel ID_>",
            room_admin=True),
    Command("unbridge", _P, "Unbridge this room from the linked Discord channel", portal=True, room_admin=True),
    Command("delete-portal", _P, "Unbridge this room and kick all Matrix users", portal=True, room_admin=True),
    Command("create-portal", _P, "Create a portal for a specific channel", "<_channel ID_>", login=True),
    Command("set-relay", _P, "Create or set a relay webhook for a portal",
            "[room ID] <\u200b--url URL> OR <\u200b--create [name]>", login=True, room_admin=True),
    Command("unset-relay", _P, "Disable the relay webhook and optionally delete it on Discord", "[--delete]",
            portal=True, room_admin=True),
    Command("guilds", _P, "Guild bridging management", "<status/bridge/unbridge/bridging-mode> [_guild ID_] [...]",
            aliases=("servers", "guild", "server"), login=True),
    Command("rejoin-space", _P, "Ask the bridge for an invite to a space you left", "<_guild ID_/main/dms>",
            login=True),
    Command("exec", _B, "Run bot interaction commands on Discord", "<_command_> [_arg=value ..._]", login=True,
            portal=True),
    Command("commands", _B, "View parameters of bot interaction commands on Discord",
            "search <_query_> OR help <_command_>", aliases=("cmds", "cs"), login=True, portal=True),
    Command("delete-all-portals", _X, "Delete all portals.", admin=True),
    Command("discard-megolm-session", _X, "Discard the Megolm session in the room", aliases=("discard-session",),
            admin=True),
    Command("set-pl", _X, "Change the power level in a portal room.", "[_user ID_] <_power level_>",
            aliases=("set-power-level",), admin=True, portal=True),
)  # fmt: skip

_BY_WORD = {word: command for command in TABLE for word in (command.name, *command.aliases)}


def find(word: str) -> Command | None:
    """Return the command that ``word`` names, by its name or an alias."""
    return _BY_WORD.get(word)


def called(body: str, prefix: str, *, management: bool) -> Call | None:
    """Return the command in a message; None when it is none. In a management room the prefix may be left out."""
    prefixed = body.startswith(prefix)
    if not prefixed and not management:
        return None
    words = (body.removeprefix(prefix) if prefixed else body).split()
    if not words:
        return Call("unknown-command", ())
    return Call(words[0].lower(), tuple(words[1:]))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of who runs a command, where. ``room_admin`` is None when the levels can't be read."""

    admin: bool
    room_admin: bool | None
    in_portal: bool
    logged_in: bool


def obstacle(command: Command, standing: Standing) -> str | None:
    """Return why the command isn't run, in the real bridge's words and order; None when it is."""
    if command.admin and not standing.admin:
        return "That command is limited to bridge administrators."
    if command.room_admin and not standing.admin:
        if standing.room_admin is None:
            return "Failed to get room power levels to see if you're allowed to use that command"
        if not standing.room_admin:
            return "That command requires room admin rights."
    if command.portal and not standing.in_portal:
        return "That command can only be ran in portal rooms."
    if command.login and not standing.logged_in:
        return "That command requires you to be logged in."
    return None


def help_text(prefix: str, *, admin: bool, management: bool, portal: bool) -> str:
    """Return the help, as Markdown."""
    if management:
        lines = [f"This is your management room: prefixing commands with `{prefix}` is not required."]
    elif portal:
        lines = [
            f"**This is a portal room**: you must always prefix commands with `{prefix}`."
            " Management commands will not be bridged."
        ]
    else:
        lines = [f"This is not your management room: prefixing commands with `{prefix}` is required."]
    lines += ["Parameters in [square brackets] are optional, while parameters in <angle brackets> are required.", ""]
    for section in Section:
        shown = [command for command in TABLE if command.section is section and (admin or not command.admin)]
        lines += [f"#### {section.value}"] if shown else []
        for command in sorted(shown, key=lambda command: command.name):
            arguments = f" {command.arguments}" if command.arguments else ""
            lines.append(f"**{command.name}**{arguments} - {command.description}")
        lines += [""] if shown else []
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class BridgeOrder:
    """The arguments of ``bridge``."""

    channel: str
    replace: bool = False
    delete: bool = False


def bridge_order(arguments: Sequence[str]) -> BridgeOrder | None:
    """Read ``[--replace[=delete]] <channel ID>``; None when it is anything else."""
    channel, replace, delete = "", False, False
    for argument in (argument.lower() for argument in arguments):
        if argument in {"--replace", "--replace=delete"}:
            replace, delete = True, delete or argument.endswith("delete")
        elif not channel and re.fullmatch("[0-9]+", argument):
            channel = argument
        else:
            return None
    return BridgeOrder(channel, replace, delete) if channel else None


def webhook_address(url: str) -> tuple[str, str] | None:
    """Return id and secret of ``https://discord.com/api/webhooks/<id>/<secret>``."""
    match = re.match(r"https://discord\.com/api/webhooks/(\d+)/(\S+)", url)
    return (match[1], match[2]) if match else None


def spoken(event: Mapping[str, Any]) -> str | None:
    """Return the text of a message that could be a command."""
    content = event.get("content", {})
    return str(content.get("body", "")) if content.get("msgtype") == "m.text" else None
