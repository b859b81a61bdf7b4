"""bots.*: the commands that a bot offers."""

from __future__ import annotations

import re

from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl

SERVICE = Service()
_MOST = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LONGEST_DESCRIPTION = 256


@SERVICE.serves("bots.setBotCommands")
def set_bot_commands(call: Call) -> bool:
    """Offer commands in the place of those before; scopes and languages make no difference here."""
    _check_bot(call)
    if len(call["commands"]) > _MOST:
        raise RpcError(400, "BOT_COMMANDS_TOO_MUCH", f"a bot may offer {_MOST} commands")
    for command in call["commands"]:
        if not _COMMAND.fullmatch(command["command"]):
            raise RpcError(400, "BOT_COMMAND_INVALID", f"{command['command']!r} is no command")
        if not 0 < len(command["description"]) <= _LONGEST_DESCRIPTION:
            raise RpcError(400, "BOT_COMMAND_DESCRIPTION_INVALID", "a description has 1 to 256 characters")
    call.account.commands = [(command["command"], command["description"]) for command in call["commands"]]
    return True


@SERVICE.serves("bots.getBotCommands")
def get_bot_commands(call: Call) -> list[TLObject]:
    """Return the commands that the bot offers."""
    _check_bot(call)
    return [tl("botCommand", command=name, description=text) for name, text in call.account.commands]


@SERVICE.serves("bots.resetBotCommands")
def reset_bot_commands(call: Call) -> bool:
    """Offer none."""
    _check_bot(call)
    call.account.commands = []
    return True


def _check_bot(call: Call) -> None:
    if not call.account.bot:
        raise RpcError(400, "USER_BOT_REQUIRED", "only bots have commands")
