"""Somebody who lives on the forger: speaks the truth until told to lie."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar

from harness.actors.contriver import Contriver
from harness.actors.control import ActRefusedError, Control
from harness.actors.lab_person import Host, LabPerson
from harness.actors.person import Stage
from harness.core.fact import Fact, Network
from harness.core.wanted import Wanted


class ForgerPerson(Contriver):
    """Somebody who lives on the forger. What they send, and what is sent to them, the forger witnesses."""

    network: ClassVar[Network] = "matrix"

    def __init__(self, name: str, id: str, stage: Stage, control: Control) -> None:  # noqa: A002 - it is their id
        self.name = name
        self.id = id
        self.stage = stage
        self._control = control

    @property
    def server(self) -> str:
        """The forger's name."""
        return self.id.partition(":")[2]

    @property
    def place(self) -> str:
        """The test's room."""
        return self.stage.places["matrix"]

    async def makes_room(self, *, version: str = "11", rule: str = "public", **order: Any) -> str:
        """Make a room on the forger, which from now on is the place of everybody in the test; return its id."""
        made = await self._control.act("room.create", creator=self.id, version=version, join_rule=rule, **order)
        self.stage.places["matrix"] = made["room"]
        return self.place

    async def joins(self, room: str = "", *, via: str, flaw: str = "") -> str:
        """Join a room of the server ``via``, with a ``flaw`` of the join if one is named; return the join's id."""
        where = {"alias": room} if room.startswith("#") else {"room": room or self.place}
        return str((await self._control.act("room.join", user=self.id, **where, via=via, flaw=flaw))["event"])

    async def visits(self, host: Host) -> None:
        """Join a new room of somebody on another server, by way of that server, and be heard there."""
        await self.joins(await host.makes_room(), via=host.server)
        await host.hears(await self.says("found you"))

    async def tries_to_join(self, *, via: str, flaw: str) -> None:
        """Send a flawed join; whether the other server refused it is for those to say who would see it."""
        with suppress(ActRefusedError):
            await self.joins(via=via, flaw=flaw)

    async def tries_to_invite(self, other: LabPerson, *, flaw: str) -> None:
        """Send a flawed invitation; whether it was refused is for those to say who would see it."""
        with suppress(ActRefusedError):
            await self.invites(other, flaw=flaw)

    async def knocks(self, *, via: str, flaw: str = "") -> str:
        """Knock at the test's room by way of the server ``via``; return the knock's id."""
        return str((await self._control.act("room.knock", user=self.id, room=self.place, via=via, flaw=flaw))["event"])

    async def leaves(self) -> None:
        """Leave the room."""
        await self._control.act("room.leave", user=self.id, room=self.place)

    async def invites(self, other: LabPerson, *, flaw: str = "", api: str = "v2") -> str:
        """Invite somebody of another server, by one of the request's forms; return the invitation's id."""
        order = {"user": self.id, "room": self.place, "target": other.id, "flaw": flaw, "api": api}
        return str((await self._control.act("room.invite", **order))["event"])

    async def says(self, text: str, *, flaw: str = "", **order: Any) -> Fact:
        """Say something, with a ``flaw`` of the event if one is named; return the fact of its sending."""
        said = {"user": self.id, "room": self.place, "text": text, "flaw": flaw, **order}
        return await self._sent(await self._control.act("message.send", **said))

    async def sends(self, kind: str, content: Mapping[str, Any], **order: Any) -> Fact:
        """Send any event; ``sender`` among ``order`` may be anybody, and ``state_key`` makes it state."""
        sender = order.pop("sender", self.id)
        made = {"user": sender, "room": self.place, "type": kind, "content": content, **order}
        return await self._sent(await self._control.act("event.send", **made))

    async def hears(self, said: Fact) -> Fact:
        """Return this very event as it came to the forger over the wire."""
        return await self.stage.sees(self._wire(said.ref))

    async def catches_up_with(self, other: LabPerson) -> None:
        """Wait until all that ``other`` said up to now must have come: a fence along the same path comes last."""
        await self.hears(await other.says(self.stage.next_fence()))

    def _wire(self, event: str) -> Wanted:
        return Wanted(network="federation", cause="wire", place=self.place, ref=event, scope=self.stage.scope)

    async def _sent(self, made: Mapping[str, Any]) -> Fact:
        if not made["results"]:  # what went to nobody the forger doesn't witness
            detail = {"pdu": made["pdu"]}
            kept = Fact(0, "federation", "note", "harness", self.place, self.id, ref=made["event"], detail=detail)
            return self.stage.journal.append(replace(kept, cause="control", scope=self.stage.scope))
        sent = Wanted(network="federation", cause="control", place=self.place, ref=made["event"])
        return await self.stage.sees(sent)
