"""The control API's operations: what a test makes people do (``fakes/schema/control.discord.v1.json``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from fakes.control import ActError, whole
from fakes.discord import closing, control_faults, control_files, control_messages, control_people, control_places
from fakes.discord.channels import Overwrite
from fakes.discord.errors import ApiError

if TYPE_CHECKING:
    from fakes.control import Operation
    from fakes.discord.gateway import Gateway
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json
    from fakes.discord.world import World

Order = Mapping[str, Any]
Act = Callable[["Control", Order], "Json"]
_ACTS: dict[str, Act] = {}


def act(name: str) -> Callable[[Act], Act]:
    """Register a method as the operation ``name``."""

    def register(method: Act) -> Act:
        _ACTS[name] = method
        return method

    return register


class Control:
    """Carries out orders; people are bound by the same permissions and limits as through REST."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    def operations(self) -> dict[str, Operation]:
        """Return the operations by their dotted names."""
        own: dict[str, Operation] = {name: self._operation(partial(method, self)) for name, method in _ACTS.items()}
        others = {**control_messages.ACTS, **control_files.ACTS, **control_places.ACTS, **control_people.ACTS}
        own |= {name: self._operation(partial(function, self._world)) for name, function in others.items()}
        faults = control_faults.ACTS.items()
        own |= {name: self._operation(partial(function, self._gateway)) for name, function in faults}
        return own

    def _operation(self, carry_out: Callable[[Order], Json]) -> Operation:
        async def run(order: Order) -> Json:
            try:
                return carry_out(order)
            except ApiError as error:
                raise ActError(error.name, f"{error.message}{f': {error.errors}' if error.errors else ''}") from error

        return run

    def _person(self, order: Order, field: str = "author") -> Person:
        return self._world.people.get(str(order[field]))

    @act("person.create")
    def create_person(self, order: Order) -> Json:
        """Open an account."""
        person = self._world.people.create(
            str(order["name"]),
            str(order.get("display_name") or ""),
            bot=bool(order.get("bot")),
            scope=str(order.get("scope") or ""),
        )
        names = {"id": person.id, "name": person.name, "display_name": person.display_name}
        return names | {"token": person.token}

    @act("guild.create")
    def create_guild(self, order: Order) -> Json:
        """Found a guild with a channel ``general``."""
        guilds = self._world.guilds
        owner = self._person(order, "owner")
        members = [self._world.people.get(str(one)) for one in order.get("members") or ()]
        guild = guilds.create(str(order["name"]), owner, members, str(order.get("scope") or owner.scope))
        with self._world.ground.held():
            # Nobody has heard of the guild yet, so its first channel is no news of its own.
            channel = self._world.channels.create(guild, "general")
        guilds.announce(guild)
        return {"id": guild.id, "everyone_role": guild.id, "channels": [{"id": channel.id, "name": channel.name}]}

    @act("guild.join")
    def join_guild(self, order: Order) -> Json:
        """Let a person in; ``permissions`` is a decimal bit field, granted as a role."""
        permissions = order.get("permissions")
        bits = None if permissions is None else whole(permissions, "permissions")
        guild = self._world.guilds.get(str(order["guild"]))
        self._world.guilds.join(guild, self._person(order, "person"), "control", bits)
        return {}

    @act("guild.leave")
    def leave_guild(self, order: Order) -> Json:
        """Let a person go."""
        guild = self._world.guilds.get(str(order["guild"]))
        self._world.guilds.leave(guild, self._person(order, "person"), "control")
        return {}

    @act("role.create")
    def create_role(self, order: Order) -> Json:
        """Make a role in a guild and give it to ``members``."""
        guild = self._world.guilds.get(str(order["guild"]))
        role = self._world.guilds.create_role(
            guild, str(order["name"]), whole(order.get("permissions") or 0, "permissions")
        )
        for one in order.get("members") or ():
            self._world.guilds.grant(guild, self._world.people.get(str(one)), role.id)
        return {"id": role.id}

    @act("channel.create")
    def create_channel(self, order: Order) -> Json:
        """Open a channel in a guild."""
        guild = self._world.guilds.get(str(order["guild"]))
        parent = order.get("parent")
        channel = self._world.channels.create(guild, str(order["name"]), whole(order.get("type") or 0, "type"), parent)
        return {"id": channel.id}

    @act("channel.delete")
    def delete_channel(self, order: Order) -> Json:
        """Delete a guild's channel."""
        self._world.channels.delete(self._world.channels.get(str(order["channel"])))
        return {}

    @act("channel.direct")
    def direct_channel(self, order: Order) -> Json:
        """Return the direct message of two people."""
        one, other = (self._world.people.get(str(person)) for person in order["people"])
        return {"id": self._world.channels.direct(one, other).id}

    @act("overwrite.set")
    def set_overwrite(self, order: Order) -> Json:
        """Allow and deny bits in a channel to a role or a member; without any, take the overwrite away."""
        channel, target = self._world.channels.get(str(order["channel"])), str(order["target"])
        allow, deny = whole(order.get("allow") or 0, "allow"), whole(order.get("deny") or 0, "deny")
        kind = 1 if self._world.people.find(target) else 0
        overwrite = Overwrite(target, kind, allow, deny) if allow or deny else None
        self._world.channels.overwrite(channel, overwrite, target)
        return {}

    @act("token.revoke")
    def revoke_token(self, order: Order) -> Json:
        """Make a token worthless and close its sockets with 4004, without a way back for its sessions."""
        person = self._person(order, "person")
        self._world.people.reset_token(person)
        for link in self._gateway.links(person.id):
            link.close(closing.AUTHENTICATION_FAILED)
        return {"token": person.token}

    @act("gateway.sessions")
    def gateway_sessions(self, order: Order) -> Json:
        """Return the gateway sessions of a person, or all."""
        wanted = str(order.get("person") or "")
        mine = [one for one in self._gateway.sessions.values() if wanted in ("", one.person.id)]
        rows = [{"id": s.id, "person": s.person.id, "connected": s.link is not None, "seq": s.seq} for s in mine]
        return {"sessions": rows}
