"""What only people's clients ask: relationships, notes, settings, profiles, telemetry, QR log-in."""

from __future__ import annotations

from typing import Any

from fakes.discord.errors import ApiError, invalid_field, missing_access
from fakes.discord.people import Person
from fakes.discord.relations import BLOCKED
from fakes.discord.rest.call import Call
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

routes = Routes()
_REMOTE = "/users/@me/remote-auth"
_RELATIONS, _NOTE = "/users/@me/relationships", "/users/@me/notes/{user}"
_PROTO, _PROTO_TYPES = "/users/@me/settings-proto/{type}", ("1", "2", "3")


def person_only(call: Call) -> Person:
    """Return the caller; 20001 for a bot."""
    if call.person.bot:
        raise ApiError(403, 20001, "Bots cannot use this endpoint")
    return call.person


@routes.on("GET", _RELATIONS)
def relationships(call: Call) -> Any:
    """Return friends, requests and blocks."""
    return call.world.relations.of(person_only(call))


@routes.on("POST", _RELATIONS)
def ask_by_name(call: Call) -> None:
    """Ask somebody to be friends, by username; 80004 for nobody's."""
    with call.fields() as fields:
        name = fields.text("username") or ""
    call.world.relations.befriend(person_only(call), call.world.relations.by_name(name))


@routes.on("PUT", f"{_RELATIONS}/{{user}}")
def relate(call: Call) -> None:
    """Ask or accept, or block with ``type`` 2."""
    by, other = person_only(call), call.world.people.get(call.params["user"])
    with call.fields() as fields:
        kind = fields.integer("type")
    if kind == BLOCKED:
        call.world.relations.block(by, other)
    else:
        call.world.relations.befriend(by, other)


@routes.on("DELETE", f"{_RELATIONS}/{{user}}")
def unrelate(call: Call) -> None:
    """End a friendship or a request, or unblock."""
    call.world.relations.remove(person_only(call), call.world.people.get(call.params["user"]))


@routes.on("GET", _NOTE)
def note(call: Call) -> Json:
    """Return the note on somebody."""
    return call.world.relations.note(person_only(call), call.params["user"])


@routes.on("PUT", _NOTE)
def set_note(call: Call) -> None:
    """Keep a note on somebody."""
    with call.fields() as fields:
        text = fields.text("note") or ""
    call.world.relations.set_note(person_only(call), call.world.people.get(call.params["user"]), text)


@routes.on("GET", _PROTO)
def proto(call: Call) -> Json:
    """Return settings as the client encoded them."""
    return {"settings": person_only(call).protos.get(_proto_type(call), "")}


@routes.on("PATCH", _PROTO)
def set_proto(call: Call) -> Json:
    """Keep settings as the client encoded them, base64 of a protocol buffer."""
    with call.fields() as fields:
        settings = fields.text("settings") or ""
    call.world.relations.set_proto(person_only(call), _proto_type(call), settings)
    return {"settings": settings, "out_of_date": False}


@routes.on("PATCH", "/users/@me/guilds/{place}/settings")
def guild_settings(call: Call) -> Json:
    """Change one's notifications of a guild, or of direct messages (``@me``)."""
    place = call.params["place"]
    if place != "@me":
        call.world.guilds.seen_by(call.person, place)
    return call.world.relations.set_guild_settings(person_only(call), place, call.body)


@routes.on("GET", "/users/{user}/profile")
def profile(call: Call) -> Json:
    """Return somebody's profile, if one shares a guild or is friends."""
    by, other = person_only(call), call.world.people.get(call.params["user"])
    mutual = [guild for guild in call.world.guilds.of(other) if by.id in guild.members]
    friends = other.id in call.world.ground.relations.get(by.id, {})
    if not mutual and not friends and by is not other:
        raise missing_access()
    return {
        "user": other.as_user() | {"bio": other.bio},
        "user_profile": {"bio": other.bio, "pronouns": "", "accent_color": None, "theme_colors": None},
        "badges": [],
        "connected_accounts": [],
        "premium_type": None,
        "premium_since": None,
        "mutual_guilds": [{"id": guild.id, "nick": guild.members[other.id].nick} for guild in mutual],
        "legacy_username": None,
    }


@routes.on("POST", "/science", open_to_all=True)
def science(_: Call) -> None:
    """Swallow telemetry."""


@routes.on("POST", "/metrics", open_to_all=True)
def metrics(_: Call) -> None:
    """Swallow telemetry."""


@routes.on("GET", "/experiments", open_to_all=True)
def experiments(call: Call) -> Json:
    """Return a fingerprint and no experiments."""
    return {"fingerprint": f"{call.world.ground.ids.mint()}.{'x' * 27}", "assignments": [], "guild_experiments": []}


@routes.on("POST", "/auth/logout")
def log_out(call: Call) -> None:
    """End the token."""
    call.world.people.reset_token(person_only(call))


@routes.on("POST", _REMOTE)
def scan(call: Call) -> Json:
    """Read a desktop's QR code with the caller's phone."""
    with call.fields() as fields:
        fingerprint = fields.text("fingerprint") or ""
    return {"handshake_token": call.world.remote_auth.scan(person_only(call), fingerprint)}


@routes.on("POST", f"{_REMOTE}/finish")
def confirm(call: Call) -> None:
    """Log the desktop in whose code was read."""
    with call.fields() as fields:
        handshake = fields.text("handshake_token") or ""
    call.world.remote_auth.finish(person_only(call), handshake)


@routes.on("POST", f"{_REMOTE}/cancel")
def decline(call: Call) -> None:
    """Don't log it in."""
    with call.fields() as fields:
        handshake = fields.text("handshake_token") or ""
    call.world.remote_auth.cancel(person_only(call), handshake)


@routes.on("POST", f"{_REMOTE}/login", open_to_all=True)
def remote_login(call: Call) -> Json:
    """Trade a ticket of the QR log-in's websocket for the token, encrypted for that client; once."""
    with call.fields() as fields:
        ticket = fields.text("ticket") or ""
    sealed = call.world.ground.tickets.pop(ticket, None)
    if sealed is None:
        raise ApiError(404, 10012, "Unknown Token")
    return {"encrypted_token": sealed}


def _proto_type(call: Call) -> str:
    kind = call.params["type"]
    if kind not in _PROTO_TYPES:
        raise invalid_field("type", "BASE_TYPE_CHOICES", f"Value must be one of {_PROTO_TYPES}.")
    return kind
