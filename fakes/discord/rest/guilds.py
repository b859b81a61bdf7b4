"""Guilds: look-ups of channels, roles and members, and new channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.channel_fields import overwrites
from fakes.discord.errors import FieldErrors, missing_permissions
from fakes.discord.fields import Fields
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


@routes.on("GET", "/guilds/{guild}/roles")
def roles(call: Call) -> Any:
    """Return the guild's roles."""
    return [one.as_json() for one in _guild(call).roles.values()]


@routes.on("GET", "/guilds/{guild}/members")
def members(call: Call) -> Any:
    """Return members by growing id, ``limit`` (1 by default) of them after ``after``."""
    limit, after = call.number("limit", 1, 1, 1000), int(call.anchor("after") or 0)
    ordered = sorted(_guild(call).members.values(), key=lambda one: int(one.person.id))
    return [one.as_json() for one in ordered if int(one.person.id) > after][:limit]


@routes.on("GET", "/guilds/{guild}/members/search")
def search_members(call: Call) -> Any:
    """Return members whose name begins with ``query``."""
    limit, query = call.number("limit", 1, 1, 1000), call.query.get("query", "").lower()
    found = [one for one in _guild(call).members.values() if one.person.name.lower().startswith(query)]
    return [one.as_json() for one in found[:limit]]


@routes.on("GET", "/guilds/{guild}/members/{user}")
def member(call: Call) -> Json:
    """Return one member; ``@me`` is the caller."""
    asked = call.params["user"]
    return call.world.guilds.member(_guild(call), call.person.id if asked == "@me" else asked).as_json()


@routes.on("GET", "/guilds/{guild}/webhooks")
def webhooks(call: Call) -> Any:
    """Return all webhooks of the guild; needs MANAGE_WEBHOOKS."""
    found = _guild(call)
    call.world.channels.require_in_guild(call.person, found, Permission.MANAGE_WEBHOOKS)
    return [one.as_json() for one in call.world.ground.webhooks.values() if one.guild_id == found.id]
