"""Webhooks, by id for those who manage them and by token for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.drafts import read_draft
from fakes.discord.message import message_json
from fakes.discord.permissions import Permission
from fakes.discord.rest.call import Call
from fakes.discord.rest.interactions import follow_up, followed
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.channels import Channel
    from fakes.discord.message import Message
    from fakes.discord.webhooks import Webhook

routes = Routes()
_BY_TOKEN = "/webhooks/{webhook}/{token}"  # noqa: S105 - a path template
_MESSAGE = f"{_BY_TOKEN}/messages/{{message}}"


def _by_id(call: Call) -> Webhook:
    return call.world.webhooks.by_id(call.person, call.params["webhook"])


def _by_token(call: Call) -> Webhook:
    return call.world.webhooks.by_token(call.params["webhook"], call.text("token"))


def _posted(call: Call, webhook: Webhook) -> tuple[Channel, Message]:
    return call.world.webhooks.message(webhook, call.params["message"], call.anchor("thread_id"))


@routes.on("GET", "/webhooks/{webhook}")
def webhook(call: Call) -> Json:
    """Return a webhook; needs MANAGE_WEBHOOKS."""
    return _by_id(call).as_json()


@routes.on("PATCH", "/webhooks/{webhook}")
def change(call: Call) -> Json:
    """Change name, avatar or channel; needs MANAGE_WEBHOOKS, in the new channel too."""
    found, into = _by_id(call), None
    with call.fields() as fields:
        wanted = fields.snowflake("channel_id")
    if wanted and wanted != found.channel_id:
        into = call.world.channels.seen_by(call.person, wanted)
        call.world.channels.require(call.person, into, Permission.MANAGE_WEBHOOKS)
    return call.world.webhooks.change(found, call.body, into).as_json()


@routes.on("DELETE", "/webhooks/{webhook}")
def delete(call: Call) -> None:
    """Remove a webhook; needs MANAGE_WEBHOOKS."""
    call.world.webhooks.delete(_by_id(call))


@routes.on("GET", _BY_TOKEN, open_to_all=True)
def webhook_by_token(call: Call) -> Json:
    """Return a webhook without its maker."""
    return _by_token(call).as_json(with_maker=False)


@routes.on("PATCH", _BY_TOKEN, open_to_all=True)
def change_by_token(call: Call) -> Json:
    """Change name or avatar; a channel isn't changed by token."""
    return call.world.webhooks.change(_by_token(call), call.body).as_json(with_maker=False)


@routes.on("DELETE", _BY_TOKEN, open_to_all=True)
def delete_by_token(call: Call) -> None:
    """Remove a webhook."""
    call.world.webhooks.delete(_by_token(call))


@routes.on("POST", _BY_TOKEN, open_to_all=True)
def execute(call: Call) -> Any:
    """Post a message; ``wait=true`` answers with it, else 204. An application follows up on an interaction so, too."""
    if (interaction := followed(call)) is not None:
        return follow_up(call, interaction)
    found = _by_token(call)
    post = {"name": call.body.get("thread_name"), "applied_tags": call.body.get("applied_tags")}
    message = call.world.webhooks.execute(
        found, read_draft(call.body, call.parts), "wire", call.anchor("thread_id"), post if post["name"] else None
    )
    if not call.flag("wait"):
        return None
    return call.world.webhooks.message_json(found, call.world.channels.get(message.channel_id), message)


@routes.on("GET", _MESSAGE, open_to_all=True)
def message(call: Call) -> Json:
    """Return a message that the webhook posted."""
    if (interaction := followed(call)) is not None:
        return message_json(*call.world.interactions.message(interaction, call.params["message"]))
    found = _by_token(call)
    return call.world.webhooks.message_json(found, *_posted(call, found))


@routes.on("PATCH", _MESSAGE, open_to_all=True)
def edit(call: Call) -> Json:
    """Change a message that the webhook posted."""
    if (interaction := followed(call)) is not None:
        changed = call.world.interactions.edit(interaction, call.params["message"], call.body)
        return message_json(interaction.channel, changed)
    found = _by_token(call)
    channel, posted = _posted(call, found)
    changed = call.world.messages.change(channel, posted, read_draft(call.body, call.parts), "wire")
    return call.world.webhooks.message_json(found, channel, changed)


@routes.on("DELETE", _MESSAGE, open_to_all=True)
def delete_message(call: Call) -> None:
    """Remove a message that the webhook posted."""
    if (interaction := followed(call)) is not None:
        place, said = call.world.interactions.message(interaction, call.params["message"])
        call.world.messages.remove(place, said, said.by, "wire")
        return
    found = _by_token(call)
    channel, posted = _posted(call, found)
    call.world.messages.remove(channel, posted, posted.by, "wire")
