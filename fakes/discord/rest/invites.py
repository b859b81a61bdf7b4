"""Invites: make, list, look up, take, take back."""

from __future__ import annotations

from typing import Any

from fakes.discord.errors import missing_permissions
from fakes.discord.permissions import Permission
from fakes.discord.rest.call import Call
from fakes.discord.rest.channels import guild_channel
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

routes = Routes()
_IN_CHANNEL, _BY_CODE = "/channels/{channel}/invites", "/invites/{code}"


@routes.on("POST", _IN_CHANNEL)
def create(call: Call) -> Json:
    """Make an invite; needs CREATE_INSTANT_INVITE."""
    channel = guild_channel(call, Permission.CREATE_INSTANT_INVITE)
    invite = call.world.invites.create(call.person, channel, call.body)
    return call.world.invites.as_json(invite, metadata=True)


@routes.on("GET", _IN_CHANNEL)
def in_channel(call: Call) -> Any:
    """Return a channel's invites; needs MANAGE_CHANNELS."""
    channel = guild_channel(call, Permission.MANAGE_CHANNELS)
    every = call.world.invites.of(call.world.guilds.get(channel.guild_id))
    return [call.world.invites.as_json(one, metadata=True) for one in every if one.channel_id == channel.id]


@routes.on("GET", "/guilds/{guild}/invites")
def in_guild(call: Call) -> Any:
    """Return a guild's invites; needs MANAGE_GUILD or VIEW_AUDIT_LOG."""
    guild = call.world.guilds.seen_by(call.person, call.params["guild"])
    wanted = Permission.MANAGE_GUILD | Permission.VIEW_AUDIT_LOG
    if not call.world.ground.guild_permissions(guild, call.person.id) & wanted:
        raise missing_permissions()
    return [call.world.invites.as_json(one, metadata=True) for one in call.world.invites.of(guild)]


@routes.on("GET", _BY_CODE, open_to_all=True)
def look_up(call: Call) -> Json:
    """Return an invite, ``with_counts`` if asked; anybody may ask."""
    invite = call.world.invites.get(call.text("code"))
    return call.world.invites.as_json(invite, counts=call.flag("with_counts"))


@routes.on("POST", _BY_CODE)
def accept(call: Call) -> Json:
    """Join by an invite; people only."""
    person = call.person
    before = {one.id for one in call.world.guilds.of(person)}
    invite = call.world.invites.accept(person, call.text("code"), "wire")
    # A last use spends the invite, and still shows it.
    return call.world.invites.as_json(invite) | {"new_member": invite.guild_id not in before}


@routes.on("DELETE", _BY_CODE)
def delete(call: Call) -> Json:
    """Take an invite back; needs MANAGE_CHANNELS in its channel or MANAGE_GUILD."""
    invite = call.world.invites.get(call.text("code"))
    shown = call.world.invites.as_json(invite)
    call.world.invites.delete(call.person, invite)
    call.note("invite delete", invite.guild_id, invite.channel_id)
    return shown
