"""What people on Discord do in a channel beside talking in it, as orders to the fake."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import ClassVar, Self

from harness.actors.control import Control
from harness.actors.person import Person
from harness.actors.roommate import Roommate, pictured
from harness.core.attachment import Attachment
from harness.core.fact import Fact, Network
from harness.core.wanted import contains

_ADMINISTRATOR = str(1 << 3)


class DiscordRoommate(Roommate):
    """Somebody in a guild's channel."""

    network: ClassVar[Network] = "discord"
    _control: Control

    async def types(self) -> None:
        """Begin to type."""
        await self._control.act("typing.start", channel=self.place, author=self.id)

    async def reads(self, seen: Fact) -> None:
        """Have read up to a message, which Discord tells nobody else."""
        await self._control.act("message.read", channel=self.place, author=self.id, message=seen.ref)

    async def goes_online(self) -> None:
        """Be there, for everybody to see."""
        await self._control.act("person.presence", person=self.id, status="online")

    async def is_called(self, name: str) -> None:
        """Take another name to be shown by."""
        self.name = name
        await self._control.act("person.update", person=self.id, display_name=name)

    async def is_nicknamed(self, name: str) -> None:
        """Take a name for this guild alone."""
        order = {"author": self.id, "person": self.id, "changes": {"nick": name}}
        await self._control.act("member.update", guild=self.stage.guild, **order)

    async def is_pictured(self, portrait: Attachment) -> None:
        """Take another avatar."""
        await self._control.act("person.update", person=self.id, avatar=pictured(portrait))

    async def names_room(self, name: str) -> None:
        """Give the channel another name."""
        await self._control.act("channel.update", channel=self.place, changes={"name": name})

    async def describes_room(self, topic: str) -> None:
        """Give the channel another topic."""
        await self._control.act("channel.update", channel=self.place, changes={"topic": topic})

    async def pins(self, seen: Fact) -> None:
        """Pin a message."""
        await self._control.act("message.pin", channel=self.place, author=self.id, message=seen.ref)

    async def unpins(self, seen: Fact) -> None:
        """Let a pinned message go."""
        await self._control.act("message.unpin", channel=self.place, author=self.id, message=seen.ref)

    async def enters(self) -> None:
        """Join the guild."""
        await self._control.act("guild.join", guild=self.stage.guild, person=self.id)

    async def leaves(self) -> None:
        """Leave the guild."""
        await self._control.act("guild.leave", guild=self.stage.guild, person=self.id)

    async def expels(self, other: Person) -> None:
        """Put somebody out of the guild."""
        await self._control.act("member.kick", guild=self.stage.guild, author=self.id, person=self.sees_as(other))

    async def banishes(self, other: Person) -> None:
        """Put somebody out of the guild for good."""
        await self._control.act("member.ban", guild=self.stage.guild, author=self.id, person=self.sees_as(other))

    async def appoints(self, other: Person) -> None:
        """Give somebody a role with an administrator's rights."""
        role = {"name": "Moderators", "permissions": _ADMINISTRATOR, "members": [self.sees_as(other)]}
        await self._control.act("role.create", guild=self.stage.guild, **role)

    async def opens_thread(self, said: Fact, name: str) -> Self:
        """Start a thread from a message; return this person as they are in there."""
        order = {"author": self.id, "name": name, "message": said.ref}
        await self._control.act("thread.create", channel=self.place, **order)
        return self.in_thread(said)

    def in_thread(self, root: Fact) -> Self:
        """Return this person as they are in the thread of a message, whose id is the thread's own."""
        self.stage.threads[root.ref] = self.place
        return self._in(root.ref)

    def _in(self, channel: str) -> Self:
        moved = copy(self)
        moved.stage = replace(self.stage, places={**self.stage.places, "discord": channel})
        return moved

    def beside(self) -> Self:
        """Return this person as they are in another channel of the guild, which isn't bridged."""
        return self._in(self.stage.side)

    async def misses_the_next(self) -> None:
        """Not be told of the next message, by the gateway's fault."""
        await self._control.act("fault.set", fault="drop_event", event="MESSAGE_CREATE", person=self.id, times=1)

    async def connects_anew(self) -> None:
        """Lose the gateway's session, so that clients of this account begin another."""
        await self._control.act("fault.set", fault="invalid_session", person=self.id, resumable=False)

    async def sees_put_out(self, *, by: Roommate, within: float | None = None) -> Fact:
        """Return that somebody's account has put a member out of the guild."""
        return await self._sees_call("DELETE /guilds/{guild}/members/{user}", by, within)

    async def sees_a_pin(self, *, by: Roommate, within: float | None = None) -> Fact:
        """Return that somebody's account has pinned a message."""
        return await self._sees_call("PUT /channels/{channel}/pins/{message}", by, within)

    async def sees_portrayed(self, text: str, *, by: Roommate, within: float | None = None) -> Fact:
        """Return a message with this text that is shown with a portrait of its author's."""
        wanted = self._wanted(text, by).but(detail=contains("'avatar_url': 'http"))
        return await self.stage.sees(wanted, within=within)

    async def sees_room_renamed(self, *, by: Roommate, within: float | None = None) -> Fact:
        """Return that somebody's account has changed the channel."""
        return await self._sees_call("PATCH /channels/{channel}", by, within)

    async def _sees_call(self, method: str, by: Roommate, within: float | None) -> Fact:
        wanted = self._here().but(place=None, kind="call", author=self.sees_as(by), detail=contains(repr(method)))
        return await self.stage.sees(wanted, within=within)

    async def befriends(self, other: Roommate) -> None:
        """Be friends with somebody: this person asks, the other accepts."""
        await self._control.act("person.relate", person=self.id, other=other.id, kind="friend")
        await self._control.act("person.relate", person=other.id, other=self.id, kind="friend")

    async def writes_to(self, other: Roommate, text: str) -> Fact:
        """Say something to somebody alone; return the fact once the network has it."""
        place = await self._direct(other)
        sent = await self._control.act("message.send", channel=place, author=self.id, content=text)
        return await self.stage.sees(self._here().but(kind="message", place=place, ref=sent["id"]))

    async def hears(self, text: str, *, by: Roommate) -> Fact:
        """Return what somebody has said to this person alone."""
        place = await self._direct(by)
        wanted = self._here().but(kind="message", place=place, author=by.id, text=text)
        return await self.stage.sees(wanted)

    async def founds_group(self, name: str, *others: Roommate) -> None:
        """Open a group direct message, and give it a name."""
        people = [other.id for other in others]
        group = (await self._control.act("group.create", owner=self.id, people=people))["id"]
        await self._control.act("group.update", channel=group, author=self.id, changes={"name": name})

    async def _direct(self, other: Roommate) -> str:
        return str((await self._control.act("channel.direct", people=[self.id, other.id]))["id"])
