"""The control API's operations on places: channels, threads, groups, guilds, roles, members, invites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fakes.control import whole
from fakes.discord.channel import FORUM

if TYPE_CHECKING:
    from fakes.discord.channel import Channel
    from fakes.discord.guild import Guild
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json
    from fakes.discord.world import World

Order = Mapping[str, Any]
Act = Callable[["World", Order], "Json"]
ACTS: dict[str, Act] = {}


def _act(name: str) -> Callable[[Act], Act]:
    def register(function: Act) -> Act:
        ACTS[name] = function
        return function

    return register


def _person(world: World, order: Order, field: str = "person") -> Person:
    return world.people.get(str(order[field]))


def _guild(world: World, order: Order) -> Guild:
    return world.guilds.get(str(order["guild"]))


def _changes(order: Order) -> Json:
    return dict(order["changes"])


def _seen(world: World, order: Order, field: str = "channel") -> tuple[Person, Channel]:
    author = _person(world, order, "author")
    return author, world.channels.seen_by(author, str(order[field]))


@_act("channel.update")
def update_channel(world: World, order: Order) -> Json:
    """Change a guild's channel, as Discord's API names its settings; nobody's rights are asked."""
    world.channels.update(world.channels.get(str(order["channel"])), _changes(order))
    return {}


@_act("thread.create")
def create_thread(world: World, order: Order) -> Json:
    """Start a thread from a message or without one, or a forum's post with its first message."""
    author, parent = _seen(world, order)
    body: Json = {"name": order["name"], **dict(order.get("settings") or {})}
    starts = world.thread_changes
    if parent.type == FORUM:
        body |= {"message": {"content": order["content"]}, "applied_tags": list(order.get("tags") or ())}
        return {"id": starts.in_forum(author, parent, body, (), "control")[0].id}
    if order.get("message"):
        message = world.messages.get(parent, str(order["message"]))
        return {"id": starts.from_message(author, parent, message, body).id}
    kind = 12 if order.get("private") else 11 if parent.type == 0 else 10
    return {"id": starts.without_message(author, parent, body | {"type": kind}).id}


@_act("thread.update")
def update_thread(world: World, order: Order) -> Json:
    """Rename, archive, lock, tag or pin a thread, as far as its author may."""
    author, thread = _seen(world, order, "thread")
    world.thread_changes.update(author, thread, _changes(order))
    return {}


@_act("thread.join")
def join_thread(world: World, order: Order) -> Json:
    """Let a person join, or be added by ``author``."""
    person = _person(world, order)
    if order.get("author"):
        author, thread = _seen(world, order, "thread")
        world.threads.take_in(thread, person, author)
    else:
        world.threads.join(world.channels.seen_by(person, str(order["thread"])), person)
    return {}


@_act("thread.leave")
def leave_thread(world: World, order: Order) -> Json:
    """Let a person leave a thread."""
    person = _person(world, order)
    world.threads.remove(world.channels.seen_by(person, str(order["thread"])), person, person)
    return {}


@_act("thread.delete")
def delete_thread(world: World, order: Order) -> Json:
    """Delete a thread with all that was said in it."""
    world.threads.delete(world.channels.get(str(order["thread"])))
    return {}


@_act("group.create")
def create_group(world: World, order: Order) -> Json:
    """Open a group direct message of its owner and others."""
    others = [world.people.get(str(one)) for one in order["people"]]
    return {"id": world.groups.create(_person(world, order, "owner"), others).id}


@_act("group.update")
def update_group(world: World, order: Order) -> Json:
    """Change a group's name or owner."""
    world.groups.update(*_seen(world, order), _changes(order))
    return {}


@_act("group.add")
def add_to_group(world: World, order: Order) -> Json:
    """Let somebody take another into a group."""
    world.groups.add(*_seen(world, order), _person(world, order))
    return {}


@_act("group.remove")
def remove_from_group(world: World, order: Order) -> Json:
    """Let somebody leave a group, or its owner put another out."""
    world.groups.remove(*_seen(world, order), _person(world, order))
    return {}


@_act("guild.update")
def update_guild(world: World, order: Order) -> Json:
    """Change a guild's settings, as Discord's API names them; its owner does it. Boosts make its premium tier."""
    guild, changes = _guild(world, order), _changes(order)
    if "premium_tier" in changes:
        guild.settings["premium_tier"] = min(3, whole(changes.pop("premium_tier"), "premium_tier"))
    world.guilds.update(world.people.get(guild.owner_id), guild, changes)
    return {}


@_act("guild.delete")
def delete_guild(world: World, order: Order) -> Json:
    """End a guild."""
    world.guilds.delete(_guild(world, order))
    return {}


@_act("guild.outage")
def set_outage(world: World, order: Order) -> Json:
    """Let a guild fail, or come back."""
    world.guilds.set_outage(_guild(world, order), unavailable=bool(order["unavailable"]))
    return {}


@_act("role.update")
def update_role(world: World, order: Order) -> Json:
    """Change a role; the guild's owner does it."""
    guild = _guild(world, order)
    role = world.roles.get(guild, str(order["role"]))
    world.roles.update(world.people.get(guild.owner_id), guild, role, _changes(order))
    return {}


@_act("role.delete")
def delete_role(world: World, order: Order) -> Json:
    """Remove a role; the guild's owner does it."""
    guild = _guild(world, order)
    world.roles.delete(world.people.get(guild.owner_id), guild, world.roles.get(guild, str(order["role"])))
    return {}


@_act("role.give")
def give_role(world: World, order: Order) -> Json:
    """Give a member a role, or with ``have`` false take it; the guild's owner does it."""
    guild, person = _guild(world, order), str(order["person"])
    owner = world.people.get(guild.owner_id)
    world.roles.give(owner, guild, person, str(order["role"]), have=bool(order.get("have", True)))
    return {}


@_act("member.update")
def update_member(world: World, order: Order) -> Json:
    """Change a member's name, roles or timeout, as far as ``author`` may."""
    guild = _guild(world, order)
    member = world.guilds.member(guild, str(order["person"]))
    world.moderation.update(_person(world, order, "author"), guild, member, _changes(order))
    return {}


@_act("member.kick")
def kick(world: World, order: Order) -> Json:
    """Put a member out, as far as ``author`` may."""
    world.moderation.kick(_person(world, order, "author"), _guild(world, order), _person(world, order), "control")
    return {}


@_act("member.ban")
def ban(world: World, order: Order) -> Json:
    """Ban a person and remove what it said in the last ``seconds``, as far as ``author`` may."""
    author, guild, person = _person(world, order, "author"), _guild(world, order), _person(world, order)
    seconds = whole(order.get("seconds") or 0, "seconds")
    world.moderation.ban(author, guild, person, str(order.get("reason") or ""), seconds, "control")
    return {}


@_act("member.unban")
def unban(world: World, order: Order) -> Json:
    """Let a banned person in again, as far as ``author`` may."""
    world.moderation.unban(_person(world, order, "author"), _guild(world, order), _person(world, order))
    return {}


@_act("invite.create")
def create_invite(world: World, order: Order) -> Json:
    """Make an invite; settings as Discord's API names them."""
    author, channel = _seen(world, order)
    return {"code": world.invites.create(author, channel, dict(order.get("settings") or {})).code}


@_act("invite.accept")
def accept_invite(world: World, order: Order) -> Json:
    """Let a person take an invite."""
    invite = world.invites.accept(_person(world, order), str(order["code"]), "control")
    return {"guild": invite.guild_id}
