"""Users: oneself, others, one's guilds and direct messages."""

from __future__ import annotations

from typing import Any

from fakes.discord.assets import read_image
from fakes.discord.errors import ApiError, FieldErrors, not_served
from fakes.discord.fields import Fields
from fakes.discord.permissions import in_guild
from fakes.discord.rest.call import Call
from fakes.discord.rest.channels import seen_channel
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

routes = Routes()


@routes.on("GET", "/users/@me")
def me(call: Call) -> Json:
    """Return the caller's account."""
    return call.person.as_me()


@routes.on("PATCH", "/users/@me")
def change_me(call: Call) -> Json:
    """Change one's username, shown name, avatar or bio."""
    person, picture = call.person, call.body.get("avatar")
    errors = FieldErrors()
    fields = Fields(call.body, errors)
    name, shown, bio = fields.text("username"), fields.text("global_name"), fields.text("bio")
    if name is not None and not 2 <= len(name) <= 32:
        errors.add("username", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 32 in length.")
    errors.raise_if_any()
    if "avatar" in call.body:
        data = read_image(picture, "avatar") if picture else b""
        person.avatar = call.world.assets.put_hashed(f"/avatars/{person.id}", data) if data else None
    person.name, person.bio = name or person.name, person.bio if bio is None else bio
    person.display_name = shown or person.display_name
    call.world.relations.changed(person)
    return person.as_me()


@routes.on("GET", "/users/@me/guilds")
def my_guilds(call: Call) -> Any:
    """Return the guilds that the caller is in, shortened."""
    person = call.person
    return [
        {
            "id": guild.id,
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": guild.owner_id == person.id,
            "permissions": str(in_guild(guild, person.id)),
            "features": [],
        }
        for guild in call.world.guilds.of(person)
    ]


@routes.on("GET", "/users/@me/channels")
def my_channels(call: Call) -> Any:
    """Return a person's direct messages; a bot always gets an empty list."""
    channels = call.world.channels
    mine = [] if call.person.bot else channels.directs_of(call.person)
    return [channels.direct_json(one, call.person) for one in mine]


@routes.on("POST", "/users/@me/channels")
def open_direct(call: Call) -> Json:
    """Open a direct message with ``recipient_id`` or the only one of ``recipients``, a group with more."""
    with call.fields() as fields:
        several, single = fields.texts("recipients"), fields.snowflake("recipient_id")
        tokens = fields.items("access_tokens")
    if tokens:
        raise not_served("groups by access tokens")
    wanted = [call.world.people.get(one) for one in dict.fromkeys(several or [single or ""])]
    others = [one for one in wanted if one is not call.person]
    if len(others) > 1:
        channel = call.world.groups.create(call.person, others)
    elif others:
        channel = call.world.channels.direct(call.person, others[0])
    else:
        raise ApiError(400, 50007, "Cannot send messages to this user")
    return call.world.channels.direct_json(channel, call.person)


@routes.on("PUT", "/channels/{channel}/recipients/{user}")
def add_recipient(call: Call) -> None:
    """Take somebody into a group."""
    person = call.world.people.get(call.params["user"])
    call.world.groups.add(call.person, seen_channel(call), person)


@routes.on("DELETE", "/channels/{channel}/recipients/{user}")
def remove_recipient(call: Call) -> None:
    """Put somebody out of a group; only its owner may, but everybody may go."""
    person = call.world.people.get(call.params["user"])
    call.world.groups.remove(call.person, seen_channel(call), person)


@routes.on("GET", "/users/{user}")
def user(call: Call) -> Json:
    """Return an account by id."""
    return call.world.people.get(call.params["user"]).as_user()
