"""Emoji and stickers of guilds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.assets import read_image
from fakes.discord.errors import invalid_field, missing_permissions, unknown
from fakes.discord.expressions import STICKER_TEXTS
from fakes.discord.permissions import Permission
from fakes.discord.rest.call import Call
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.expressions import Emoji
    from fakes.discord.guilds import Guild
    from fakes.discord.people import Person

routes = Routes()
_EMOJIS, _STICKERS = "/guilds/{guild}/emojis", "/guilds/{guild}/stickers"
_MAX_EMOJI = 256 * 1024
_MAX_STICKER = 512 * 1024


def _guild(call: Call, permission: int = Permission.NONE) -> Guild:
    guild = call.world.guilds.seen_by(call.person, call.params["guild"])
    call.world.channels.require_in_guild(call.person, guild, permission)
    return guild


def _shown(emoji: Emoji) -> Json:
    return emoji.as_json() | {"user": emoji.maker.as_user()}


@routes.on("GET", _EMOJIS)
def emojis(call: Call) -> Any:
    """Return the guild's emoji."""
    return [_shown(one) for one in call.world.expressions.emojis_of(_guild(call))]


@routes.on("GET", f"{_EMOJIS}/{{emoji}}")
def emoji(call: Call) -> Json:
    """Return one emoji."""
    return _shown(call.world.expressions.emoji(_guild(call), call.params["emoji"]))


@routes.on("POST", _EMOJIS, status=201)
def create_emoji(call: Call) -> Json:
    """Add an emoji from a data URI; needs CREATE_EXPRESSIONS."""
    guild = _guild(call, Permission.CREATE_EXPRESSIONS)
    data = read_image(call.body.get("image"), "image", _MAX_EMOJI)
    return _shown(call.world.expressions.create_emoji(guild, call.person, str(call.body.get("name", "")), data))


@routes.on("PATCH", f"{_EMOJIS}/{{emoji}}")
def rename_emoji(call: Call) -> Json:
    """Rename an emoji, or keep it to some roles; needs MANAGE_EXPRESSIONS, or CREATE_EXPRESSIONS for one's own."""
    guild = _guild(call)
    found = call.world.expressions.emoji(guild, call.params["emoji"])
    _require_care(call, guild, found.maker)
    with call.fields() as fields:
        roles = fields.texts("roles")
    call.world.expressions.rename_emoji(guild, found, str(call.body.get("name", found.name)))
    if "roles" in call.body:
        call.world.expressions.limit_emoji(guild, found, roles)
    call.note("emoji update", guild.id, found.id)
    return _shown(found)


@routes.on("DELETE", f"{_EMOJIS}/{{emoji}}")
def delete_emoji(call: Call) -> None:
    """Remove an emoji; needs MANAGE_EXPRESSIONS, or CREATE_EXPRESSIONS for one's own."""
    guild = _guild(call)
    found = call.world.expressions.emoji(guild, call.params["emoji"])
    _require_care(call, guild, found.maker)
    call.world.expressions.delete_emoji(guild, found)
    call.note("emoji delete", guild.id, found.id)


def _require_care(call: Call, guild: Guild, maker: Person) -> None:
    own = Permission.CREATE_EXPRESSIONS | Permission.MANAGE_EXPRESSIONS if maker is call.person else 0
    wanted = Permission.MANAGE_EXPRESSIONS | own
    if not call.world.ground.guild_permissions(guild, call.person.id) & wanted:
        raise missing_permissions()


@routes.on("GET", _STICKERS)
def stickers(call: Call) -> Any:
    """Return the guild's stickers."""
    return [one.as_json() for one in call.world.expressions.stickers_of(_guild(call))]


@routes.on("GET", f"{_STICKERS}/{{sticker}}")
def sticker(call: Call) -> Json:
    """Return one sticker of the guild."""
    return call.world.expressions.sticker(_guild(call), call.params["sticker"]).as_json()


@routes.on("GET", "/stickers/{sticker}")
def any_sticker(call: Call) -> Json:
    """Return a sticker by id alone."""
    found = call.world.ground.stickers.get(call.params["sticker"])
    if found is None:
        raise unknown("Sticker")
    return found.as_json()


@routes.on("POST", _STICKERS, status=201)
def create_sticker(call: Call) -> Json:
    """Add a sticker from a form's file; needs CREATE_EXPRESSIONS."""
    guild = _guild(call, Permission.CREATE_EXPRESSIONS)
    file = next(iter(call.parts), None)
    if file is None or len(file.data) > _MAX_STICKER:
        raise invalid_field("file", "BINARY_TYPE_MAX_SIZE", f"File cannot be larger than {_MAX_STICKER // 1024} kb.")
    with call.fields() as fields:
        name, description, tags = (fields.required_text(one) for one in ("name", "description", "tags"))
    return call.world.expressions.create_sticker(guild, name, file.data, description, tags).as_json()


@routes.on("PATCH", f"{_STICKERS}/{{sticker}}")
def describe_sticker(call: Call) -> Json:
    """Change a sticker's name, description or tags; needs MANAGE_EXPRESSIONS."""
    guild = _guild(call, Permission.MANAGE_EXPRESSIONS)
    found = call.world.expressions.sticker(guild, call.params["sticker"])
    with call.fields() as fields:
        texts = {one: fields.text(one) for one in STICKER_TEXTS}
    given = {name: value for name, value in texts.items() if value is not None}
    call.world.expressions.describe_sticker(guild, found, given)
    call.note("sticker update", guild.id, found.id)
    return found.as_json()


@routes.on("DELETE", f"{_STICKERS}/{{sticker}}")
def delete_sticker(call: Call) -> None:
    """Remove a sticker; needs MANAGE_EXPRESSIONS."""
    guild = _guild(call, Permission.MANAGE_EXPRESSIONS)
    found = call.world.expressions.sticker(guild, call.params["sticker"])
    call.world.expressions.delete_sticker(guild, found)
    call.note("sticker delete", guild.id, found.id)
