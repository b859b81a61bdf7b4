"""What people on Telegram do in a chat beside talking in it, as orders to the fake."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from copy import copy
from dataclasses import replace
from typing import ClassVar, Self

from harness.actors.control import Control
from harness.actors.person import Person
from harness.actors.roommate import Roommate, pictured
from harness.core.attachment import Attachment
from harness.core.fact import Fact, Network
from harness.core.wanted import That, contains, other_than

_ALL_RIGHTS = ["change_info", "delete_messages", "ban_users", "invite_users", "pin_messages", "add_admins"]
# Of a channel's administrators, and yet the bridge gives them to a supergroup's, too.
_ALL_RIGHTS += ["post_messages", "edit_messages"]


class TelegramRoommate(Roommate):
    """Somebody in a group."""

    network: ClassVar[Network] = "telegram"
    _control: Control

    async def types(self) -> None:
        """Begin to type."""
        await self._control.act("typing.start", chat=self.place, author=self.id)

    async def reads(self, seen: Fact) -> None:
        """Have read up to a message, which its author is told without a name."""
        await self._control.act("message.read", chat=self.place, author=self.id, message=seen.ref)

    async def goes_online(self) -> None:
        """Be there, for everybody to see who knows this person."""
        await self._control.act("person.status", person=self.id, online=True)

    async def is_called(self, name: str) -> None:
        """Take another first and last name."""
        self.name = name
        first, _, last = name.partition(" ")
        await self._control.act("person.update", person=self.id, first_name=first, last_name=last)

    async def is_pictured(self, portrait: Attachment) -> None:
        """Take another portrait."""
        await self._control.act("person.photo", person=self.id, **pictured(portrait))

    async def knows(self, other: Roommate) -> None:
        """Have somebody among this person's contacts."""
        await self._control.act("person.contact", person=self.id, other=other.id)

    async def pins(self, seen: Fact) -> None:
        """Pin a message."""
        await self._control.act("message.pin", chat=self.place, author=self.id, message=seen.ref)

    async def unpins(self, seen: Fact) -> None:
        """Let a pinned message go."""
        await self._control.act("message.unpin", chat=self.place, author=self.id, message=seen.ref)

    async def enters(self) -> None:
        """Join the chat."""
        await self._control.act("chat.join", chat=self.place, person=self.id)

    async def leaves(self) -> None:
        """Leave the chat."""
        await self._control.act("chat.leave", chat=self.place, person=self.id)

    async def expels(self, other: Person) -> None:
        """Put somebody out of the chat."""
        await self._control.act("chat.leave", chat=self.place, person=self.sees_as(other), by=self.id)

    async def banishes(self, other: Person) -> None:
        """Put somebody out of the chat for good."""
        order = {"person": self.sees_as(other), "rights": ["view_messages"], "by": self.id}
        await self._control.act("chat.restrict", chat=self.place, **order)

    async def appoints(self, other: Person) -> None:
        """Make somebody an administrator of the chat."""
        await self._control.act("chat.promote", chat=self.place, person=self.sees_as(other), by=self.id)

    async def opens_topic(self, title: str) -> str:
        """Turn the chat into a forum and open a topic in it; return the topic's id."""
        await self._control.act("chat.update", chat=self.place, by=self.id, forum=True)
        return str((await self._control.act("topic.create", chat=self.place, by=self.id, title=title))["id"])

    async def says_in(self, topic: str, text: str) -> Fact:
        """Say something in a topic; return the fact once the network has it."""
        order = {"author": self.id, "topic": topic, "text": text}
        sent = await self._control.act("message.send", chat=self.place, **order)
        return await self.stage.sees(self._here().but(kind="message", ref=sent["id"]))

    async def sees_in(self, topic: str, text: str, *, by: Person, within: float | None = None) -> Fact:
        """Return the message with this text by this author that stands in a topic."""
        wanted = self._wanted(text, by).but(detail=contains(f"'topic': {topic!r}"))
        return await self.stage.sees(wanted, within=within)

    async def lets_appoint(self, other: Person) -> None:
        """Make somebody an administrator who may name others, with all that those may do."""
        order = {"person": self.sees_as(other), "by": self.id, "rights": _ALL_RIGHTS}
        await self._control.act("chat.promote", chat=self.place, **order)

    async def sees_pinned(self, said: Fact, *, by: Roommate, within: float | None = None) -> Fact:
        """Return that somebody has pinned a message."""
        return await self._sees_act("'pin'", by, within, target=said.ref)

    async def sees_unpinned(self, said: Fact, *, by: Roommate, within: float | None = None) -> Fact:
        """Return that somebody has let a pinned message go."""
        return await self._sees_act("'unpin'", by, within, target=said.ref)

    async def sees_taken_in(self, other: Person, *, by: Roommate, within: float | None = None) -> Fact:
        """Return that somebody has brought another into the chat."""
        return await self._sees_move("added", other, by, within)

    async def sees_gone(self, other: Person, *, by: Roommate, within: float | None = None) -> Fact:
        """Return that somebody has left the chat (``by`` themselves), or was put out."""
        return await self._sees_move("removed", other, by, within)

    async def sees_appointed(self, other: Person, *, by: Roommate, within: float | None = None) -> Fact:
        """Return that somebody has made another an administrator."""
        return await self._sees_act(f"'rights', 'members': ['{self.sees_as(other)}']", by, within)

    async def _sees_move(self, action: str, other: Person, by: Roommate, within: float | None) -> Fact:
        moved = contains(f"'action': '{action}', 'members': ['{self.sees_as(other)}']")
        wanted = self._here().but(kind="member", author=self.sees_as(by), detail=moved)
        return await self.stage.sees(wanted, within=within)

    async def names_room(self, name: str) -> None:
        """Give the chat another title."""
        await self._control.act("chat.update", chat=self.place, by=self.id, title=name)

    async def describes_room(self, topic: str) -> None:
        """Say what the chat is about."""
        await self._control.act("chat.update", chat=self.place, by=self.id, about=topic)

    async def pictures_room(self, picture: Attachment) -> None:
        """Give the chat another photo."""
        await self._control.act("chat.photo", chat=self.place, author=self.id, **pictured(picture))

    async def sees_online(self, other: Roommate, within: float | None = None) -> Fact:
        """Return that somebody's account is there."""
        return await self._sees_act("'status'", other, within, place=None, text="online")

    async def sees_room_named(self, name: str, *, by: Roommate, within: float | None = None) -> Fact:
        """Return that somebody has given the chat this title."""
        return await self._sees_act(f"'titled', 'title': {name!r}", by, within)

    async def sees_room_described(self, topic: str, *, by: Roommate, within: float | None = None) -> Fact:
        """Return that somebody has said what the chat is about."""
        return await self._sees_act("'about'", by, within, text=topic)

    async def sees_room_pictured(self, picture: Attachment, *, by: Roommate, within: float | None = None) -> Fact:
        """Return that somebody has given the chat this very photo, byte for byte."""
        return await self._sees_act("'photo'", by, within, file=picture.sha256)

    async def _sees_act(self, act: str, by: Roommate, within: float | None, **wishes: str | None) -> Fact:
        """Return what the fake tells as a call; ``act`` is its detail's, perhaps with what follows it there."""
        wanted = self._here().but(kind="call", author=self.sees_as(by), detail=contains(f"'act': {act}"))
        return await self.stage.sees(wanted.but(**wishes), within=within)

    async def writes_to(self, other: Roommate, text: str) -> Fact:
        """Say something to somebody alone; return the fact once the network has it."""
        sent = await self._control.act("message.send", chat=other.id, author=self.id, text=text)
        return await self.stage.sees(self._here().but(kind="message", place=other.id, ref=sent["id"]))

    async def hears(self, text: str, *, by: Roommate) -> Fact:
        """Return what somebody has said to this person alone: a private chat goes by the other side's id."""
        wanted = self._here().but(kind="message", place=self.id, author=by.id, text=text)
        return await self.stage.sees(wanted)

    async def reads_from(self, other: Roommate, heard: Fact) -> None:
        """Have read what somebody has said to this person alone."""
        await self._control.act("message.read", chat=other.id, author=self.id, message=heard.ref)

    async def founds_group(self, name: str, *others: Roommate, kind: str = "group") -> Self:
        """Make a basic group (or a ``supergroup``) with others; return this person as they are in there."""
        order = {"kind": kind, "title": name, "creator": self.id, "members": [other.id for other in others]}
        return self._in((await self._control.act("chat.create", scope=self.stage.scope, **order))["id"])

    def _in(self, chat: str) -> Self:
        moved = copy(self)
        moved.stage = replace(self.stage, places={**self.stage.places, "telegram": chat})
        return moved

    async def is_taken_along(self, *, by: Roommate) -> Self:
        """Be in a new chat of somebody's; return this person as they are in there."""
        founded = That("of another chat with this person", lambda got: self.id in got and "'removed'" not in got)
        brought = self._here().but(kind="member", place=other_than(self.place), author=by.id, detail=founded)
        return self._in((await self.stage.sees(brought)).place)

    async def takes_in(self, other: Roommate) -> None:
        """Bring somebody into the chat."""
        await self._control.act("chat.join", chat=self.place, person=other.id, inviter=self.id)

    async def upgrades_group(self) -> str:
        """Make a supergroup of the basic group; return its id. The bridge says so, in words of its own."""
        self.stage.unjudged.add("upgraded this group to a supergroup")
        return str((await self._control.act("chat.migrate", chat=self.place, by=self.id))["id"])

    def news_wait(self) -> AbstractAsyncContextManager[None]:
        """Let nobody's client be told of anything in the chat until the block ends."""
        return self._held(fault="hold_updates", chat=self.place)

    def answers_wait(self, method: str) -> AbstractAsyncContextManager[None]:
        """Let the calls of a method, whoever's they are, wait until the block ends."""
        return self._held(fault="hold", method=method)

    @asynccontextmanager
    async def _held(self, **fault: str) -> AsyncIterator[None]:
        held = await self._control.act("fault.set", **fault)
        try:
            yield
        finally:
            await self._control.act("fault.clear", id=held["id"])

    async def sees_waiting(self, method: str) -> Fact:
        """Return a client's call about the chat that waits (``answers_wait``)."""
        waiting = That(f"of a {method} that waits", lambda got: f"'{method}'" in got and "'held': True" in got)
        return await self.stage.sees(self._here().but(kind="call", detail=waiting))

    async def misses_the_next(self) -> None:
        """Not be told of the next thing that happens, by the network's fault."""
        await self._control.act("fault.set", fault="drop_updates", person=self.id, times=1)
