"""The control API's operations on messages: send with all that one can hold, edit, pin, read, react, vote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fakes.control import BadOrderError, whole
from fakes.discord.control_files import form_of
from fakes.discord.drafts import read_draft
from fakes.discord.message import message_json

if TYPE_CHECKING:
    from fakes.discord.channels import Channel
    from fakes.discord.message import Message
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json
    from fakes.discord.world import World

Order = Mapping[str, Any]
Act = Callable[["World", Order], "Json"]
ACTS: dict[str, Act] = {}


def _act(name: str) -> Callable[[Act], Act]:
    def register(function: Act) -> Act:
        ACTS[name] = function
        return function

    return register


def _place(world: World, order: Order) -> tuple[Person, Channel]:
    person = world.people.get(str(order["author"]))
    return person, world.channels.seen_by(person, str(order["channel"]))


def _message(world: World, order: Order) -> tuple[Person, Channel, Message]:
    person, channel = _place(world, order)
    return person, channel, world.messages.get(channel, str(order["message"]))


@_act("message.send")
def send(world: World, order: Order) -> Json:
    """Post a message."""
    person, channel = _place(world, order)
    body, parts = form_of(order.get("files") or ())
    fields = {"embeds": "embeds", "stickers": "sticker_ids", "poll": "poll", "flags": "flags", "nonce": "nonce"}
    body |= {field: order[name] for name, field in fields.items() if name in order}
    body["content"] = order.get("content") or ""
    if order.get("reply_to"):
        body["message_reference"] = {"message_id": str(order["reply_to"])}
    if order.get("forward"):
        what = order["forward"]
        if not isinstance(what, Mapping):
            raise BadOrderError("a forward names its channel and its message")
        body["message_reference"] = {"type": 1, "channel_id": what.get("channel"), "message_id": what.get("message")}
    return {"id": world.messages.send(person, channel, read_draft(body, parts), "control").id}


@_act("message.edit")
def edit(world: World, order: Order) -> Json:
    """Change one's own message; ``keep`` names the files that stay, without it all do."""
    person, channel, message = _message(world, order)
    body, parts = form_of(order.get("files") or ())
    if "keep" in order:
        kept = [{"id": str(one)} for one in order["keep"]]
        body["attachments"] = kept + body.get("attachments", [])
    elif parts:
        body["attachments"] = [{"id": one.id} for one in message.attachments] + body["attachments"]
    body |= {name: order[name] for name in ("content", "embeds", "flags") if name in order}
    world.messages.edit(person, channel, message.id, read_draft(body, parts), "control")
    return {}


@_act("message.delete")
def delete(world: World, order: Order) -> Json:
    """Remove a message."""
    person, channel = _place(world, order)
    world.messages.delete(person, channel, str(order["message"]), "control")
    return {}


@_act("message.list")
def messages(world: World, order: Order) -> Json:
    """Return a channel's messages, oldest first, as the API shows them."""
    channel = world.channels.get(str(order["channel"]))
    return {"messages": [message_json(channel, one) for one in channel.messages.values()]}


@_act("message.pin")
def pin(world: World, order: Order) -> Json:
    """Pin a message."""
    world.pins.pin(*_message(world, order))
    return {}


@_act("message.unpin")
def unpin(world: World, order: Order) -> Json:
    """Let a pinned message go."""
    world.pins.unpin(*_message(world, order))
    return {}


@_act("message.read")
def read(world: World, order: Order) -> Json:
    """Read up to a message."""
    person, channel = _place(world, order)
    world.acks.ack(person, channel, str(order["message"]), "control")
    return {}


@_act("reaction.add")
def add_reaction(world: World, order: Order) -> Json:
    """React to a message."""
    world.reactions.add(*_message(world, order), str(order["emoji"]), "control", burst=bool(order.get("super")))
    return {}


@_act("reaction.remove")
def remove_reaction(world: World, order: Order) -> Json:
    """Take one's own reaction away."""
    world.reactions.remove(*_message(world, order), str(order["emoji"]), "control", burst=bool(order.get("super")))
    return {}


@_act("reaction.clear")
def clear_reactions(world: World, order: Order) -> Json:
    """Take all reactions away, or all with one emoji."""
    world.reactions.clear(*_message(world, order), "control", str(order.get("emoji") or ""))
    return {}


@_act("typing.start")
def start_typing(world: World, order: Order) -> Json:
    """Show that a person types."""
    world.channels.start_typing(*_place(world, order), "control")
    return {}


@_act("poll.vote")
def vote(world: World, order: Order) -> Json:
    """Set a person's answers, none to take them back."""
    world.polls.vote(*_message(world, order), [whole(one, "an answer") for one in order["answers"]])
    return {}


@_act("poll.end")
def end_poll(world: World, order: Order) -> Json:
    """End one's own poll."""
    world.polls.end(*_message(world, order))
    return {}
