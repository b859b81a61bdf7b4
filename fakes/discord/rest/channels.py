"""Channels: look up, change, delete, overwrites, typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.channels import overwrite_from
from fakes.discord.permissions import Permission
from fakes.discord.rest.call import Call
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.channels import Channel

routes = Routes()


def seen_channel(call: Call) -> Channel:
    """Return the path's channel; 10003 when there is none, 50001 when the caller may not see it."""
    return call.world.channels.seen_by(call.person, call.params["channel"])


def _managed_channel(call: Call, permission: Permission) -> Channel:
    channel = seen_channel(call)
    call.world.channels.require(call.person, channel, permission)
    return channel


@routes.on("GET", "/channels/{channel}")
def channel(call: Call) -> Json:
    """Return a channel."""
    return call.world.channels.as_seen(seen_channel(call), call.person)


@routes.on("PATCH", "/channels/{channel}")
def update(call: Call) -> Json:
    """Change a channel; needs MANAGE_CHANNELS."""
    found = _managed_channel(call, Permission.MANAGE_CHANNELS)
    call.world.channels.update(found, call.body)
    return found.as_json()


@routes.on("DELETE", "/channels/{channel}")
def delete(call: Call) -> Json:
    """Delete a channel; needs MANAGE_CHANNELS."""
    found = _managed_channel(call, Permission.MANAGE_CHANNELS)
    call.world.channels.delete(found)
    return found.as_json()


@routes.on("PUT", "/channels/{channel}/permissions/{target}")
def set_overwrite(call: Call) -> None:
    """Set a role's or member's overwrite; needs MANAGE_ROLES."""
    found = _managed_channel(call, Permission.MANAGE_ROLES)
    target = call.params["target"]
    with call.fields() as fields:
        overwrite = overwrite_from(target, fields)
    call.world.channels.overwrite(found, overwrite, target)


@routes.on("DELETE", "/channels/{channel}/permissions/{target}")
def delete_overwrite(call: Call) -> None:
    """Take an overwrite away; needs MANAGE_ROLES."""
    call.world.channels.overwrite(_managed_channel(call, Permission.MANAGE_ROLES), None, call.params["target"])


@routes.on("POST", "/channels/{channel}/typing")
def typing(call: Call) -> None:
    """Show that the caller types."""
    call.world.channels.start_typing(call.person, seen_channel(call), "wire")


@routes.on("GET", "/channels/{channel}/webhooks")
def webhooks(call: Call) -> Any:
    """Return the channel's webhooks; needs MANAGE_WEBHOOKS."""
    return [one.as_json() for one in call.world.webhooks.in_channel(call.person, seen_channel(call))]


@routes.on("POST", "/channels/{channel}/webhooks")
def create_webhook(call: Call) -> Json:
    """Make a webhook; needs MANAGE_WEBHOOKS."""
    return call.world.webhooks.create(call.person, seen_channel(call), call.body.get("name")).as_json()
