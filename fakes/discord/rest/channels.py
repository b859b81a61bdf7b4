"""Channels: look up, change, delete, overwrites, typing, followers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.channel import ANNOUNCEMENT, GROUP
from fakes.discord.channel_fields import overwrite_from, overwrites
from fakes.discord.errors import ApiError, FieldErrors
from fakes.discord.fields import Fields
from fakes.discord.permissions import Permission
from fakes.discord.rest.call import Call
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.channel import Channel

routes = Routes()


def seen_channel(call: Call) -> Channel:
    """Return the path's channel; 10003 when there is none, 50001 when the caller may not see it."""
    found = call.world.channels.seen_by(call.person, call.params["channel"])
    call.world.threads.doze(found)
    return found


def guild_channel(call: Call, permission: int) -> Channel:
    """Return a guild's channel in which the caller has a right; 50024 for a direct message."""
    found = seen_channel(call)
    if not found.guild_id:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    call.world.channels.require(call.person, found, permission)
    return found


@routes.on("GET", "/channels/{channel}")
def channel(call: Call) -> Json:
    """Return a channel."""
    return call.world.channels.as_seen(seen_channel(call), call.person)


@routes.on("PATCH", "/channels/{channel}")
def update(call: Call) -> Json:
    """Change a channel (MANAGE_CHANNELS), a thread (its maker or MANAGE_THREADS) or a group (anybody in it)."""
    found = seen_channel(call)
    if found.thread is not None:
        call.world.thread_changes.update(call.person, found, call.body)
    elif found.type == GROUP:
        call.world.groups.update(call.person, found, call.body)
    else:
        guild_channel(call, Permission.MANAGE_CHANNELS)
        if "permission_overwrites" in call.body:
            call.world.channels.require(call.person, found, Permission.MANAGE_ROLES)
            call.world.channels.check_grant(call.person, found, overwrites(Fields(call.body, FieldErrors())))
        call.world.channels.update(found, call.body)
        call.note("channel update", found.guild_id, found.id)
    return call.world.channels.as_seen(found, call.person)


@routes.on("DELETE", "/channels/{channel}")
def delete(call: Call) -> Json:
    """Delete a channel (MANAGE_CHANNELS) or thread (MANAGE_THREADS); leave a group; close a direct message."""
    found = seen_channel(call)
    shown = call.world.channels.as_seen(found, call.person)
    if found.thread is not None:
        call.world.channels.require(call.person, found, Permission.MANAGE_THREADS)
        call.world.threads.delete(found)
        call.note("thread delete", found.guild_id, found.id)
    elif found.guild_id:
        call.world.channels.require(call.person, found, Permission.MANAGE_CHANNELS)
        call.world.channels.delete(found)
        call.note("channel delete", found.guild_id, found.id)
    else:
        call.world.groups.close(call.person, found)
    return shown


@routes.on("PUT", "/channels/{channel}/permissions/{target}")
def set_overwrite(call: Call) -> None:
    """Set a role's or member's overwrite; needs MANAGE_ROLES, and the bits that are set."""
    found = guild_channel(call, Permission.MANAGE_ROLES)
    target = call.params["target"]
    with call.fields() as fields:
        overwrite = overwrite_from(target, fields)
    call.world.channels.check_grant(call.person, found, [overwrite])
    action = "overwrite update" if target in found.overwrites else "overwrite create"
    call.note(action, found.guild_id, found.id, **_whose(call, found.guild_id, target))
    call.world.channels.overwrite(found, overwrite, target)


@routes.on("DELETE", "/channels/{channel}/permissions/{target}")
def delete_overwrite(call: Call) -> None:
    """Take an overwrite away; needs MANAGE_ROLES."""
    found = guild_channel(call, Permission.MANAGE_ROLES)
    target = call.params["target"]
    call.world.channels.overwrite(found, None, target)
    call.note("overwrite delete", found.guild_id, found.id, **_whose(call, found.guild_id, target))


def _whose(call: Call, guild_id: str, target: str) -> dict[str, str]:
    """Return whose overwrite it is, as the audit log tells it: `type` "0" is a role, "1" a member."""
    role = call.world.guilds.get(guild_id).roles.get(target)
    return {"id": target, "type": "0", "role_name": role.name} if role else {"id": target, "type": "1"}


@routes.on("POST", "/channels/{channel}/followers")
def follow(call: Call) -> Json:
    """Let another channel show what is published here; needs MANAGE_WEBHOOKS there."""
    found = seen_channel(call)
    if found.type != ANNOUNCEMENT:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    with call.fields() as fields:
        target = fields.snowflake("webhook_channel_id") or ""
    into = call.world.channels.seen_by(call.person, target)
    hook = call.world.webhooks.follow(call.person, found, into)
    return {"channel_id": found.id, "webhook_id": hook.id}


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
    return call.world.webhooks.create(
        call.person, seen_channel(call), call.body.get("name"), call.body.get("avatar")
    ).as_json()
