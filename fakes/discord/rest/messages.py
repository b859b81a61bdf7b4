"""Messages: history, send, edit, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.drafts import read_draft
from fakes.discord.errors import ApiError
from fakes.discord.history import Side
from fakes.discord.message import message_json
from fakes.discord.messages import require_history
from fakes.discord.rest.call import Call
from fakes.discord.rest.channels import seen_channel
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.channels import Channel
    from fakes.discord.message import Message

routes = Routes()
_SIDES: tuple[Side, ...] = ("around", "before", "after")


def _seen(call: Call, channel: Channel, message: Message) -> Json:
    return message_json(channel, message, call.person.id)


@routes.on("GET", "/channels/{channel}/messages")
def history(call: Call) -> Any:
    """Return up to ``limit`` (50) messages, newest first, by one of before, after, around."""
    channel, limit = seen_channel(call), call.number("limit", 50, 1, 100)
    side: Side = next((one for one in _SIDES if call.query.get(one)), "before")
    anchor = call.anchor(side)
    found = call.world.messages.history(call.person, channel, limit, anchor, side)
    return [_seen(call, channel, one) for one in found]


@routes.on("POST", "/channels/{channel}/messages")
def send(call: Call) -> Json:
    """Post a message; the answer carries the nonce."""
    channel, draft = seen_channel(call), read_draft(call.body, call.parts)
    message = call.world.messages.send(call.person, channel, draft, "wire")
    sent = _seen(call, channel, message)
    return sent if message.nonce is None else sent | {"nonce": message.nonce}


@routes.on("POST", "/channels/{channel}/messages/bulk-delete")
def bulk_delete(call: Call) -> None:
    """Remove 2 to 100 messages at once."""
    with call.fields() as fields:
        ids = fields.texts("messages")
    call.world.messages.bulk_delete(call.person, seen_channel(call), ids, "wire")


@routes.on("GET", "/channels/{channel}/messages/{message}")
def message(call: Call) -> Json:
    """Return one message; needs READ_MESSAGE_HISTORY."""
    channel = seen_channel(call)
    require_history(call.world.ground, call.person, channel)
    return _seen(call, channel, call.world.messages.get(channel, call.params["message"]))


@routes.on("PATCH", "/channels/{channel}/messages/{message}")
def edit(call: Call) -> Json:
    """Change one's own message."""
    channel, draft = seen_channel(call), read_draft(call.body, call.parts)
    changed = call.world.messages.edit(call.person, channel, call.params["message"], draft, "wire")
    return _seen(call, channel, changed)


@routes.on("POST", "/channels/{channel}/messages/{message}/ack")
def ack(call: Call) -> Json:
    """Note that the caller has read up to a message; bots can't."""
    if call.person.bot:
        raise ApiError(403, 20001, "Bots cannot use this endpoint", refusal=True)
    call.world.acks.ack(call.person, seen_channel(call), call.params["message"], "wire")
    return {"token": None}


@routes.on("POST", "/channels/{channel}/messages/{message}/crosspost")
def crosspost(call: Call) -> Json:
    """Publish a message of an announcement channel, to the channels that follow it."""
    channel = seen_channel(call)
    published = call.world.publishing.crosspost(call.person, channel, call.params["message"])
    return _seen(call, channel, published)


@routes.on("DELETE", "/channels/{channel}/messages/{message}")
def delete(call: Call) -> None:
    """Remove a message."""
    call.world.messages.delete(call.person, seen_channel(call), call.params["message"], "wire")
