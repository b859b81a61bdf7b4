"""A person on one server of the lab, who makes, enters and governs rooms that other servers share."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from harness.actors.lab_client import path
from harness.actors.lab_habits import NoticedPerson
from harness.actors.matrix_client import MatrixRefusedError
from harness.actors.person import Person, Speaker
from harness.core.fact import Fact
from harness.core.wanted import starts_with
from harness.runtime.ready import until

_CLIENT = "/_matrix/client/v3"
# Version 12 is Synapse's default; where the version doesn't matter, rooms are of the one that every peer knows.
ROOM_VERSION = "11"

Rule = str | Mapping[str, Any]
"""A join rule: its name, or its whole content."""


def members_of(room: str, *, knocking: bool = False) -> Rule:
    """Return the rule that lets the members of another room in, and others perhaps knock ("Restricted rooms")."""
    rule = "knock_restricted" if knocking else "restricted"
    return {"join_rule": rule, "allow": [{"type": "m.room_membership", "room_id": room}]}


def _rule(rule: Rule) -> Mapping[str, Any]:
    return {"join_rule": rule} if isinstance(rule, str) else rule


class Host(Protocol):
    """Somebody on another server who can have guests."""

    @property
    def server(self) -> str:
        """Their server's name."""

    async def makes_room(self) -> str:
        """Make a room; return its id."""

    async def hears(self, said: Fact) -> Fact:
        """Return an event as it came to them."""


class LabPerson(NoticedPerson):
    """Somebody with a client of their own on one of several servers."""

    @property
    def server(self) -> str:
        """The name of this person's server."""
        return self.id.partition(":")[2]

    async def makes_room(
        self, *, version: str = ROOM_VERSION, rule: Rule = "public", alias: str = "", **options: Any
    ) -> str:
        """Make a room with this join rule, which from now on is the place of everybody in the test; return its id."""
        order = {
            "room_version": version,
            "preset": "private_chat",
            "initial_state": [{"type": "m.room.join_rules", "state_key": "", "content": _rule(rule)}],
            **({"room_alias_name": alias} if alias else {}),
            **options,
        }
        room: str = (await self.client.ask("POST", f"{_CLIENT}/createRoom", order))["room_id"]
        self.stage.places["matrix"] = room
        return room

    async def makes_space(self) -> str:
        """Make a public space, which from now on is everybody's place; return its id."""
        return await self.makes_room(name="the space", creation_content={"type": "m.space"})

    async def adds(self, room: str, *, via: str) -> Fact:
        """Put a room into the space where everybody is, to be found by way of a server."""
        return await self.sets("m.space.child", {"via": [via]}, room)

    async def looks_into(self, space: str) -> list[Mapping[str, Any]]:
        """Return the rooms of a space, itself first, as this person's server shows them."""
        shown = await self.client.ask("GET", path("/_matrix/client/v1/rooms/{}/hierarchy", space))
        return list(shown["rooms"])

    async def joins(self, room: str = "", *, via: str | Sequence[str] = "") -> None:
        """Join a room by its id or alias, perhaps by way of the first of ``via`` that works; their client shows it."""
        query = {"via": via, "server_name": via} if via else {}
        where = path(_CLIENT + "/join/{}", room or self.place)
        joined = (await self.client.ask("POST", where, {}, **query))["room_id"]
        await self.stage.sees(self._here().but(kind="member", place=joined, target=self.id, text="join"))

    async def gets_in(self, *, via: str) -> None:
        """Join the room, however often it takes: a server may still be busy with an attempt of before."""
        await until(lambda: self.joins(via=via), deadline=self.stage.patience, what=f"{self.id} in {self.place}")

    async def fails_to_join(self, room: str, *, via: str) -> None:
        """Try to join a room by way of the server ``via``, and be refused, or raise."""
        try:
            await self.joins(room, via=via)
        except MatrixRefusedError:
            return
        raise AssertionError(f"{self.id} came into {room} by way of {via}")

    async def opens_files(self) -> None:
        """Download every file that this person was sent."""
        sent = self.stage.facts.all(self._here().but(kind="message", file=starts_with("mxc://")))
        await asyncio.gather(*(self.client.download(fact.file) for fact in sent))

    async def enters(self, *, via: str) -> None:
        """Join the room without waiting until it shows, as ``joins`` does."""
        await self.client.ask("POST", path(_CLIENT + "/join/{}", self.place), {}, via=via, server_name=via)

    async def calls_out(self, text: str) -> Fact:
        """Say something without waiting until it shows, as ``says`` does: no client shows a room before its state."""
        ref = await self.client.send(self.place, "m.room.message", {"msgtype": "m.text", "body": text})
        return Fact(0, "matrix", "message", place=self.place, author=self.id, text=text, ref=ref)

    async def visits(self, host: Host) -> None:
        """Join a new room of somebody on another server, by way of that server, and be heard there."""
        room = await host.makes_room()
        await self.joins(room, via=host.server)
        await host.hears(await self.says("found you"))

    async def knocks(self, *, via: str, reason: str = "") -> None:
        """Ask to be let in, by way of the server ``via``, perhaps with a reason."""
        order = {"reason": reason} if reason else {}
        await self.client.ask("POST", path(_CLIENT + "/knock/{}", self.place), order, via=via, server_name=via)

    async def invites(self, other: Speaker) -> None:
        """Invite somebody, of whichever server, into the room."""
        await self._acts("invite", user_id=other.id)

    async def redacts(self, event: Fact) -> Fact:
        """Take any event back, whether their server has it or not; return the redaction, seen by nobody yet."""
        where = path(_CLIENT + "/rooms/{}/redact/{}/{}", self.place, event.ref, self.stage.next_fence())
        ref = (await self.client.ask("PUT", where, {}))["event_id"]
        return Fact(0, "matrix", "delete", place=self.place, author=self.id, ref=ref, target=event.ref)

    async def pardons(self, other: Speaker) -> Fact:
        """Take a ban back."""
        since = self.stage.journal.mark()
        await self._acts("unban", user_id=other.id)
        return await self.stage.sees(self._here().but(kind="member", target=other.id, text="leave"), since=since)

    async def leaves(self) -> None:
        """Leave the room, or refuse an invitation to it."""
        await self._acts("leave")

    async def upgrades(self, version: str) -> str:
        """Move the room to another version; return the new one's id. The test's place stays the old one."""
        moved = await self.client.ask("POST", path(_CLIENT + "/rooms/{}/upgrade", self.place), {"new_version": version})
        return str(moved["replacement_room"])

    async def kicks(self, other: Speaker, *, once: Fact | None = None) -> Fact:
        """Throw somebody out, perhaps not before this person has seen an event."""
        if once is not None:
            await self.sees_event(once)
        return await self._governs("kick", other, "leave")

    async def bans(self, other: Speaker) -> Fact:
        """Throw somebody out for good."""
        return await self._governs("ban", other, "ban")

    async def sets(self, kind: str, content: Mapping[str, Any], state_key: str = "") -> Fact:
        """Change the room's state; return the fact once this person's own client has it back."""
        where = path(_CLIENT + "/rooms/{}/state/{}/{}", self.place, kind, state_key)
        mark = self.stage.journal.mark()
        event_id = (await self.client.ask("PUT", where, content))["event_id"]
        return await self._synced(event_id, mark)

    async def sets_topic(self, topic: str) -> Fact:
        """Say what the room is about."""
        return await self.sets("m.room.topic", {"topic": topic})

    async def sets_rule(self, rule: Rule) -> Fact:
        """Change who may join."""
        return await self.sets("m.room.join_rules", _rule(rule))

    async def hides_history(self, visibility: str) -> Fact:
        """Change who may read what was said before (Client-Server API, "Room History Visibility")."""
        return await self.sets("m.room.history_visibility", {"history_visibility": visibility})

    async def shuts_out(self, host: str) -> Fact:
        """Let a server take no part in the room any more (Client-Server API, "Server ACLs": ports don't matter)."""
        return await self.sets("m.room.server_acl", {"allow": ["*"], "deny": [host], "allow_ip_literals": True})

    async def looks_up(self, user_id: str) -> str:
        """Return the name that somebody goes by, as this person's server finds it out."""
        return str((await self.client.ask("GET", path(_CLIENT + "/profile/{}", user_id)))["displayname"])

    async def sees_listed(self, term: str, *, on: str) -> list[Mapping[str, Any]]:
        """Return the rooms with a word in their names that a server lists, once it lists any."""
        wanted = {"filter": {"generic_search_term": term}, "limit": 10}

        async def look() -> list[Mapping[str, Any]]:
            listed = (await self.client.ask("POST", f"{_CLIENT}/publicRooms", wanted, server=on))["chunk"]
            if not listed:
                raise LookupError(f"{on} lists no room with {term!r}")
            return list(listed)

        return await until(look, deadline=self.stage.patience, what="a room in the list")

    async def promotes(self, *levels: tuple[Person, int]) -> Fact:
        """Give people these power levels, and leave everything else of the levels as it is."""
        where = path(_CLIENT + "/rooms/{}/state/m.room.power_levels", self.place)
        content = await self.client.ask("GET", where)
        users = {**content.get("users", {}), **{person.id: level for person, level in levels}}
        return await self.sets("m.room.power_levels", {**content, "users": users})

    async def sees_member(
        self, other: Speaker, membership: str, *, by: Speaker | None = None, since: Fact | None = None
    ) -> Fact:
        """Return the event that gave somebody this membership, perhaps after another fact; waits for it."""
        wanted = self._here().but(kind="member", target=other.id, text=membership)
        mark = since.seq if since else 0
        return await self.stage.sees(wanted.but(author=by.id) if by else wanted, since=mark)

    async def asks_for_members(self) -> set[str]:
        """Return who is in the room, as this person's server tells it when it knows."""
        answer = await self.client.ask("GET", path(_CLIENT + "/rooms/{}/joined_members", self.place))
        return set(answer["joined"])

    async def sees_state(self, kind: str, *, since: Fact | None = None) -> Fact:
        """Return an event that sets the room's state, by its type; waits for it."""
        return await self.stage.sees(self._here().but(kind="note", text=kind), since=since.seq if since else 0)

    def never_saw_member(self, other: Speaker, membership: str) -> None:
        """Raise if somebody ever had this membership here. Only a fence before it makes it proof."""
        self.stage.facts.never_saw(self._here().but(kind="member", target=other.id, text=membership))

    def never_saw_anything_of(self, room: str) -> None:
        """Raise if this person's client showed anything of a room. Only a fence before it makes it proof."""
        self.stage.facts.never_saw(self._here().but(place=room))

    async def reads_back(self) -> None:
        """Page back through the room's whole history; what the server shows of it becomes facts of this person's."""
        where = path(_CLIENT + "/rooms/{}/messages", self.place)
        onward: dict[str, str] | None = {}
        while onward is not None:
            page = await self.client.ask("GET", where, None, dir="b", limit=100, **onward)
            self.client.shows(self.place, page["chunk"])
            onward = {"from": page["end"]} if page["chunk"] and "end" in page else None

    async def finds(self, at: float, way: str) -> str:
        """Return the id of the event next to a time, forwards (``f``) or backwards (``b``)."""
        where = path("/_matrix/client/v1/rooms/{}/timestamp_to_event", self.place)
        return str((await self.client.ask("GET", where, None, ts=round(at * 1000), dir=way))["event_id"])

    async def says_all(self, *texts: str) -> list[Fact]:
        """Say one thing after another."""
        return [await self.says(text) for text in texts]

    async def sees_all(self, said: Sequence[Fact]) -> None:
        """See every one of these events."""
        await asyncio.gather(*(self.sees_event(event) for event in said))

    def saw_exactly(self, said: Sequence[Fact], *, by: Speaker) -> None:
        """Raise unless what this person saw by an author, fences apart, is ``said``: in this order, each once."""
        wanted = self._here().but(kind="message", author=by.id)
        seen = [fact for fact in self.stage.facts.all(wanted) if not fact.text.startswith("fence ")]
        assert [fact.ref for fact in seen] == [fact.ref for fact in said], f"{self.key} saw {[*map(str, seen)]}"

    async def sees_event(self, event: Fact) -> Fact:
        """Return this very event as this person has it, waiting for it."""
        return await self.stage.sees(self._here().but(ref=event.ref))

    def never_saw_event(self, event: Fact) -> None:
        """Raise if this person has this very event. Only a fence before it makes it proof: ``catches_up_with``."""
        self.stage.facts.never_saw(self._here().but(ref=event.ref))

    async def _governs(self, act: str, other: Speaker, membership: str) -> Fact:
        since = self.stage.journal.mark()
        await self._acts(act, user_id=other.id)
        wanted = self._here().but(kind="member", target=other.id, text=membership, author=self.id)
        return await self.stage.sees(wanted, since=since)

    async def _acts(self, act: str, **order: Any) -> None:
        await self.client.ask("POST", path(_CLIENT + "/rooms/{}/{}", self.place, act), order)
