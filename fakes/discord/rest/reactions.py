"""Reactions: add and remove one's own, remove others', list."""

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
_ALL = "/channels/{channel}/messages/{message}/reactions"
_REACTIONS = f"{_ALL}/{{emoji}}"


def _message(call: Call) -> tuple[Channel, Message]:
    channel = seen_channel(call)
    return channel, call.world.messages.get(channel, call.params["message"])


def _is_burst(call: Call) -> bool:
    return call.number("type", int(call.params.get("kind", "0") == "1"), 0, 1) == 1


@routes.on("PUT", f"{_REACTIONS}/@me")
def add(call: Call) -> None:
    """React with an emoji; ``type`` 1 is a super reaction."""
    channel, message = _message(call)
    call.world.reactions.add(call.person, channel, message, call.text("emoji"), "wire", burst=_is_burst(call))


@routes.on("DELETE", f"{_REACTIONS}/@me")
def remove_own(call: Call) -> None:
    """Take one's own reaction away."""
    channel, message = _message(call)
    call.world.reactions.remove(call.person, channel, message, call.text("emoji"), "wire", burst=_is_burst(call))


@routes.on("DELETE", f"{_REACTIONS}/{{kind}}/@me")
def remove_own_kind(call: Call) -> None:
    """Take one's own reaction of a kind away (0 plain, 1 super), as people's clients do."""
    remove_own(call)


@routes.on("DELETE", f"{_REACTIONS}/{{user}}")
def remove(call: Call) -> None:
    """Take somebody's reaction away; needs MANAGE_MESSAGES."""
    channel, message = _message(call)
    person = call.world.people.get(call.params["user"])
    call.world.reactions.remove(person, channel, message, call.text("emoji"), "wire", by=call.person)


@routes.on("DELETE", _REACTIONS)
def clear_emoji(call: Call) -> None:
    """Take all reactions with an emoji away; needs MANAGE_MESSAGES."""
    channel, message = _message(call)
    call.world.reactions.clear(call.person, channel, message, "wire", call.text("emoji"))


@routes.on("DELETE", _ALL)
def clear(call: Call) -> None:
    """Take all reactions away; needs MANAGE_MESSAGES."""
    channel, message = _message(call)
    call.world.reactions.clear(call.person, channel, message, "wire")


@routes.on("GET", _REACTIONS)
def reactors(call: Call) -> Any:
    """Return who reacted with an emoji, by growing id, up to ``limit`` (25) of them ``after`` an id."""
    channel, message = _message(call)
    require_history(call.world.ground, call.person, channel)
    limit, after = call.number("limit", 25, 1, 100), int(call.anchor("after") or 0)
    who = call.world.reactions.reactors(message, call.text("emoji"), burst=_is_burst(call))
    return [call.world.people.get(one).as_user() for one in who if int(one) > after][:limit]
