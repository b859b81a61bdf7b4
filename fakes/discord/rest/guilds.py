"""Guilds: look-ups of channels, roles and members, and new channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.assets import read_image
from fakes.discord.channel_fields import overwrites
from fakes.discord.errors import ApiError, FieldErrors, missing_access, missing_permissions
from fakes.discord.fields import Fields
from fakes.discord.guilds import MAX_GUILDS, check_guild_name
from fakes.discord.permissions import ALL, Permission
from fakes.discord.rest.call import Call
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.channel import Overwrite
    from fakes.discord.guilds import Guild

routes = Routes()


def _guild(call: Call) -> Guild:
    return call.world.guilds.seen_by(call.person, call.params["guild"])


@routes.on("GET", "/guilds/{guild}")
def guild(call: Call) -> Json:
    """Return a guild; ``with_counts`` adds the number of members."""
    found = _guild(call)
    counts = {"approximate_member_count": len(found.members), "approximate_presence_count": len(found.members)}
    return found.as_json() | (counts if call.flag("with_counts") else {})


@routes.on("GET", "/guilds/{guild}/channels")
def channels(call: Call) -> Any:
    """Return the guild's channels."""
    return [one.as_json() for one in call.world.channels.of(_guild(call))]


@routes.on("POST", "/guilds/{guild}/channels", status=201)
def create_channel(call: Call) -> Json:
    """Open a channel; needs MANAGE_CHANNELS."""
    found = _guild(call)
    call.world.channels.require_in_guild(call.person, found, Permission.MANAGE_CHANNELS)
    with call.fields() as fields:
        name, kind, parent = fields.text("name"), fields.integer("type"), fields.snowflake("parent_id")
        _check_overwrites(call, found, overwrites(fields))
    made = call.world.channels.create(found, name or "", kind, parent, call.body)
    call.note("channel create", found.id, made.id)
    return made.as_json()


@routes.on("PATCH", "/guilds/{guild}/channels", rows=True)
def move_channels(call: Call) -> None:
    """Set positions and categories of several channels; needs MANAGE_CHANNELS."""
    found = _guild(call)
    call.world.channels.require_in_guild(call.person, found, Permission.MANAGE_CHANNELS)
    errors = FieldErrors()
    call.world.channels.move(found, Fields({"rows": call.rows}, errors).objects("rows"), errors)


def _check_overwrites(call: Call, guild: Guild, wanted: list[Overwrite]) -> None:
    """Raise 50013 for bits in overwrites that the caller hasn't got itself."""
    bits = call.world.ground.guild_permissions(guild, call.person.id)
    if any((one.allow | one.deny) & ALL & ~bits for one in wanted):
        raise missing_permissions()


@routes.on("POST", "/guilds", status=201)
def create(call: Call) -> Json:
    """Found a guild with a channel ``general``; 30001 past a hundred guilds."""
    name, errors = call.body.get("name"), FieldErrors()
    check_guild_name(name, errors)
    errors.raise_if_any()
    if len(call.world.guilds.of(call.person)) >= MAX_GUILDS:
        raise ApiError(400, 30001, f"Maximum number of guilds reached ({MAX_GUILDS})", refusal=True)
    made = call.world.guilds.create(str(name), call.person, [], call.person.scope)
    general = call.world.channels.create(made, "general")
    made.settings["system_channel_id"] = general.id
    call.world.guilds.announce(made)
    return made.as_json()


@routes.on("PATCH", "/guilds/{guild}")
def update(call: Call) -> Json:
    """Change a guild's settings; needs MANAGE_GUILD."""
    found = _guild(call)
    call.world.channels.require_in_guild(call.person, found, Permission.MANAGE_GUILD)
    picture = call.body.get("icon")
    icon = call.world.assets.put_hashed(f"/icons/{found.id}", read_image(picture, "icon")) if picture else None
    call.world.guilds.update(call.person, found, call.body, icon)
    call.note("guild update", found.id, found.id)
    return found.as_json()


@routes.on("DELETE", "/guilds/{guild}")
def delete(call: Call) -> None:
    """End a guild; only its owner may."""
    found = _guild(call)
    if found.owner_id != call.person.id:
        raise missing_access()
    call.world.guilds.delete(found)


@routes.on("DELETE", "/users/@me/guilds/{guild}")
def leave(call: Call) -> None:
    """Leave a guild; its owner can't."""
    found = _guild(call)
    if found.owner_id == call.person.id:
        raise ApiError(400, 50055, "Invalid Guild")
    call.world.guilds.leave(found, call.person, "wire")


@routes.on("GET", "/guilds/{guild}/audit-logs")
def audit_log(call: Call) -> Json:
    """Return entries of the audit log, newest first; needs VIEW_AUDIT_LOG."""
    found = _guild(call)
    call.world.channels.require_in_guild(call.person, found, Permission.VIEW_AUDIT_LOG)
    action, limit = call.number("action_type", 0, 0, 1000), call.number("limit", 50, 1, 100)
    entries = call.world.audit.entries(found, person_id=call.anchor("user_id"), action=action)
    before, after = call.anchor("before"), int(call.anchor("after") or 0)
    page = [one for one in entries if (not before or int(one["id"]) < int(before)) and int(one["id"]) > after][:limit]
    who = dict.fromkeys(one["user_id"] for one in page)
    empty: Json = {name: [] for name in _EMPTY_IN_LOG}
    return empty | {"audit_log_entries": page, "users": [call.world.people.get(one).as_user() for one in who]}


_EMPTY_IN_LOG = (
    "application_commands",
    "auto_moderation_rules",
    "guild_scheduled_events",
    "integrations",
    "threads",
    "webhooks",
)


@routes.on("GET", "/guilds/{guild}/webhooks")
def webhooks(call: Call) -> Any:
    """Return all webhooks of the guild; needs MANAGE_WEBHOOKS."""
    found = _guild(call)
    call.world.channels.require_in_guild(call.person, found, Permission.MANAGE_WEBHOOKS)
    return [one.as_json() for one in call.world.ground.webhooks.values() if one.guild_id == found.id]
