"""What people on Matrix do in a room beside talking, and what they see there (Client-Server API)."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any, ClassVar, Self

from harness.actors.fake_people import FakePerson
from harness.actors.matrix_client import MatrixClient
from harness.actors.operator import Bot, Operator
from harness.actors.person import Person
from harness.actors.roommate import Roommate
from harness.core.attachment import Attachment
from harness.core.fact import Fact, Network
from harness.core.wanted import That, Wanted, Wish, contains, one_of, other_than, starts_with

MODERATES = 50
"""A moderator's power level."""
_THREAD = "'m.thread'"
_TYPES_FOR = 30_000  # milliseconds


class MatrixRoommate(Roommate):
    """Somebody with a client of their own in a room.

    Who has logged in to a bridge has an ``account`` on its network, and types (``keys``) to its ``bot``.
    """

    network: ClassVar[Network] = "matrix"
    client: MatrixClient
    account: FakePerson
    keys: Operator
    bot: Bot

    async def types(self) -> None:
        """Begin to type."""
        await self.client.call("typing", self.client.nio.room_typing, self.place, True, _TYPES_FOR)

    async def reads(self, seen: Fact) -> None:
        """Have read up to a message (a public ``m.read`` receipt)."""
        await self.client.call("reading", self.client.nio.update_receipt_marker, self.place, seen.ref)

    async def goes_online(self) -> None:
        """Be there, for everybody to see."""
        await self.client.call("being there", self.client.nio.set_presence, "online")

    async def is_called(self, name: str) -> None:
        """Take another name; return once the room has it, which the homeserver tells in its own time."""
        self.name = name
        mark = self.stage.journal.mark()
        await self.client.call("taking a name", self.client.nio.set_displayname, name)
        await self.stage.sees(self._here().but(kind="member", target=self.id, author_name=name), since=mark)

    async def is_pictured(self, portrait: Attachment) -> None:
        """Take another portrait; return once the room has it."""
        mark = self.stage.journal.mark()
        url = await self.client.upload(portrait)
        await self.client.call("taking a portrait", self.client.nio.set_avatar, url)
        await self.stage.sees(self._here().but(kind="member", target=self.id, file=url), since=mark)

    async def names_room(self, name: str) -> None:
        """Give the room another name."""
        await self._sets("m.room.name", {"name": name})

    async def describes_room(self, topic: str) -> None:
        """Say what the room is about."""
        await self._sets("m.room.topic", {"topic": topic})

    async def pictures_room(self, picture: Attachment) -> None:
        """Give the room another picture."""
        await self._sets("m.room.avatar", {"url": await self.client.upload(picture)})

    async def pins(self, seen: Fact) -> None:
        """Pin a message, and nothing else."""
        await self._sets("m.room.pinned_events", {"pinned": [seen.ref]})

    async def unpins(self, seen: Fact) -> None:
        """Let the one message that is pinned go."""
        await self._sets("m.room.pinned_events", {"pinned": []})

    async def takes_in(self, other: Person) -> None:
        """Invite somebody into the room, by who they are on Matrix."""
        await self.client.call("inviting", self.client.nio.room_invite, self.place, self.sees_as(other))

    async def leaves(self) -> None:
        """Leave the room."""
        await self.client.call("leaving", self.client.nio.room_leave, self.place)

    async def expels(self, other: Person) -> None:
        """Put somebody out of the room."""
        await self.client.call("kicking", self.client.nio.room_kick, self.place, self.sees_as(other))

    async def banishes(self, other: Person) -> None:
        """Put somebody out of the room for good."""
        await self.client.call("banning", self.client.nio.room_ban, self.place, self.sees_as(other))

    async def appoints(self, other: Person) -> None:
        """Give somebody a moderator's power level."""
        await self.client.raises(self.place, MODERATES, self.sees_as(other))

    async def says_in_thread(self, text: str, root: Fact) -> Fact:
        """Say something in the thread of a message (Client-Server API, "Threading"); return it once it is synced."""
        fallback = {"is_falling_back": True, "m.in_reply_to": {"event_id": root.ref}}
        relation = {"rel_type": "m.thread", "event_id": root.ref, **fallback}
        content = {"msgtype": "m.text", "body": text, "m.relates_to": relation}
        sent = await self.client.send(self.place, "m.room.message", content)
        return await self.stage.sees(self._here().but(ref=sent))

    async def sees_in_thread(self, text: str, *, by: Person, root: Fact, within: float | None = None) -> Fact:
        """Return the message with this text by this author that stands in the thread of ``root``."""
        there = That(f"in the thread of {root.ref}", lambda got: _THREAD in got and root.ref in got)
        return await self.stage.sees(self._wanted(text, by).but(detail=there), within=within)

    async def sees_in_a_thread(self, text: str, *, by: Person, within: float | None = None) -> Fact:
        """Return the message with this text by this author that stands in a thread, whichever it is."""
        return await self.stage.sees(self._wanted(text, by).but(detail=contains(_THREAD)), within=within)

    async def opens_room_with(self, other: Person) -> Self:
        """Make a direct chat with somebody, by who they are on Matrix; return this person as they are in there."""
        return await self._founds(is_direct=True, invite=[self.sees_as(other)])

    async def founds_room(self, name: str, *others: Person) -> Self:
        """Make a room with the bridge's bot and others in it; return this person as they are in there."""
        there = await self._founds(name=name, invite=[self.bot.user_id])
        await self.keys.awaits_member(self.bot.user_id, there.place)
        for other in others:
            await there.takes_in(other)
            await there.sees_here(other)
        return there

    async def orders(self, command: str, answer: str) -> None:
        """Type a command to the bridge where this person has logged in, and see its bot answer so in this room."""
        await self.keys.orders(self.bot, command, answer, room=self.place)

    async def lets_the_bridge_act(self) -> None:
        """Let the Discord bridge do on Matrix, as this person, what their account does on Discord (a double puppet)."""
        await self.keys.orders(self.bot, f"login-matrix {self.client.nio.access_token}", "Successfully switched puppet")

    async def _founds(self, **options: Any) -> Self:
        made = await self.client.call(
            "making a room", self.client.nio.room_create, federate=False, room_version="11", **options
        )
        return self._in(made.room_id)

    async def follows_invitation(self, *, by: Person | None = None, within: float | None = None) -> Self:
        """Join the room to which somebody (or anybody) invites beside the scene's; return this person as in there."""
        asked = self._here().but(place=other_than(self.place), kind="member", target=self.id, text="invite")
        asked = asked.but(author=self.sees_as(by)) if by else asked
        room = (await self.stage.sees(asked, within=within)).place
        await self.client.call("joining", self.client.nio.join, room)
        return self._in(room)

    def _in(self, room: str) -> Self:
        moved = copy(self)
        moved.stage = replace(self.stage, places={**self.stage.places, "matrix": room})
        return moved

    async def sees_here(self, other: Person, within: float | None = None) -> Fact:
        """Return that somebody is in the room."""
        return await self.stage.sees(self._membership_of(other, "join"), within=within)

    async def sees_notice(self, *, by: Person, within: float | None = None) -> Fact:
        """Return what a bridge lets somebody's ghost say in its own words (``m.notice``)."""
        wanted = self._here().but(kind="message", author=self.sees_as(by), detail=contains("'m.notice'"))
        return await self.stage.sees(wanted, within=within)

    async def sees_gone(self, other: Person, within: float | None = None) -> Fact:
        """Return that somebody is in the room no more."""
        return await self.stage.sees(self._membership_of(other, one_of("leave", "ban")), within=within)

    async def sees_appointed(self, other: Person, within: float | None = None) -> Fact:
        """Return that somebody has a moderator's power level."""
        level = contains(f"{self.sees_as(other)!r}: {MODERATES}")
        return await self.stage.sees(self._state("m.room.power_levels", level), within=within)

    async def sees_encrypted(self) -> Fact:
        """Return that the room is encrypted."""
        return await self.stage.sees(self._state("m.room.encryption").but(witness=self.key))

    async def sees_pinned(self, seen: Fact, within: float | None = None) -> Fact:
        """Return that a message is pinned."""
        return await self.stage.sees(self._state("m.room.pinned_events", contains(seen.ref)), within=within)

    async def sees_unpinned(self, seen: Fact, *, after: Fact, within: float | None = None) -> Fact:
        """Return that a message, pinned as ``after`` tells, isn't so any more."""
        wanted = self._state("m.room.pinned_events", other_than(contains(seen.ref)))
        return await self.stage.sees(wanted, since=after.seq, within=within)

    async def sees_online(self, other: Person, within: float | None = None) -> Fact:
        """Return that somebody is there; a presence belongs to no room."""
        wanted = self._state("m.presence", contains("online")).but(place=None, author=self.sees_as(other))
        return await self.stage.sees(wanted, within=within)

    async def sees_opening(self, text: str, *, by: Person) -> Fact:
        """Return the words with which somebody opened this room, where their name may come after them."""
        seen = await self.stage.sees(self._wanted(text, by).but(author_name=None))
        await self.sees_named(by)
        return seen

    async def sees_named(self, other: Person, name: str = "", within: float | None = None) -> Fact:
        """Return that somebody goes by their own name (which may be a new one), or by another."""
        said = Fact(0, other.network, "message", author=other.id, author_name=name or other.name, text="anything")
        shown = self._promise(said)
        wanted = self._here().but(kind="member", target=shown.author, author_name=shown.author_name)
        return await self.stage.sees(wanted, within=within)

    async def sees_portrait(self, portrait: Attachment, *, of: Person, within: float | None = None) -> Fact:
        """Return that somebody has this very portrait, byte for byte; it is the first one that they have."""
        wanted = self._here().but(kind="member", target=self.sees_as(of))
        return await self._sees_picture(wanted, portrait, within)

    async def sees_room_named(self, name: str, within: float | None = None) -> Fact:
        """Return that the room has another name."""
        return await self.stage.sees(self._state("m.room.name", contains(repr(name))), within=within)

    async def sees_room_described(self, topic: str, within: float | None = None) -> Fact:
        """Return that the room has another topic."""
        return await self.stage.sees(self._state("m.room.topic", contains(repr(topic))), within=within)

    async def sees_room_pictured(self, picture: Attachment, within: float | None = None) -> Fact:
        """Return that the room has this very picture, byte for byte; it is its first one."""
        return await self._sees_picture(self._state("m.room.avatar"), picture, within)

    async def sees_bridged_to(self, chat: str) -> Fact:
        """Return that a bridge describes the room as that of this chat (MSC2346): by then it has read what it is."""
        return await self.stage.sees(self._state("m.bridge", contains(chat)))

    async def _sees_picture(self, wanted: Wanted, picture: Attachment, within: float | None) -> Fact:
        seen = await self.stage.sees(wanted.but(file=starts_with("mxc://")), within=within)
        got = Attachment(picture.name, picture.mime, await self.client.download(seen.file))
        same = got.sha256 == picture.sha256
        assert same, f"the picture came with {len(got.data)} other bytes; it has {len(picture.data)}: {seen}"
        return seen

    def _membership_of(self, other: Person, what: Wish) -> Wanted:
        return self._here().but(kind="member", target=self.sees_as(other), text=what)

    def _state(self, kind: str, says: That | None = None) -> Wanted:
        return self._here().but(kind="note", text=kind, detail=says)

    async def _sets(self, kind: str, content: dict[str, object]) -> None:
        await self.client.call(f"setting {kind}", self.client.nio.room_put_state, self.place, kind, content)
