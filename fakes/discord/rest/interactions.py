"""Applications' commands, and their answers to interactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.errors import ApiError, invalid_field
from fakes.discord.interactions import COMMAND, COMPONENT
from fakes.discord.message import message_json
from fakes.discord.rest.call import Call
from fakes.discord.rest.channels import seen_channel
from fakes.discord.rest.routes import Routes
from fakes.discord.rest.social import person_only
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.interactions import Interaction

routes = Routes()


def followed(call: Call) -> Interaction | None:
    """Return the interaction that a webhook's path names by application and token, if it names one."""
    return call.world.interactions.by_token(call.params["webhook"], call.text("token"))


def follow_up(call: Call, interaction: Interaction) -> Json:
    """Say something more to an interaction."""
    message = call.world.interactions.follow_up(interaction, call.body)
    return message_json(interaction.channel, message)


_EVERYWHERE = "/applications/{application}/commands"
_IN_GUILD = "/applications/{application}/guilds/{guild}/commands"


def _owner(call: Call) -> tuple[str, str]:
    """Return the application and the guild of a path; 20012 for another's application."""
    application, guild = call.params["application"], call.params.get("guild", "")
    if application != call.person.id or not call.person.bot:
        raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
    if guild:
        call.world.guilds.seen_by(call.person, guild)
    return application, guild


def _commands(call: Call) -> Any:
    """Return the application's commands."""
    return call.world.interactions.commands(*_owner(call))


def _create(call: Call) -> Json:
    """Make a command, or replace the one of the same name."""
    return call.world.interactions.put_command(*_owner(call), call.body)


def _replace(call: Call) -> Any:
    """Replace all commands by a list of new ones."""
    bodies = [one if isinstance(one, dict) else {} for one in call.rows]
    return call.world.interactions.replace_commands(*_owner(call), bodies)


def _command(call: Call) -> Json:
    """Return one command."""
    return call.world.interactions.command(*_owner(call), call.params["command"])


def _change(call: Call) -> Json:
    """Change one command."""
    return call.world.interactions.put_command(*_owner(call), call.body, call.params["command"])


def _delete(call: Call) -> None:
    """Remove one command."""
    call.world.interactions.delete_command(*_owner(call), call.params["command"])


for _path in (_EVERYWHERE, _IN_GUILD):
    routes.on("GET", _path)(_commands)
    routes.on("POST", _path, status=201)(_create)
    routes.on("PUT", _path, rows=True)(_replace)
    routes.on("GET", f"{_path}/{{command}}")(_command)
    routes.on("PATCH", f"{_path}/{{command}}")(_change)
    routes.on("DELETE", f"{_path}/{{command}}")(_delete)


@routes.on("GET", "/channels/{channel}/application-commands/search")
def search(call: Call) -> Json:
    """Return commands that a person may use here, whose name begins with ``query``."""
    channel, query = seen_channel(call), call.query.get("query", "").lower()
    found = call.world.interactions.usable(person_only(call), channel)
    shown = [one for one in found if one["name"].startswith(query)][: call.number("limit", 10, 1, 25)]
    owners = dict.fromkeys(one["application_id"] for one in shown)
    people = [call.world.people.get(one) for one in owners]
    applications = [{"id": one.id, "name": one.display_name, "bot": one.as_user()} for one in people]
    return {"applications": applications, "application_commands": shown, "cursor": {"next": None, "previous": None}}


@routes.on("POST", "/interactions")
def interact(call: Call) -> None:
    """Use a command (type 2) or press a component (type 3), as a person's client does."""
    by, interactions = person_only(call), call.world.interactions
    with call.fields() as fields:
        kind, nonce, data = fields.integer("type"), fields.text("nonce"), fields.object("data")
        place, owner = fields.snowflake("channel_id") or "", fields.snowflake("application_id") or ""
        said = fields.snowflake("message_id") or ""
        if kind not in (COMMAND, COMPONENT) or data is None:
            raise invalid_field("type", "BASE_TYPE_CHOICES", f"Value must be one of {(COMMAND, COMPONENT)}, with data.")
        name, custom_id = data.text("name") or "", data.text("custom_id") or ""
        options, values = [one.raw() for one in data.objects("options")], data.texts("values")
    channel = call.world.channels.seen_by(by, place)
    if kind == COMMAND:
        begun = interactions.use_command(by, channel, call.world.people.get(owner), name, options)
    else:
        begun = interactions.press(by, channel, call.world.messages.get(channel, said), custom_id, values)
    begun.nonce = nonce


@routes.on("POST", "/interactions/{interaction}/{token}/callback", open_to_all=True)
def callback(call: Call) -> Any:
    """Answer an interaction; ``with_response`` shows what became of it."""
    message = call.world.interactions.answer(call.params["interaction"], call.text("token"), call.body)
    if not call.flag("with_response"):
        return None
    resource = None
    if message is not None:
        channel = call.world.channels.get(message.channel_id)
        resource = {"type": call.body["type"], "message": message_json(channel, message)}
    return {"interaction": {"id": call.params["interaction"], "type": 2}, "resource": resource}
