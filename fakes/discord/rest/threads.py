"""Threads: start, list, join, leave, and who is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.discord.channel import FORUM, PRIVATE_THREAD
from fakes.discord.errors import invalid_field, missing_access, unknown
from fakes.discord.message import message_json
from fakes.discord.moments import parse_iso
from fakes.discord.permissions import Permission
from fakes.discord.rest.call import Call
from fakes.discord.rest.channels import seen_channel
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json
from fakes.discord.thread_changes import listing
from fakes.discord.threads import member_json, state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.discord.channel import Channel

routes = Routes()
_MEMBERS = "/channels/{channel}/thread-members"


@routes.on("POST", "/channels/{channel}/messages/{message}/threads", status=201)
def from_message(call: Call) -> Json:
    """Start a thread from a message; needs CREATE_PUBLIC_THREADS."""
    parent = seen_channel(call)
    message = call.world.messages.get(parent, call.params["message"])
    made = call.world.thread_changes.from_message(call.person, parent, message, call.body)
    call.note("thread create", made.guild_id, made.id)
    return made.as_json()


@routes.on("POST", "/channels/{channel}/threads", status=201)
def start(call: Call) -> Json:
    """Start a thread without a message, or a forum's post, whose first message is in the answer."""
    parent = seen_channel(call)
    if parent.type != FORUM:
        made = call.world.thread_changes.without_message(call.person, parent, call.body)
        call.note("thread create", made.guild_id, made.id)
        return made.as_json() | {"member": member_json(made, call.person.id)}
    made, message = call.world.thread_changes.in_forum(call.person, parent, call.body, call.parts, "wire")
    call.note("thread create", made.guild_id, made.id)
    return made.as_json() | {"message": message_json(made, message, call.person.id)}


@routes.on("GET", "/guilds/{guild}/threads/active")
def active(call: Call) -> Json:
    """Return the guild's threads that are awake and seen by the caller."""
    guild = call.world.guilds.seen_by(call.person, call.params["guild"])
    found = call.world.threads.active_for(guild, call.person)
    mine = [member_json(one, call.person.id) for one in found if call.person.id in state_of(one).members]
    return {"threads": [one.as_json() for one in found], "members": mine, "has_more": False}


@routes.on("GET", "/channels/{channel}/threads/archived/public")
def archived_public(call: Call) -> Json:
    """Return public threads that sleep, the last archived first; ``before`` is a timestamp."""
    parent = seen_channel(call)
    _require(call, parent, Permission.READ_MESSAGE_HISTORY)
    return _archived(call, parent, lambda one: one.type != PRIVATE_THREAD)


@routes.on("GET", "/channels/{channel}/threads/archived/private")
def archived_private(call: Call) -> Json:
    """Return private threads that sleep; needs MANAGE_THREADS."""
    parent = seen_channel(call)
    _require(call, parent, Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_THREADS)
    return _archived(call, parent, lambda one: one.type == PRIVATE_THREAD)


@routes.on("GET", "/channels/{channel}/users/@me/threads/archived/private")
def archived_joined(call: Call) -> Json:
    """Return private threads that sleep and have the caller in them; ``before`` is a thread's id."""
    parent, before = seen_channel(call), call.anchor("before")
    _require(call, parent, Permission.READ_MESSAGE_HISTORY)
    mine = [
        one
        for one in call.world.threads.under(parent)
        if one.type == PRIVATE_THREAD and state_of(one).archived and call.person.id in state_of(one).members
    ]
    older = [one for one in mine if not before or int(one.id) < int(before)]
    return listing(older, call.person, call.number("limit", 50, 2, 100), member_json)


@routes.on("GET", _MEMBERS)
def members(call: Call) -> Any:
    """Return who is in a thread."""
    thread = seen_channel(call)
    return [_member(call, thread, one) for one in state_of(thread).members]


@routes.on("GET", f"{_MEMBERS}/{{user}}")
def member(call: Call) -> Json:
    """Return one who is in a thread."""
    thread, wanted = seen_channel(call), call.params["user"]
    person_id = call.person.id if wanted == "@me" else wanted
    if person_id not in state_of(thread).members:
        raise unknown("Thread Member")
    return _member(call, thread, person_id)


@routes.on("PUT", f"{_MEMBERS}/@me")
def join(call: Call) -> None:
    """Join a thread."""
    call.world.threads.join(seen_channel(call), call.person)


@routes.on("DELETE", f"{_MEMBERS}/@me")
def leave(call: Call) -> None:
    """Leave a thread."""
    call.world.threads.remove(seen_channel(call), call.person, call.person)


@routes.on("PUT", f"{_MEMBERS}/{{user}}")
def add(call: Call) -> None:
    """Add somebody to a thread."""
    person = call.world.people.get(call.params["user"])
    call.world.threads.take_in(seen_channel(call), person, call.person)


@routes.on("DELETE", f"{_MEMBERS}/{{user}}")
def remove(call: Call) -> None:
    """Remove somebody; needs MANAGE_THREADS, or to have made the private thread."""
    person = call.world.people.get(call.params["user"])
    call.world.threads.remove(seen_channel(call), person, call.person)


def _member(call: Call, thread: Channel, person_id: str) -> Json:
    data = member_json(thread, person_id)
    if not call.flag("with_member"):
        return data
    guild = call.world.guilds.get(thread.guild_id)
    return data | {"member": guild.members[person_id].as_json()}


def _require(call: Call, parent: Channel, right: int) -> None:
    if not call.world.ground.permissions(parent, call.person.id) & Permission.READ_MESSAGE_HISTORY:
        raise missing_access()
    call.world.channels.require(call.person, parent, right)


def _archived(call: Call, parent: Channel, wanted: Callable[[Channel], bool]) -> Json:
    before, text = None, call.query.get("before", "")
    if text:
        before = parse_iso(text)
        if before is None:
            raise invalid_field("before", "DATE_TIME_TYPE_PARSE", f"Could not parse {text[:40]}. Should be ISO8601.")
    asleep = [one for one in call.world.threads.under(parent) if state_of(one).archived and wanted(one)]
    asleep.sort(key=lambda one: state_of(one).changed_at, reverse=True)
    older = [one for one in asleep if before is None or state_of(one).changed_at < before]
    return listing(older, call.person, call.number("limit", 50, 2, 100), member_json)
