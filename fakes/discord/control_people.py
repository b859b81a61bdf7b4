"""The control API's operations on accounts, and on what people do with applications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fakes.control import BadOrderError
from fakes.discord.control_files import content_of
from fakes.discord.presences import STATUSES

if TYPE_CHECKING:
    from fakes.discord.channel import Channel
    from fakes.discord.interactions import Interaction
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json
    from fakes.discord.world import World

Order = Mapping[str, Any]
Act = Callable[["World", Order], "Json"]


def update_person(world: World, order: Order) -> Json:
    """Change a person's shown name, avatar or bio."""
    person = world.people.get(str(order["person"]))
    person.display_name = str(order.get("display_name") or person.display_name)
    person.bio = str(order.get("bio", person.bio))
    if "avatar" in order:
        person.avatar = world.assets.put_hashed(f"/avatars/{person.id}", content_of(order["avatar"]))
    person.privileged = bool(order.get("privileged", person.privileged))
    world.relations.changed(person)
    return {}


def be_present(world: World, order: Order) -> Json:
    """Show a person as online, dnd, idle or offline, perhaps at play."""
    status, playing = str(order["status"]), order.get("playing")
    if status not in STATUSES:
        raise BadOrderError(f"a status is one of {', '.join(STATUSES)}, not {status!r}")
    activities = [{"name": str(playing), "type": 0}] if playing else []
    world.presences.update(world.people.get(str(order["person"])), status, activities)
    return {}


def relate(world: World, order: Order) -> Json:
    """Let a person ask or accept, block, or end what is between it and another."""
    person, other = (world.people.get(str(order[one])) for one in ("person", "other"))
    deeds = {"friend": world.relations.befriend, "block": world.relations.block, "none": world.relations.remove}
    kind = str(order["kind"])
    if kind not in deeds:
        raise BadOrderError(f"a relationship's kind is one of {', '.join(deeds)}, not {kind!r}")
    deeds[kind](person, other)
    return {}


def log_in_by_code(world: World, order: Order) -> Json:
    """Let a person's phone read a QR code of a desktop's, and confirm there; or ``cancel``."""
    person = world.people.get(str(order["person"]))
    handshake = world.remote_auth.scan(person, str(order["link"]))
    end = world.remote_auth.cancel if order.get("cancel") else world.remote_auth.finish
    end(person, handshake)
    return {}


def use_command(world: World, order: Order) -> Json:
    """Let a person use an application's slash command."""
    author, channel = _place(world, order)
    application = world.people.get(str(order["application"]))
    options = [dict(one) for one in order.get("options") or ()]
    return _begun(world.interactions.use_command(author, channel, application, str(order["name"]), options))


def press(world: World, order: Order) -> Json:
    """Let a person press a button, or choose ``values`` from a menu."""
    author, channel = _place(world, order)
    message = world.messages.get(channel, str(order["message"]))
    values = [str(one) for one in order.get("values") or ()]
    return _begun(world.interactions.press(author, channel, message, str(order["custom_id"]), values))


def submit(world: World, order: Order) -> Json:
    """Let a person send a form in; ``fields`` are texts by custom id."""
    author, channel = _place(world, order)
    application = world.people.get(str(order["application"]))
    fields = dict(order.get("fields") or {})
    return _begun(world.interactions.submit(author, channel, application, str(order["custom_id"]), fields))


def _place(world: World, order: Order) -> tuple[Person, Channel]:
    author = world.people.get(str(order["author"]))
    return author, world.channels.seen_by(author, str(order["channel"]))


def _begun(interaction: Interaction) -> Json:
    return {"id": interaction.id}


ACTS: dict[str, Act] = {
    "person.update": update_person,
    "person.presence": be_present,
    "person.relate": relate,
    "login.qr": log_in_by_code,
    "command.use": use_command,
    "component.press": press,
    "form.submit": submit,
}
