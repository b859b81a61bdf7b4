"""Members and bans: look up, change, put out, keep out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.channel_fields import bounded
from fakes.discord.errors import ApiError, FieldErrors
from fakes.discord.fields import Fields
from fakes.discord.moderation import MAX_DELETED_SECONDS
from fakes.discord.permissions import Permission
from fakes.discord.rest.call import Call
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.guild import Guild, Member

routes = Routes()
_MEMBERS, _MEMBER = "/guilds/{guild}/members", "/guilds/{guild}/members/{user}"
_BANS, _BAN = "/guilds/{guild}/bans", "/guilds/{guild}/bans/{user}"
_DAY = 86_400


def _guild(call: Call, permission: int = Permission.NONE) -> Guild:
    found = call.world.guilds.seen_by(call.person, call.params["guild"])
    call.world.channels.require_in_guild(call.person, found, permission)
    return found


def _member(call: Call, guild: Guild) -> Member:
    asked = call.params["user"]
    return call.world.guilds.member(guild, call.person.id if asked == "@me" else asked)


@routes.on("GET", _MEMBERS)
def members(call: Call) -> Any:
    """Return members by growing id, ``limit`` (1 by default) of them after ``after``."""
    limit, after = call.number("limit", 1, 1, 1000), int(call.anchor("after") or 0)
    ordered = sorted(_guild(call).members.values(), key=lambda one: int(one.person.id))
    return [one.as_json() for one in ordered if int(one.person.id) > after][:limit]


@routes.on("GET", f"{_MEMBERS}/search")
def search(call: Call) -> Any:
    """Return members whose name or nickname begins with ``query``."""
    limit, query = call.number("limit", 1, 1, 1000), call.query.get("query", "").lower()
    found = [one for one in _guild(call).members.values() if _is_called(one, query)]
    return [one.as_json() for one in found[:limit]]


@routes.on("GET", _MEMBER)
def member(call: Call) -> Json:
    """Return one member; ``@me`` is the caller."""
    return _member(call, _guild(call)).as_json()


@routes.on("GET", "/users/@me/guilds/{guild}/member")
def myself(call: Call) -> Json:
    """Return the caller as a member of one of its guilds."""
    return call.world.guilds.member(_guild(call), call.person.id).as_json()


@routes.on("PATCH", _MEMBER)
def update(call: Call) -> Json:
    """Change a member's name, roles or timeout; ``@me`` is the caller."""
    guild = _guild(call)
    found = _member(call, guild)
    call.world.moderation.update(call.person, guild, found, call.body)
    call.note("member update", guild.id, found.person.id)
    return found.as_json()


@routes.on("PATCH", f"{_MEMBERS}/@me/nick")
def rename_me(call: Call) -> Json:
    """Change one's own name, by the path that older clients take."""
    guild = _guild(call)
    found = call.world.guilds.member(guild, call.person.id)
    call.world.moderation.update(call.person, guild, found, {"nick": call.body.get("nick")})
    return {"nick": found.nick}


@routes.on("DELETE", _MEMBER)
def kick(call: Call) -> None:
    """Put a member out; needs KICK_MEMBERS and a higher rank."""
    guild = _guild(call)
    person = _member(call, guild).person
    call.world.moderation.kick(call.person, guild, person, "wire")
    call.note("member kick", guild.id, person.id)


@routes.on("GET", _BANS)
def bans(call: Call) -> Any:
    """Return bans by growing id of the person, by one of before and after; needs BAN_MEMBERS."""
    guild, limit = _guild(call, Permission.BAN_MEMBERS), call.number("limit", 1000, 1, 1000)
    before, after = call.anchor("before"), int(call.anchor("after") or 0)
    ids = [one for one in sorted(guild.bans, key=int) if int(one) > after and (not before or int(one) < int(before))]
    page = ids[-limit:] if before else ids[:limit]
    return [call.world.moderation.ban_json(guild, one) for one in page]


@routes.on("GET", _BAN)
def ban(call: Call) -> Json:
    """Return one ban; 10026 when there is none."""
    return call.world.moderation.ban_json(_guild(call, Permission.BAN_MEMBERS), call.params["user"])


@routes.on("PUT", _BAN)
def put_ban(call: Call) -> None:
    """Ban somebody, and remove what was said in the last ``delete_message_seconds``."""
    guild, person = _guild(call, Permission.BAN_MEMBERS), call.world.people.get(call.params["user"])
    call.world.moderation.ban(call.person, guild, person, call.reason, _seconds(call), "wire")
    call.note("member ban", guild.id, person.id)


@routes.on("POST", "/guilds/{guild}/bulk-ban")
def bulk_ban(call: Call) -> Json:
    """Ban up to 200 persons; needs BAN_MEMBERS and MANAGE_GUILD."""
    guild = _guild(call, Permission.BAN_MEMBERS | Permission.MANAGE_GUILD)
    with call.fields() as fields:
        ids = fields.texts("user_ids")
    known = [person for one in ids if (person := call.world.people.find(one)) is not None]
    if ids and not known:
        raise ApiError(400, 500_000, "Failed to ban users")
    return call.world.moderation.bulk_ban(call.person, guild, known, call.reason, _seconds(call))


@routes.on("DELETE", _BAN)
def unban(call: Call) -> None:
    """Let somebody in again; 10026 when there is no ban."""
    guild, person = _guild(call), call.world.people.get(call.params["user"])
    call.world.moderation.unban(call.person, guild, person)
    call.note("member unban", guild.id, person.id)


def _seconds(call: Call) -> int:
    errors = FieldErrors()
    fields = Fields(call.body, errors)
    days = bounded(fields, errors, "delete_message_days", 0, 0, MAX_DELETED_SECONDS // _DAY)
    seconds = bounded(fields, errors, "delete_message_seconds", days * _DAY, 0, MAX_DELETED_SECONDS)
    errors.raise_if_any()
    return seconds


def _is_called(member: Member, query: str) -> bool:
    names = (member.person.name, member.person.display_name, member.nick or "")
    return any(name.lower().startswith(query) for name in names)
