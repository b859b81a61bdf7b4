"""Reactions: add and remove one's own, remove another's, list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.messages import require_history
from fakes.discord.rest.call import Call
from fakes.discord.rest.channels import seen_channel
from fakes.discord.rest.routes import Routes

if TYPE_CHECKING:
    from fakes.discord.channels import Channel
    from fakes.discord.message import Message

routes = Routes()
_REACTIONS = "/channels/{channel}/messages/{message}/reactions/{emoji}"


def _message(call: Call) -> tuple[Channel, Message]:
    channel = seen_channel(call)
    return channel, call.world.messages.get(channel, call.params["message"])


@routes.on("PUT", f"{_REACTIONS}/@me")
def add(call: Call) -> None:
    """React with an emoji."""
    channel, message = _message(call)
    call.world.reactions.add(call.person, channel, message, call.text("emoji"), "wire")


@routes.on("DELETE", f"{_REACTIONS}/@me")
def remove_own(call: Call) -> None:
    """Take one's own reaction away."""
    channel, message = _message(call)
    call.world.reactions.remove(call.person, channel, message, call.text("emoji"), "wire")


@routes.on("DELETE", f"{_REACTIONS}/{{user}}")
def remove(call: Call) -> None:
    """Take somebody's reaction away; needs MANAGE_MESSAGES."""
    channel, message = _message(call)
    person = call.world.people.get(call.params["user"])
    call.world.reactions.remove(person, channel, message, call.text("emoji"), "wire", by=call.person)


@routes.on("GET", _REACTIONS)
def reactors(call: Call) -> Any:
    """Return who reacted with an emoji."""
    channel, message = _message(call)
    require_history(call.world.ground, call.person, channel)
    limit = call.number("limit", 25, 1, 100)
    who = message.reactions.get(call.text("emoji"), [])
    return [call.world.people.get(one).as_user() for one in who[:limit]]
