"""Roles: list, make, change, move, remove, give and take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.errors import FieldErrors
from fakes.discord.fields import Fields
from fakes.discord.rest.call import Call
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.guild import Guild

routes = Routes()
_ROLES, _ROLE = "/guilds/{guild}/roles", "/guilds/{guild}/roles/{role}"
_MEMBERS_ROLE = "/guilds/{guild}/members/{user}/roles/{role}"


def _guild(call: Call) -> Guild:
    return call.world.guilds.seen_by(call.person, call.params["guild"])


@routes.on("GET", _ROLES)
def roles(call: Call) -> Any:
    """Return the guild's roles."""
    return [one.as_json() for one in _guild(call).roles.values()]


@routes.on("GET", f"{_ROLES}/member-counts")
def member_counts(call: Call) -> Json:
    """Return how many members have each role; @everyone isn't counted."""
    guild = _guild(call)
    held = [role for member in guild.members.values() for role in member.roles]
    return {role: held.count(role) for role in guild.roles if role != guild.id}


@routes.on("GET", _ROLE)
def role(call: Call) -> Json:
    """Return one role."""
    return call.world.roles.get(_guild(call), call.params["role"]).as_json()


@routes.on("POST", _ROLES)
def create(call: Call) -> Json:
    """Make a role; needs MANAGE_ROLES, and every permission that it gives."""
    guild = _guild(call)
    made = call.world.roles.create(call.person, guild, call.body)
    call.note("role create", guild.id, made.id)
    return made.as_json()


@routes.on("PATCH", _ROLES, rows=True)
def move(call: Call) -> Any:
    """Set positions of several roles below one's own."""
    guild, errors = _guild(call), FieldErrors()
    call.world.roles.move(call.person, guild, Fields({"rows": call.rows}, errors).objects("rows"), errors)
    return [one.as_json() for one in guild.roles.values()]


@routes.on("PATCH", _ROLE)
def update(call: Call) -> Json:
    """Change a role below one's own."""
    guild = _guild(call)
    found = call.world.roles.get(guild, call.params["role"])
    call.world.roles.update(call.person, guild, found, call.body)
    call.note("role update", guild.id, found.id)
    return found.as_json()


@routes.on("DELETE", _ROLE)
def delete(call: Call) -> None:
    """Remove a role below one's own."""
    guild = _guild(call)
    found = call.world.roles.get(guild, call.params["role"])
    call.world.roles.delete(call.person, guild, found)
    call.note("role delete", guild.id, found.id)


@routes.on("PUT", _MEMBERS_ROLE)
def give(call: Call) -> None:
    """Give a member a role below one's own."""
    _set(call, have=True)


@routes.on("DELETE", _MEMBERS_ROLE)
def take(call: Call) -> None:
    """Take a role below one's own from a member."""
    _set(call, have=False)


def _set(call: Call, *, have: bool) -> None:
    guild, person_id = _guild(call), call.params["user"]
    call.world.roles.give(call.person, guild, person_id, call.params["role"], have=have)
    call.note("member roles", guild.id, person_id)
