"""Pins, by their old paths and by those that replaced them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from fakes.discord.errors import invalid_field
from fakes.discord.message import message_json
from fakes.discord.moments import iso
from fakes.discord.permissions import Permission
from fakes.discord.rest.call import Call
from fakes.discord.rest.channels import seen_channel
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.message import Message

routes = Routes()
_OLD, _NEW = "/channels/{channel}/pins", "/channels/{channel}/messages/pins"


def _readable(call: Call) -> list[Message]:
    channel = seen_channel(call)
    may = call.world.ground.permissions(channel, call.person.id) & Permission.READ_MESSAGE_HISTORY
    return call.world.pins.of(channel) if may else []


def _shown(call: Call, message: Message) -> Json:
    shown = message_json(seen_channel(call), message, call.person.id)
    return {name: value for name, value in shown.items() if name != "reactions"}


@routes.on("GET", _OLD)
def pinned(call: Call) -> Any:
    """Return up to 50 pinned messages, the newest pin first."""
    return [_shown(call, one) for one in _readable(call)]


@routes.on("GET", _NEW)
def pins(call: Call) -> Json:
    """Return up to ``limit`` (50) pins from ``before`` a moment, and whether there are more."""
    limit, before = call.number("limit", 50, 1, 50), call.query.get("before", "")
    try:
        end = datetime.fromisoformat(before).timestamp() if before else float("inf")
    except ValueError:
        raise invalid_field("before", "DATETIME_TYPE_PARSE", f"Could not parse {before}. Should be ISO8601.") from None
    found = [one for one in _readable(call) if one.pinned_at is not None and one.pinned_at < end]
    items = [{"pinned_at": iso(one.pinned_at or 0), "message": _shown(call, one)} for one in found[:limit]]
    return {"items": items, "has_more": len(found) > limit}


@routes.on("PUT", f"{_OLD}/{{message}}")
@routes.on("PUT", f"{_NEW}/{{message}}")
def pin(call: Call) -> None:
    """Pin a message; needs PIN_MESSAGES or MANAGE_MESSAGES."""
    channel = seen_channel(call)
    call.world.pins.pin(call.person, channel, call.world.messages.get(channel, call.params["message"]))


@routes.on("DELETE", f"{_OLD}/{{message}}")
@routes.on("DELETE", f"{_NEW}/{{message}}")
def unpin(call: Call) -> None:
    """Let a pinned message go; needs PIN_MESSAGES or MANAGE_MESSAGES."""
    channel = seen_channel(call)
    call.world.pins.unpin(call.person, channel, call.world.messages.get(channel, call.params["message"]))
