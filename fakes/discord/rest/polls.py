"""Polls: vote, list voters, end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord.message import message_json
from fakes.discord.rest.call import Call
from fakes.discord.rest.channels import seen_channel
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.channels import Channel
    from fakes.discord.message import Message

routes = Routes()
_POLL = "/channels/{channel}/polls/{message}"


def _message(call: Call) -> tuple[Channel, Message]:
    channel = seen_channel(call)
    return channel, call.world.messages.get(channel, call.params["message"])


@routes.on("PUT", f"{_POLL}/answers/@me")
def vote(call: Call) -> None:
    """Set the caller's answers; none takes them back."""
    channel, message = _message(call)
    with call.fields() as fields:
        answers = [int(one) for one in fields.texts("answer_ids") if one.isascii() and one.isdigit()]
    call.world.polls.vote(call.person, channel, message, answers)


@routes.on("GET", f"{_POLL}/answers/{{answer}}")
def voters(call: Call) -> Json:
    """Return who voted for an answer, up to ``limit`` (25) of them ``after`` an id."""
    _, message = _message(call)
    limit, after = call.number("limit", 25, 1, 100), int(call.anchor("after") or 0)
    number = call.params["answer"]
    who = call.world.polls.voters(message, int(number) if number.isascii() and number.isdigit() else 0)
    return {"users": [call.world.people.get(one).as_user() for one in who if int(one) > after][:limit]}


@routes.on("POST", f"{_POLL}/expire")
def end(call: Call) -> Json:
    """End the caller's poll now."""
    channel, message = _message(call)
    call.world.polls.end(call.person, channel, message)
    return message_json(channel, message, call.person.id)
